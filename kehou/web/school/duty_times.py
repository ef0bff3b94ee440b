"""Did the adults of a lesson sign in and out right? Who forgot is put right here, by another, with a reason (八.4b)."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kehou.day.actions.correct_duty import correct_duty
from kehou.day.permits import leads
from kehou.day.queries.duty_times import DutyTimes, SessionTimes, duty_times
from kehou.ground.refusal import Refusal
from kehou.kernel.clock import LOCAL
from kehou.kernel.secrets import opaque_id, row_id
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.choices import offer
from kehou.web.shared.refused_form import form_page, show_beside_fields

_time = dict.fromkeys(("required", "invalid"), _("请填时间，例如 17:10"))


class TimesForm(forms.Form):
    duty = forms.ChoiceField(label=_("哪位老师"), error_messages={"required": _("选一位老师")})
    in_at = forms.TimeField(label=_("几点签到"), widget=forms.TimeInput(attrs={"type": "time"}), error_messages=_time)
    out_at = forms.TimeField(label=_("几点签退"), widget=forms.TimeInput(attrs={"type": "time"}), error_messages=_time)
    reason = forms.CharField(
        label=_("更正的原因"), max_length=100, error_messages={"required": _("写一句原因，原来的记录会留着")}
    )

    def __init__(self, duties: tuple[DutyTimes, ...], data: Any = None) -> None:
        super().__init__(data)
        offer(self, "duty", [(opaque_id("duty", each.duty_id), each.name) for each in duties])


@screen(allow=[leads])
def times(request: ActRequest, session_id: int) -> HttpResponse:
    found = duty_times(request.act, session_id=session_id)
    form = TimesForm(found.duties, request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        data, on = form.cleaned_data, found.starts.astimezone(LOCAL).date()
        try:
            correct_duty(
                request.act, session_id=session_id, duty_id=row_id("duty", data["duty"]), reason=data["reason"],
                **{key: datetime.combine(on, data[key], LOCAL) for key in ("in_at", "out_at")},
            )  # fmt: skip
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _t("已更正，原来的时间还在。已经发过的补助，差额随下一次发放"))
            return HttpResponseRedirect(reverse("school:duty_times", args=[session_id]), status=303)
    context: dict[str, object] = {
        "found": found,
        "form": form,
        "back": reverse("school:session", args=[session_id]),
        "open": _unrecorded(found, request.act.at),
        "running": request.act.at < found.ends,
    }
    return form_page(request, "school/duty_times.html", context, refusal=refusal)


def _unrecorded(found: SessionTimes, at: datetime) -> int:
    """Adults of whom something is missing that ought to be there by now: nobody has signed out of a lesson that runs."""
    begun, over = found.starts <= at, found.ends <= at
    return sum((each.in_at is None and begun) or (each.out_at is None and over) for each in found.duties)


urlpatterns = [path("session/<session:session_id>/times/", times, name="duty_times")]
