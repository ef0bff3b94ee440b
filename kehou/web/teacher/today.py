"""Which children am I answerable for now? A teacher's day, with the next thing to do for each lesson."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kehou.day.actions.confirm_exception import confirm_exception
from kehou.day.actions.move_on import move_on
from kehou.day.actions.plan_sessions import plan_day_if_due
from kehou.day.actions.sign_in_adult import sign_in_adult
from kehou.day.actions.sign_out_adult import sign_out_adult
from kehou.day.permits import on_duty
from kehou.day.queries.gate import gate_lessons, pending_exceptions
from kehou.day.queries.teaching import STAFF, Beside, OwnDuty, adults_beside, my_day, own_post
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.secrets import opaque_id, row_id
from kehou.people import queries as people
from kehou.people.permits import any_adult, holder_of
from kehou.policy.facts.codes import kinds_text
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.parts import Segment
from kehou.web.shared.wording import clock_text, local

AT_WORK = holder_of(*STAFF)
GATE = holder_of("gate")


@dataclass(frozen=True)
class Line:
    """One lesson and what stands there. step: sign_in | roll | keep | gone | done.

    beside: (opaque id, adult) of those without an account, whom this one signs in and out.
    """

    duty: OwnDuty
    step: str
    word: str
    tone: str
    beside: tuple[tuple[str, Beside], ...] = ()

    @property
    def figure(self) -> str:
        """Here, of those who should be: "26/28"."""
        return f"{self.duty.lesson.heads.here}/{self.duty.lesson.heads.due}"


@screen(allow=[GATE])
def at_gate(request: ActRequest) -> HttpResponse:
    """The gate's own first page: classes with children still in."""
    return render(request, "teacher/gate.html", {"lessons": gate_lessons(request.act)})


@screen(allow=[any_adult, AT_WORK, GATE])
def today(request: ActRequest) -> HttpResponse:
    for school_id, _staff in people.workplaces(request.act.account_id, request.act.at):
        _plan(request, school_id)
    try:
        return _page(request)
    except NotYours:  # somebody who only keeps the gate
        return HttpResponseRedirect(reverse("teacher:gate"))


def _plan(request: ActRequest, school_id: int) -> None:
    """The clock's worker may not have come by yet; a school without a filed plan simply has no lesson."""
    try:
        plan_day_if_due(request.act, school_id)
    except Refusal:
        return


def _page(request: ActRequest, refusal: Refusal | None = None, session_id: int | None = None) -> HttpResponse:
    """session_id: the lesson that one was refused to leave, so that the page offers who could take it over."""
    at = request.act.at
    duties = my_day(request.act)
    beside = adults_beside(request.act) if duties else {}
    lines = [replace(_line(duty, at), beside=_named(beside.get(duty.lesson.id, []))) for duty in duties]
    pending = pending_exceptions(request.act)
    context = {
        "says": _answer(lines, at),
        "lines": lines,
        "segments": [Segment(_minute(d.lesson.starts), _minute(d.lesson.ends), _short(d)) for d in duties],
        "pending": [(opaque_id("exception", p.id), p) for p in pending if not p.own],
        "refusal": refusal,
        "stays": session_id if refusal and refusal.code == "last_adult_on_duty" and _holds(lines, session_id) else None,
    }
    return render(request, "teacher/today.html", context, status=409 if refusal else 200)


def _holds(lines: list[Line], session_id: int | None) -> bool:
    """Whether there are children in the room whom another could take over; those on the way are somebody's already."""
    return any(line.duty.lesson.heads.here for line in lines if line.duty.lesson.id == session_id)


def _named(adults: list[Beside]) -> tuple[tuple[str, Beside], ...]:
    return tuple((opaque_id("staff", adult.staff_id), adult) for adult in adults)


def _short(duty: OwnDuty) -> str:
    """What a segment is called: the course, or what the class does first; the card below has the whole name."""
    return duty.lesson.course or kinds_text(duty.lesson.content[:1]) or duty.lesson.name


def _minute(moment: datetime) -> int:
    return local(moment).hour * 60 + local(moment).minute


def _line(duty: OwnDuty, at: datetime) -> Line:
    lesson = duty.lesson
    if duty.out_at is not None:
        return Line(duty, "done", _("已签退"), "idle")
    if duty.in_at is None:
        if at > lesson.ends:
            return Line(duty, "sign_in", _("没有签到"), "block")
        return Line(duty, "sign_in", _("未签到"), "warn" if at >= lesson.starts else "idle")
    if lesson.rolled_at is None and not lesson.heads.due:
        return Line(duty, "gone", _("没有孩子"), "idle")
    if lesson.rolled_at is None:
        return Line(duty, "roll", _("未点名"), "warn" if at >= lesson.starts else "now")
    if lesson.heads.here:
        return Line(duty, "keep", _("已点名"), "ok")
    if duty.unmet:
        return Line(duty, "gone", _("在路上"), "warn")
    return Line(duty, "gone", _("都已离开"), "ok")


