"""From a finished draft to a public plan: ask the committee, hand in, publish. One page that always says what is next."""

from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehou.ground.refusal import Refusal
from kehou.kernel.clock import LOCAL
from kehou.people.permits import at_school
from kehou.plan.actions.call_off_meeting import call_off_meeting
from kehou.plan.actions.close_meeting import close_meeting
from kehou.plan.actions.open_meeting import open_meeting
from kehou.plan.actions.publish_plan import publish_plan
from kehou.plan.actions.submit_plan import submit_plan
from kehou.plan.queries import editor
from kehou.plan.queries.editor import WRITERS
from kehou.web.screen import ActRequest, screen


class MeetingForm(forms.Form):
    agenda = forms.CharField(label=gettext_lazy("请委员决定什么"), max_length=120)
    closes_on = forms.DateField(
        label=gettext_lazy("哪天截止"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    closes_time = forms.TimeField(
        label=gettext_lazy("几点截止"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("委员全部投完会提前计票"),
    )

    @property
    def closes_at(self) -> datetime:
        data = self.cleaned_data
        return datetime.combine(data["closes_on"], data["closes_time"], LOCAL)


@screen(allow=[at_school(*WRITERS)])
def plan_decide(request: ActRequest, school_id: int, version_id: int) -> HttpResponse:
    """Where the version stands between draft and notice; every POST is one deed, named by its button."""
    refusal, form = None, None
    if request.method == "POST":
        form = MeetingForm(request.POST) if request.POST.get("do") == "open_meeting" else None
        if form is None or form.is_valid():
            try:
                messages.success(request, _do(request, school_id, version_id, form))
                return redirect("school:plan_decide", school_id=school_id, version_id=version_id)
            except Refusal as error:
                refusal = error
                if form:
                    for name, says in error.fields.items():
                        form.add_error({"closes_at": "closes_on"}.get(name, name), says)
    draft = editor.draft(request.act, school_id=school_id, version_id=version_id)
    context = {
        "school_id": school_id,
        "draft": draft,
        "version": draft.version,
        "meeting": draft.meeting,
        "judgement": draft.judgement,
        "published": editor.published_at(request.act, school_id=school_id, version_id=version_id),
        "form": form or MeetingForm(initial=_initial(request, draft)),
        "refusal": refusal,
        "is_over": draft.meeting.is_over(request.act.at) if draft.meeting else False,
    }
    return render(request, "school/plan_decide.html", context, status=409 if refusal or form else 200)


def _initial(request: ActRequest, draft: editor.Draft) -> dict[str, object]:
    """Three days at eight in the evening: parents read after work."""
    agenda = draft.version.title or _("审议课后服务实施方案")
    day = (request.act.at + timedelta(days=3)).astimezone(LOCAL)
    return {"agenda": agenda, "closes_on": day.date(), "closes_time": day.replace(hour=20, minute=0).time()}


def _do(request: ActRequest, school_id: int, version_id: int, form: MeetingForm | None) -> str:
    act, do = request.act, request.POST.get("do", "")
    if form is not None:
        open_meeting(
            act,
            school_id=school_id,
            version_id=version_id,
            agenda=form.cleaned_data["agenda"],
            closes_at=form.closes_at,
        )
        return _("已经送家委会，委员手机上会收到通知")
    if do == "submit_plan":
        submit_plan(act, school_id=school_id, version_id=version_id)
        return _("已报区教育局，等答复")
    if do == "publish_plan":
        publish_plan(act, school_id=school_id, version_id=version_id)
        return _("已公示，家长现在就能看到")
    meeting = editor.draft(act, school_id=school_id, version_id=version_id).meeting
    if meeting is None or do not in ("close_meeting", "call_off_meeting"):
        raise Http404
    if do == "close_meeting":
        close_meeting(act, school_id=school_id, meeting_id=meeting.id)
        return _("已计票")
    call_off_meeting(act, school_id=school_id, meeting_id=meeting.id, reason=request.POST.get("reason", ""))
    return _("已撤回，方案可以改了")


urlpatterns = [path("<school:school_id>/plan/<version:version_id>/decide/", plan_decide, name="plan_decide")]
