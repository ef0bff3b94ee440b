"""Which section has no adult, and who goes? The duty board, drawn anew every ten seconds (附.11)."""

from datetime import datetime
from itertools import groupby

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from kehou.day import alarms
from kehou.day.actions.acknowledge_alarm import acknowledge_alarm
from kehou.day.actions.close_day import close_day
from kehou.day.actions.plan_sessions import plan_day_if_due
from kehou.day.actions.send_adult import send_adult
from kehou.day.permits import LEADERS, leads
from kehou.day.queries.board import Board, BoardLesson, Ringing, RosterSheet, board, day_on_paper
from kehou.gateways.pdf import render_pdf
from kehou.ground.grade import grades_text
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.secrets import opaque_id, row_id
from kehou.org import queries as org
from kehou.people.permits import at_school, at_school_of, holder_of
from kehou.people.queries import roles_of
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.parts import Floor, Segment, Tile
from kehou.web.shared.wording import class_text, clock_text, day_text, local

ALARM = "day.Alarm"
OFFERED = 3


class NoteForm(forms.Form):
    """Who sees to it, and how."""

    note = forms.CharField(
        label=lazy("谁去、怎么处理"), max_length=100, error_messages={"required": lazy("写一句谁去、怎么处理")}
    )


@screen(allow=[holder_of(*LEADERS)])
def mine(request: ActRequest) -> HttpResponse:
    """Where an alarm's message leads: the board of the school one works at."""
    for role in roles_of(request.act.account_id, request.act.at):
        if role.role in LEADERS and role.school_id is not None:
            return HttpResponseRedirect(reverse("school:today", args=[role.school_id]))
    raise NotYours


@screen(allow=[at_school(*LEADERS)])
def today(request: ActRequest, school_id: int) -> HttpResponse:
    no_plan = None
    try:
        plan_day_if_due(request.act, school_id)
    except Refusal as refusal:
        no_plan = refusal
    return _page(request, school_id, refusal=no_plan)


def _page(
    request: ActRequest, school_id: int, *, refusal: Refusal | None = None, note: NoteForm | None = None
) -> HttpResponse:
    asked = request.GET.get("slot", "")
    found = board(request.act, school_id=school_id, slot=int(asked) if asked.isdecimal() else None)
    at = request.act.at
    context = {
        "school_id": school_id,
        "school_key": opaque_id("school", school_id),
        "board": found,
        "says": _answer(found, at),
        "under": _under(found),
        "floors": _floors(found, at),
        "alarms": [(alarm, *_alarm(alarm, at)) for alarm in found.alarms],
        "senders": _senders(found),
        "segments": [Segment(_minute(start), _minute(end), "") for start, end in _parts(found.slots)],
        "slots": [(place, slot, slot == found.slot) for place, slot in enumerate(found.slots)],
        "asked": asked if asked.isdecimal() else "",
        "note": note or NoteForm(),
        "refusal": refusal,
        "level_names": alarms.LEVEL_NAMES,
    }
    fragment = request.headers.get("HX-Request") == "true" and refusal is None
    template = "school/today_board.html" if fragment else "school/today.html"
    return render(request, template, context, status=409 if refusal and request.method == "POST" else 200)


def _minute(moment: datetime) -> int:
    return local(moment).hour * 60 + local(moment).minute


