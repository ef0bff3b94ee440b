"""What the duty board says: its one sentence, its tiles, its alarms. Nothing is decided here."""

from datetime import datetime
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from kehou.day import alarms
from kehou.day.queries.board import Board, BoardLesson, Ringing, RosterSheet
from kehou.day.queries.no_service import NoService
from kehou.ground.grade import grades_text
from kehou.kernel.secrets import opaque_id
from kehou.web.shared.parts import Floor, Tile
from kehou.web.shared.wording import class_text, clock_text, day_text, local

OFFERED = 3
LATEST = 4


def minute(moment: datetime) -> int:
    return local(moment).hour * 60 + local(moment).minute


def parts(slots: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Slots that do not overlap, for the ribbon."""
    shown: list[tuple[datetime, datetime]] = []
    for slot in slots:
        if not shown or slot[0] >= shown[-1][1]:
            shown.append(slot)
    return shown


def answer(found: Board, at: datetime) -> str:
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


def empty(found: NoService) -> tuple[str, str]:
    """(why there is nothing today, what comes next)."""
    day = day_text(found.day) if found.day else ""
    return {
        "no_term": (_("还没有学期"), _("区教育局设好学期以后，才有课后服务。")),
        "before": (_("学期还没有开始"), _("%(day)s开学。") % {"day": day}),
        "over": (_("这学期结束了"), _("%(day)s是最后一天。记录都在，可以照常查。") % {"day": day}),
        "no_plan": (_("还没有备案的方案"), _("方案经家委会表决、区里备案以后，才能开课后服务。")),
        "no_school": (_("今天不上学"), _("下一个上学的日子是 %(day)s。") % {"day": day} if day else ""),
        "other": (_("今天没有排课后服务"), _("方案里这一天没有服务时段，或教学班还没有开。")),
    }[found.why]


def _lonely(shown: BoardLesson, at: datetime) -> bool:
    """A child should be or is there, and no adult: what the board shows red. The alarm itself is the rule's."""
    heads, lesson = shown.lesson.heads, shown.lesson
    return (
        not shown.covered
        and lesson.starts <= at
        and (heads.here > 0 or (heads.expected > 0 and lesson.rolled_at is None))
    )


def under(found: Board) -> str:
    rolled = sum(lesson.lesson.rolled_at is not None for lesson in found.lessons)
    here = sum(lesson.lesson.heads.here + lesson.lesson.heads.gone for lesson in found.lessons)
    if not found.lessons:
        return ""
    says = _("%(rolled)s 个班已点名，%(here)s 个孩子到了") % {"rolled": rolled, "here": here}
    if found.free is not None:
        says += _("，%(n)s 位老师空闲") % {"n": len(found.free)}
    return says


def floors(found: Board, at: datetime) -> list[Floor]:
    """Sections by floor, upper floors first, then by room; places without a floor last."""
    lessons = sorted(found.lessons, key=lambda shown: (_height(shown.floor), shown.floor, shown.lesson.place))
    return [
        Floor(floor or _("其他"), [_tile(shown, at) for shown in group], "")
        for floor, group in ((key, list(rows)) for key, rows in groupby(lessons, key=lambda shown: shown.floor))
    ]


def _height(floor: str) -> int:
    """五楼 before 一楼; a sports hall after every floor."""
    place = "九八七六五四三二一".find(floor[:1]) if floor.endswith("楼") else -1
    return place if place >= 0 else 99


def short_name(name: str) -> str:
    """四（2）班 作业辅导、自主学习 → 四（2）作业: a tile is narrow. A course keeps its name."""
    of_class, within, content = name.partition("）班 ")
    if not within:
        return name
    first = content.split("、")[0]
    return f"{of_class}）{'作业' if first.startswith('作业') else first[-2:]}"


def _tile(shown: BoardLesson, at: datetime) -> Tile:
    lesson, heads = shown.lesson, shown.lesson.heads
    url = reverse("school:session", args=[lesson.id])
    name = short_name(lesson.name)
    place = lesson.place.removesuffix("教室").strip() or lesson.place
    there = [post.name for post in shown.posts if post.in_at is not None and post.out_at is None]
    planned = [post.name for post in shown.posts if post.in_at is None]
    left = [post for post in shown.posts if post.out_at is not None]
    who = "、".join(there or planned) or grades_text(lesson.grades)
    figure = f"{heads.here}/{heads.due}" if lesson.rolled_at else _("应到 %(n)s") % {"n": heads.due}
    if _lonely(shown, at):
        if left and not planned and left[-1].out_at is not None:
            who = _("%(name)s %(clock)s 离开") % {"name": left[-1].name, "clock": clock_text(left[-1].out_at)}
        return Tile(name, place, who, _("无人值守"), "block", figure, url)
    if lesson.rolled_at is not None:
        word = _("已点名") if heads.here else _("都已离开")
        return Tile(name, place, who, word, "ok", figure, url)
    if at < lesson.starts:
        word = _("%(clock)s 开始") % {"clock": clock_text(lesson.starts)}
        return Tile(name, place, who, word, "idle", figure, url)
    if not heads.due:
        return Tile(name, place, who, _("没有孩子"), "idle", "", url)
    minutes = int((at - lesson.starts).total_seconds() // 60)
    return Tile(name, place, who, _("%(n)s 分未点") % {"n": minutes}, "warn", figure, url)


def latest(found: Board) -> list[tuple[datetime, str]]:
    """The last things that happened in this part of the afternoon, the newest first: (when, what)."""
    happened: list[tuple[datetime, str]] = []
    for shown in found.lessons:
        lesson, heads = shown.lesson, shown.lesson.heads
        if lesson.rolled_at is not None:
            says = _("%(lesson)s %(n)s 人已点名") % {"lesson": short_name(lesson.name), "n": heads.here + heads.gone}
            happened.append((lesson.rolled_at, says))
        for post in shown.posts:
            who = {"name": post.name, "lesson": short_name(lesson.name)}
            if post.in_at is not None:
                happened.append((post.in_at, _("%(name)s到了%(lesson)s") % who))
            if post.out_at is not None:
                happened.append((post.out_at, _("%(name)s离开%(lesson)s") % who))
    happened += [(a.since, f"{short_name(a.lesson.name)} {alarms.TITLES[a.kind]}") for a in found.alarms]
    return sorted(happened, reverse=True)[:LATEST]


def alarm_says(alarm: Ringing, at: datetime) -> tuple[str, str]:
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


def senders(found: Board) -> list[tuple[str, str, str]] | None:
    """(key, name, words of the button) of who could go; oneself last. None: not looked for yet."""
    if found.free is None:
        return None
    me = found.myself
    free = [adult for adult in found.free if me is None or adult.id != me.id][:OFFERED]
    lines = [(opaque_id("staff", adult.id), adult.name, _("派%(name)s去") % {"name": adult.name}) for adult in free]
    if me is not None:
        lines.append((opaque_id("staff", me.id), _("您自己"), _("我去")))
    return lines


def roster(school: str, sheets: list[RosterSheet], at: datetime) -> dict[str, object]:
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
