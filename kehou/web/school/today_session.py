"""One session as the office sees it: who is there, what is to be put right, and why (八.5c)."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from kehou.day.actions.cancel_session import cancel_session
from kehou.day.actions.correct_presence import correct_presence
from kehou.day.actions.note_patrol import note_patrol
from kehou.day.permits import leads
from kehou.day.queries.board import Head, session_record
from kehou.day.queries.teaching import Lesson
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.clock import LOCAL
from kehou.kernel.secrets import opaque_id, row_id
from kehou.policy.facts.codes import CONTENT_NAMES
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.choices import offer
from kehou.web.shared.refused_form import form_page, show_beside_fields
from kehou.web.shared.wording import clock_text

RELEASED = (
    ("", lazy("没有离开")),
    ("guardian", lazy("监护人接走")),
    ("authorised", lazy("接送人接走")),
    ("self", lazy("自己走")),
    ("next_session", lazy("去下一个班")),
)
_time = {"invalid": lazy("这个时间读不懂，请照 17:10 的样子填")}


class CorrectionForm(forms.Form):
    child = forms.ChoiceField(label=lazy("哪个孩子"))
    state = forms.ChoiceField(
        label=lazy("实际是"), choices=(("present", lazy("到了")), ("leave", lazy("请假")), ("absent", lazy("没到"))),
        widget=forms.RadioSelect, error_messages={"required": lazy("选一个")},
    )  # fmt: skip
    in_at = forms.TimeField(
        label=lazy("几点到的"), required=False, widget=forms.TimeInput(attrs={"type": "time"}), error_messages=_time
    )
    out_at = forms.TimeField(
        label=lazy("几点离开的"), required=False, widget=forms.TimeInput(attrs={"type": "time"}), error_messages=_time
    )
    released_to = forms.ChoiceField(label=lazy("离开去哪"), choices=RELEASED, required=False)
    reason = forms.CharField(
        label=lazy("更正的原因"), max_length=100, error_messages={"required": lazy("写一句原因，原来的记录会留着")}
    )

    def __init__(self, heads: list[Head], data: Any = None) -> None:
        super().__init__(data)
        offer(self, "child", [(opaque_id("pupil", head.id), head.name) for head in heads])


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=lazy("取消的原因"), max_length=100, error_messages={"required": lazy("写一句原因，家长会看到")}
    )


class PatrolForm(forms.Form):
    content = forms.MultipleChoiceField(
        label=lazy("看到在做什么"),
        choices=tuple(CONTENT_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    written_homework = forms.BooleanField(label=lazy("看到布置了书面作业"), required=False)


@screen(allow=[leads])
def session(request: ActRequest, session_id: int) -> HttpResponse:
    return session_page(request, session_id)


def session_page(
    request: ActRequest, session_id: int, *, refusal: Refusal | None = None, **bound: forms.Form
) -> HttpResponse:
    found = session_record(request.act, session_id=session_id)
    lesson = found.lesson
    context: dict[str, Any] = {
        "found": found,
        "lesson": lesson,
        "says": _answer(lesson, request.act.at),
        "rows": [(head, *_standing(head)) for head in found.heads],
        "by_name": [
            (opaque_id("staff", post.staff_id), post) for post in found.posts if post.by_name and post.out_at is None
        ],
        "form": bound.get("form") or CorrectionForm(found.heads),
        "cancel": bound.get("cancel") or CancelForm(),
        "patrol": bound.get("patrol") or PatrolForm(),
        "back": reverse("school:today", args=[lesson.school_id]),
        "here": reverse("school:today", args=[lesson.school_id]),
    }
    return form_page(request, "school/today_session.html", context, refusal=refusal)


def _answer(lesson: Lesson, at: datetime) -> str:
    name, heads = lesson.name, lesson.heads
    if lesson.state == "cancelled":
        return _("%(name)s取消了") % {"name": name}
    if at < lesson.starts and not heads.here:
        return _("%(name)s %(clock)s 开始，应到 %(n)s 人") % {
            "name": name,
            "clock": clock_text(lesson.starts),
            "n": heads.due,
        }
    return _("%(name)s现在有 %(n)s 个孩子") % {"name": name, "n": heads.here}


def _standing(head: Head) -> tuple[str, str, str]:
    """(tone, word, times) of a child."""
    times = "".join(
        [clock_text(head.in_at) if head.in_at else "", f"–{clock_text(head.out_at)}" if head.out_at else ""]
    )
    if head.state == "present":
        return ("idle", _("已离开"), times) if head.out_at else ("ok", _("在"), times)
    words = {"expected": ("idle", _("未点名")), "leave": ("idle", _("请假")), "absent": ("block", _("未到"))}
    return (*words[head.state], times)


@require_POST
@screen(allow=[leads])
def correct(request: ActRequest, session_id: int) -> HttpResponse:
    found = session_record(request.act, session_id=session_id)
    form = CorrectionForm(found.heads, request.POST)
    if not form.is_valid():
        return session_page(request, session_id, form=form)
    data, on = form.cleaned_data, found.lesson.starts.astimezone(LOCAL).date()
    times = {key: datetime.combine(on, data[key], LOCAL) if data[key] else None for key in ("in_at", "out_at")}
    try:
        correct_presence(
            request.act, session_id=session_id, child_id=row_id("pupil", data["child"]), state=data["state"],
            reason=data["reason"], released_to=data["released_to"], **times,
        )  # fmt: skip
    except Refusal as refusal:
        show_beside_fields(form, refusal)
        return session_page(request, session_id, form=form, refusal=refusal)
    messages.success(request, _("已更正，原来的记录还在"))
    return _back(session_id)


@require_POST
@screen(allow=[leads])
def cancel(request: ActRequest, session_id: int) -> HttpResponse:
    form = CancelForm(request.POST)
    if not form.is_valid():
        return session_page(request, session_id, cancel=form)
    try:
        told = cancel_session(request.act, session_id=session_id, reason=form.cleaned_data["reason"])
    except NotYours:
        raise
    except Refusal as refusal:
        return session_page(request, session_id, cancel=form, refusal=refusal)
    messages.success(request, _("已取消，%(n)s 个孩子的家长会收到通知") % {"n": told})
    return _back(session_id)


@require_POST
@screen(allow=[leads])
def patrol(request: ActRequest, session_id: int) -> HttpResponse:
    form = PatrolForm(request.POST)
    if not form.is_valid():
        return session_page(request, session_id, patrol=form)
    note_patrol(request.act, session_id=session_id, **form.cleaned_data)
    messages.success(request, _("巡课已记下"))
    return _back(session_id)


def _back(session_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("school:session", args=[session_id]), status=303)


urlpatterns = [
    path("session/<session:session_id>/", session, name="session"),
    path("session/<session:session_id>/correct/", correct, name="correct_presence"),
    path("session/<session:session_id>/cancel/", cancel, name="cancel_session"),
    path("session/<session:session_id>/patrol/", patrol, name="note_patrol"),
]
