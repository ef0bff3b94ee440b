"""Ask leave for a day; take it back as easily."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from kehou.day.actions.ask_leave import ask_leave
from kehou.day.actions.cancel_leave import cancel_leave
from kehou.day.queries.family import leaves
from kehou.ground.refusal import NotYours, Refusal
from kehou.people.permits import guardian_of
from kehou.people.queries import given_name
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields
from kehou.web.shared.wording import day_text


class LeaveForm(forms.Form):
    date = forms.DateField(
        label=lazy("哪天"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": lazy("选一天"), "invalid": lazy("这个日期读不懂，请照 2026-10-29 的样子填")},
    )
    reason = forms.CharField(
        label=lazy("原因"), max_length=60, required=False, help_text=lazy("例如：看牙、家里有事。只有带班老师看得到")
    )


@screen(allow=[guardian_of("child_id")])
def leave(request: ActRequest, child_id: int) -> HttpResponse:
    return _page(request, child_id)


def _page(request: ActRequest, child_id: int, refusal: Refusal | None = None) -> HttpResponse:
    child, asked = leaves(request.act, child_id=child_id)
    sent = request.POST if request.method == "POST" and refusal is None else None
    form = LeaveForm(sent, initial={"date": request.act.today})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            ask_leave(request.act, child_id=child_id, date=data["date"], reason=data["reason"])
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            says = _("%(day)s已请假，老师点名时看得到") % {"day": day_text(data["date"])}
            messages.success(request, says)
            return HttpResponseRedirect(reverse("family:leave", args=[child_id]), status=303)
    context: dict[str, object] = {
        "child": child, "name": given_name(child.name), "asked": asked, "form": form, "today": request.act.today,
        "back": reverse("family:today", args=[child_id]),
    }  # fmt: skip
    return form_page(request, "family/leave.html", context, refusal=refusal)


@require_POST
@screen(allow=[guardian_of("child_id")])
def take_back(request: ActRequest, child_id: int, leave_id: int) -> HttpResponse:
    try:
        cancel_leave(request.act, child_id=child_id, leave_id=leave_id)
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, child_id, refusal)
    messages.success(request, _("已撤回，孩子照常参加"))
    return HttpResponseRedirect(reverse("family:leave", args=[child_id]), status=303)


urlpatterns = [
    path("<pupil:child_id>/leave/", leave, name="leave"),
    path("<pupil:child_id>/leave/<leave:leave_id>/cancel/", take_back, name="cancel_leave"),
]