def _parts(slots: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Slots that do not overlap, for the ribbon."""
    shown: list[tuple[datetime, datetime]] = []
    for slot in slots:
        if not shown or slot[0] >= shown[-1][1]:
            shown.append(slot)
    return shown


def _answer(found: Board, at: datetime) -> str:
    lonely = sum(_lonely(lesson, at) for lesson in found.lessons)
    if found.closed_at is not None:
        return _("今天已经关账，孩子都交接了")
    if not found.lessons:
        return _("今天没有课后服务")
    start, end = found.slot or (at, at)
    if at < start:
        return _("%(clock)s 起有 %(n)s 个班上课") % {"clock": clock_text(start), "n": len(found.lessons)}
    if lonely:
        return _("%(n)s 个班在上课，%(lonely)s 个班没有老师") % {"n": len(found.lessons) - lonely, "lonely": lonely}
    if at > end:
        if found.still_in:
            return _("%(n)s 个孩子还没有交接") % {"n": found.still_in}
        return _("孩子都交接了，可以关账")
    return _("%(n)s 个班在上课，都有老师") % {"n": len(found.lessons)}


def _lonely(shown: BoardLesson, at: datetime) -> bool:
    """A child should be or is there, and no adult: what the board shows red. The alarm itself is the rule's."""
    heads, lesson = shown.lesson.heads, shown.lesson
    return (
        not shown.covered
        and lesson.starts <= at
        and (heads.here > 0 or (heads.expected > 0 and lesson.rolled_at is None))
    )


def _under(found: Board) -> str:
    rolled = sum(lesson.lesson.rolled_at is not None for lesson in found.lessons)
    here = sum(lesson.lesson.heads.here + lesson.lesson.heads.gone for lesson in found.lessons)
    if not found.lessons:
        return ""
    return _("%(rolled)s 个班已点名，%(here)s 个孩子到了，%(free)s 位老师空闲") % {
        "rolled": rolled, "here": here, "free": len(found.free),
    }  # fmt: skip


def _floors(found: Board, at: datetime) -> list[Floor]:
    """Sections by floor, upper floors first, places without one last."""
    lessons = sorted(found.lessons, key=lambda shown: (_height(shown.floor), shown.floor, shown.lesson.name))
    return [
        Floor(floor or _("其他"), [_tile(shown, at) for shown in group], "")
        for floor, group in ((key, list(rows)) for key, rows in groupby(lessons, key=lambda shown: shown.floor))
    ]


def _height(floor: str) -> int:
    """五楼 before 一楼; a sports hall after every floor."""
    place = "九八七六五四三二一".find(floor[:1]) if floor.endswith("楼") else -1
    return place if place >= 0 else 99


def _tile(shown: BoardLesson, at: datetime) -> Tile:
    lesson, heads = shown.lesson, shown.lesson.heads
    url = reverse("school:session", args=[lesson.id])
    name = lesson.name.replace("）班 ", "）")  # 四（2）班 作业辅导 → 四（2）作业辅导: a tile is narrow
    there = [post.name for post in shown.posts if post.in_at is not None and post.out_at is None]
    planned = [post.name for post in shown.posts if post.in_at is None]
    left = [post for post in shown.posts if post.out_at is not None]
    who = "、".join(there or planned) or grades_text(lesson.grades)
    figure = f"{heads.here}/{heads.due}" if lesson.rolled_at else _("应到 %(n)s") % {"n": heads.due}
    if _lonely(shown, at):
        if left and not planned and left[-1].out_at is not None:
            who = _("%(name)s %(clock)s 离开") % {"name": left[-1].name, "clock": clock_text(left[-1].out_at)}
        return Tile(name, lesson.place, who, _("无人值守"), "block", figure, url)
    if lesson.rolled_at is not None:
        word = _("已点名") if heads.here else _("都已离开")
        return Tile(name, lesson.place, who, word, "ok", figure, url)
    if at < lesson.starts:
        word = _("%(clock)s 开始") % {"clock": clock_text(lesson.starts)}
        return Tile(name, lesson.place, who, word, "idle", figure, url)
    if not heads.due:
        return Tile(name, lesson.place, who, _("没有孩子"), "idle", "", url)
    minutes = int((at - lesson.starts).total_seconds() // 60)
    return Tile(name, lesson.place, who, _("%(n)s 分钟未点") % {"n": minutes}, "warn", figure, url)


def _alarm(alarm: Ringing, at: datetime) -> tuple[str, str]:
    """The two sentences of an alarm: what is wrong, and what is known and comes next."""
    lesson = alarm.lesson
    minutes = max(0, int((at - alarm.since).total_seconds() // 60))
    heads = lesson.heads.here or lesson.heads.expected
    place = " ".join(part for part in (lesson.name, lesson.place) if part)
    what = {
        "uncovered": _("%(place)s：%(heads)s 个孩子已 %(minutes)s 分钟没有老师"),
        "not_started": _("%(place)s：老师在，过了 %(minutes)s 分钟还没有点名"),
        "unexplained": _("%(place)s：%(child)s没有到，没有请假"),
        "not_collected": _("%(place)s：%(child)s还没有人接"),
    }[alarm.kind] % {"place": place, "heads": heads, "minutes": minutes, "child": alarm.child}
    left = [post for post in alarm.posts if post.out_at is not None]
    missing = [post.name for post in alarm.posts if post.in_at is None]
    known = ""
    if alarm.kind == "uncovered":
        if left and left[-1].out_at is not None:
            known = _("%(name)s %(clock)s 离开。") % {"name": left[-1].name, "clock": clock_text(left[-1].out_at)}
        if missing:
            known += _("%(names)s还没有签到。") % {"names": "、".join(missing)}
    if alarm.acknowledged_at is not None:
        known += _("%(who)s %(clock)s 已接手：%(note)s") % {
            "who": alarm.acknowledged_by, "clock": clock_text(alarm.acknowledged_at), "note": alarm.note,
        }  # fmt: skip
    elif alarm.level < 4:
        told = _("已通知%(who)s。没有人接手就逐级上报") % {"who": alarms.LEVEL_NAMES[alarm.level]}
        known += told
    return what, known


def _senders(found: Board) -> list[tuple[str, str, str]]:
    """(key, name, words of the button) of who could go; oneself last."""
    me = found.myself
    free = [adult for adult in found.free if me is None or adult.id != me.id][:OFFERED]
    lines = [(opaque_id("staff", adult.id), adult.name, _("派%(name)s去") % {"name": adult.name}) for adult in free]
    if me is not None:
        lines.append((opaque_id("staff", me.id), _("您自己"), _("我去")))
    return lines


@require_POST
@screen(allow=[leads])
def send(request: ActRequest, session_id: int) -> HttpResponse:
    try:
        staff_id = row_id("staff", request.POST.get("staff", ""))
    except ValueError as error:
        raise NotYours from error
    school_id = _school(request)
    try:
        send_adult(request.act, session_id=session_id, staff_id=staff_id)
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, school_id, refusal=refusal)
    messages.success(request, _("已派去，到了会在手机上签到；签到前警报不会停"))
    return HttpResponseRedirect(reverse("school:today", args=[school_id]), status=303)


def _school(request: ActRequest) -> int:
    """The school whose board posted; only for the way back, the deed looks at its own row."""
    try:
        return row_id("school", request.POST.get("school", ""))
    except ValueError as error:
        raise NotYours from error


@require_POST
@screen(allow=[at_school_of(ALARM, "alarm_id", *LEADERS)])
def acknowledge(request: ActRequest, alarm_id: int) -> HttpResponse:
    school_id, form = _school(request), NoteForm(request.POST)
    try:
        acknowledge_alarm(request.act, alarm_id=alarm_id, note=request.POST.get("note", ""))
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, school_id, refusal=refusal, note=form)
    messages.success(request, _("已接手。原因消除后警报会自己收起"))
    return HttpResponseRedirect(reverse("school:today", args=[school_id]), status=303)


@require_POST
@screen(allow=[at_school(*LEADERS)])
def close(request: ActRequest, school_id: int) -> HttpResponse:
    try:
        close_day(request.act, school_id=school_id, date=request.act.today)
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, school_id, refusal=refusal)
    messages.success(request, _("今天已关账。之后只能更正，原来的记录会留着"))
    return HttpResponseRedirect(reverse("school:today", args=[school_id]), status=303)


@screen(allow=[at_school(*LEADERS)])
def on_paper(request: ActRequest, school_id: int) -> HttpResponse:
    """The day's rolls as a PDF, one sheet a lesson."""
    sheets = day_on_paper(request.act, school_id=school_id)
    pdf = render_pdf("roster", _roster(org.school(school_id).name, sheets, request.act.at))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="roster.pdf"'
    return response


def _roster(school: str, sheets: list[RosterSheet], at: datetime) -> dict[str, object]:
    return {
        "school": school,
        "day": day_text(at),
        "printed": clock_text(at),
        "sections": [
            {
                "title": sheet.lesson.name,
                "time": f"{clock_text(sheet.lesson.starts)}–{clock_text(sheet.lesson.ends)}",
                "place": sheet.lesson.place,
                "adults": sheet.adults,
                "pupils": [
                    {
                        "name": name,
                        "class": class_text(grade, class_no),
                        "state": _("请假") if leave else "",
                        "note": "",
                    }
                    for name, grade, class_no, leave in sheet.pupils
                ],
            }
            for sheet in sheets
        ],
    }


urlpatterns = [
    path("today/", mine, name="today_mine"),
    path("<school:school_id>/today/", today, name="today"),
    path("<school:school_id>/today/close/", close, name="close_day"),
    path("<school:school_id>/today/roster.pdf", on_paper, name="day_roster"),
    path("session/<session:session_id>/send/", send, name="send_adult"),
    path("alarm/<alarm:alarm_id>/acknowledge/", acknowledge, name="acknowledge_alarm"),
]
