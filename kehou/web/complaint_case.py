"""Answering a complaint: the same form for the school and for the district above it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from kehou.ground.refusal import Refusal
from kehou.review.actions.answer_complaint import answer_complaint
from kehou.review.queries.complaints import complaint_case
from kehou.web.screen import ActRequest
from kehou.web.shared.refused_form import form_page, show_beside_fields


class AnswerForm(forms.Form):
    upheld = forms.ChoiceField(
        label=lazy("查下来"),
        choices=(("1", lazy("属实")), ("0", lazy("不属实"))),
        widget=forms.RadioSelect,
        help_text=lazy("属实的，会作为一个问题列出来，要整改"),
        error_messages={"required": lazy("选一个")},
    )
    answer = forms.CharField(
        label=lazy("答复"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("查到什么、怎么办。反映的人会看到"),
        error_messages={"required": lazy("写一写查到什么、怎么办")},
    )


def answering(request: ActRequest, complaint_id: int, template: str, route: str) -> HttpResponse:
    """The page of one complaint, and its answer."""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            answer_complaint(
                request.act, complaint_id=complaint_id, answer=given["answer"], upheld=given["upheld"] == "1"
            )
        except Refusal as error:
            show_beside_fields(form, error)
            refusal = error
        else:
            messages.success(request, _("已答复，反映的人看得到"))
            return HttpResponseRedirect(reverse(route, args=[complaint_id]), status=303)
    line, who, answered_by = complaint_case(request.act, complaint_id=complaint_id)
    context = {"line": line, "who": who, "answered_by": answered_by, "form": form}
    return form_page(request, template, context, refusal=refusal)
