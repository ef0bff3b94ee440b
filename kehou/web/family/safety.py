"""What must the adults in charge know of my child? Written by the family, read by whoever is in charge that day."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from kehou.day.actions.write_safety_note import LONGEST, write_safety_note
from kehou.day.queries.safety import readings, safety_note
from kehou.ground.refusal import Refusal
from kehou.people.directory import own_child
from kehou.people.permits import guardian_of
from kehou.people.queries import given_name
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields


class NoteForm(forms.Form):
    text = forms.CharField(
        label=lazy("老师要知道什么"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("例如：花生过敏、书包里有哮喘喷雾、上下楼要人扶。清空就是收回"),
        error_messages={"max_length": lazy("最多 100 字，老师要一眼看完")},
    )


@screen(allow=[guardian_of("child_id")])
def safety(request: ActRequest, child_id: int) -> HttpResponse:
    child = own_child(request.act, child_id=child_id).child
    kept = safety_note(request.act, child_id=child_id)
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"text": kept})
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            note = write_safety_note(request.act, child_id=child_id, text=form.cleaned_data["text"])
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _("已写好，当天带孩子的老师看得到") if note else _("已收回，老师那里不再显示"))
            return HttpResponseRedirect(reverse("family:safety", args=[child_id]), status=303)
    context: dict[str, object] = {
        "child": child, "name": given_name(child.name), "kept": kept, "readings": readings(request.act, child_id=child_id), "form": form,
        "back": reverse("family:child", args=[child_id]),
    }  # fmt: skip
    return form_page(request, "family/safety.html", context, refusal=refusal)


urlpatterns = [path("<pupil:child_id>/safety/", safety, name="safety")]
