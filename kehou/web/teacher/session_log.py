"""What was this lesson about, and who has finished the homework?"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from kehou.day.actions.end_session import end_session
from kehou.day.actions.log_session import log_session
from kehou.day.actions.tick_homework import tick_homework
from kehou.day.permits import keeps
from kehou.day.queries.teaching import lesson_log
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.secrets import opaque_id, row_id
from kehou.policy.facts.codes import CONTENT_NAMES
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields


class LogForm(forms.Form):
    content = forms.MultipleChoiceField(
        label=lazy("这次课做了什么"),
        choices=tuple(CONTENT_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=lazy("照实选。讲了新课、刷了题也照实选，区里看得到"),
    )
    written_homework = forms.BooleanField(label=lazy("布置了书面作业"), required=False)


class EndForm(forms.Form):
    early_reason = forms.CharField(
        label=lazy("提前结束的原因"), required=False, max_length=100, help_text=lazy("按时结束不用填")
    )


def _page(
    request: ActRequest,
    session_id: int,
    *,
    log: LogForm | None = None,
    end: EndForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    lesson, children = lesson_log(request.act, session_id=session_id)
    kept = {"content": lesson.content, "written_homework": lesson.written_homework}
    context: dict[str, Any] = {
        "lesson": lesson,
        "children": [(opaque_id("pupil", child), name, done) for child, name, done in children],
        "ticked": sum(bool(done) for _child, _name, done in children),
        "form": log or LogForm(initial=kept),
        "first": {*lesson.content, *(log.data.getlist("content") if log else ())},  # type: ignore[attr-defined]
        "end": end or EndForm(),
        "back": reverse("teacher:today"),
    }
    return form_page(request, "teacher/session_log.html", context, refusal=refusal)


@screen(allow=[keeps])
def session_log(request: ActRequest, session_id: int) -> HttpResponse:
    if request.method != "POST":
        return _page(request, session_id)
    form = LogForm(request.POST)
    if not form.is_valid():
        return _page(request, session_id, log=form)
    try:
        log_session(request.act, session_id=session_id, **form.cleaned_data)
    except Refusal as refusal:
        show_beside_fields(form, refusal)
        return _page(request, session_id, log=form, refusal=refusal)
    messages.success(request, _("已记下这次课"))
    return HttpResponseRedirect(reverse("teacher:session_log", args=[session_id]), status=303)


@require_POST
@screen(allow=[keeps])
def homework(request: ActRequest, session_id: int) -> HttpResponse:
    """Every child of the form is ticked or open; `all` ticks everybody."""
    shown, ticked = request.POST.getlist("child"), set(request.POST.getlist("done"))
    done = [key for key in shown if key in ticked or "all" in request.POST]
    try:
        ids = {key: row_id("pupil", key) for key in shown}
    except ValueError as error:
        raise NotYours from error
    open_ids = [ids[key] for key in shown if key not in done]
    tick_homework(request.act, session_id=session_id, done_ids=[ids[key] for key in done], open_ids=open_ids)
    messages.success(
        request, _("已记下：%(done)s 人写完，%(open)s 人没写完") % {"done": len(done), "open": len(open_ids)}
    )
    return HttpResponseRedirect(reverse("teacher:session_log", args=[session_id]), status=303)


@require_POST
@screen(allow=[keeps])
def end(request: ActRequest, session_id: int) -> HttpResponse:
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, session_id, end=form)
    try:
        end_session(request.act, session_id=session_id, early_reason=form.cleaned_data["early_reason"])
    except Refusal as refusal:
        show_beside_fields(form, refusal)
        return _page(request, session_id, end=form, refusal=refusal)
    messages.success(request, _("已下课，请交接离校"))
    return HttpResponseRedirect(reverse("teacher:hand_over", args=[session_id]), status=303)


urlpatterns = [
    path("session/<session:session_id>/log/", session_log, name="session_log"),
    path("session/<session:session_id>/homework/", homework, name="homework"),
    path("session/<session:session_id>/end/", end, name="end_session"),
]