def _answer(lines: list[Line], at: datetime) -> str:
    """One sentence: whom one is answerable for now, or when next."""
    unmet = sum(line.duty.unmet for line in lines if line.duty.in_at and not line.duty.out_at)
    if unmet:
        return _("%(n)s 个孩子在路上，那边还没有老师") % {"n": unmet}
    mine = [line.duty.lesson for line in lines if line.step in ("roll", "keep")]
    if mine:
        heads = sum(lesson.heads.here or lesson.heads.expected for lesson in mine)
        names = "、".join(lesson.name for lesson in mine)
        return _("%(names)s，%(heads)s 个孩子由您负责") % {"names": names, "heads": heads}
    ahead = [line.duty.lesson for line in lines if line.step == "sign_in" and line.duty.lesson.ends >= at]
    if ahead and ahead[0].starts <= at:
        return _("%(name)s已经开始，等您签到") % {"name": ahead[0].name}
    if ahead:
        return _("%(clock)s 带%(name)s") % {"clock": clock_text(ahead[0].starts), "name": ahead[0].name}
    if lines:
        return _("今天要带的班都结束了")
    return _("今天没有要您带的班")


@require_POST
@screen(allow=[on_duty()])
def sign_in(request: ActRequest, session_id: int) -> HttpResponse:
    try:
        sign_in_adult(request.act, session_id=session_id, staff_id=own_post(request.act, session_id=session_id))
    except Refusal as refusal:
        return _refused(request, refusal)
    return HttpResponseRedirect(reverse("teacher:roll_call", args=[session_id]), status=303)


@require_POST
@screen(allow=[on_duty()])
def sign_out(request: ActRequest, session_id: int) -> HttpResponse:
    try:
        sign_out_adult(request.act, session_id=session_id, staff_id=own_post(request.act, session_id=session_id))
    except Refusal as refusal:
        return _refused(request, refusal, session_id)
    messages.success(request, _("已签退"))
    return HttpResponseRedirect(reverse("teacher:today"), status=303)


@require_POST
@screen(allow=[on_duty()])
def go_on(request: ActRequest, session_id: int) -> HttpResponse:
    try:
        moved = move_on(request.act, session_id=session_id)
    except Refusal as refusal:
        return _refused(request, refusal)
    if moved:
        says = ngettext(
            "%(n)s 个孩子去下一个班了，那边有老师签到以前仍由您负责",
            "%(n)s 个孩子去下一个班了，那边有老师签到以前仍由您负责",
            moved,
        )
        messages.success(request, says % {"n": moved})
    else:
        messages.info(request, _("这个班的孩子后面都没有课了，请交接离校"))
    return HttpResponseRedirect(reverse("teacher:today"), status=303)


@require_POST
@screen(allow=[AT_WORK])
def confirm(request: ActRequest) -> HttpResponse:
    try:
        exception_id = row_id("exception", request.POST.get("exception", ""))
    except ValueError as error:
        raise NotYours from error
    try:
        confirm_exception(request.act, exception_id=exception_id)
    except Refusal as refusal:
        return _refused(request, refusal)
    messages.success(request, _("已确认，第一位老师现在可以交接"))
    return HttpResponseRedirect(reverse("teacher:today"), status=303)


def _refused(request: ActRequest, refusal: Refusal, session_id: int | None = None) -> HttpResponse:
    if isinstance(refusal, NotYours):
        raise refusal
    return _page(request, refusal, session_id)


@require_POST
@screen(allow=[on_duty()])
def sign_other(request: ActRequest, session_id: int) -> HttpResponse:
    """Somebody beside without an account comes or goes; the record says who noted it."""
    try:
        staff_id = row_id("staff", request.POST.get("staff", ""))
    except ValueError as error:
        raise NotYours from error
    leaves = request.POST.get("do") == "out"
    try:
        (sign_out_adult if leaves else sign_in_adult)(request.act, session_id=session_id, staff_id=staff_id)
    except Refusal as refusal:
        return _refused(request, refusal)
    messages.success(request, _("已替他签退") if leaves else _("已替他签到，记录里写着是您代签"))
    return HttpResponseRedirect(reverse("teacher:today"), status=303)


urlpatterns = [
    path("", today, name="today"),
    path("gate/", at_gate, name="gate"),
    path("session/<session:session_id>/sign-in/", sign_in, name="sign_in"),
    path("session/<session:session_id>/sign-out/", sign_out, name="sign_out"),
    path("session/<session:session_id>/sign-other/", sign_other, name="sign_other"),
    path("session/<session:session_id>/move-on/", go_on, name="move_on"),
    path("confirm-exception/", confirm, name="confirm_exception"),
]
