"""In the demo, everybody whom nobody plays: they come to their lessons, call the roll and see children off as time goes on.

Without them a visitor would be the only living person in town. They act as people do, by the same deeds, at the demo's time.
Somebody whom a visitor can be comes to the lesson too, but is left time to do the rest: only where the visitor does not,
the roll is called and children are seen off some minutes later. A class stands without an adult only where the demo means it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from django.db.models import Min

from kehou.day.actions.end_session import end_session
from kehou.day.actions.finish_roll_call import finish_roll_call
from kehou.day.actions.hand_over_several import hand_over_several
from kehou.day.actions.log_session import log_session
from kehou.day.actions.move_on import move_on
from kehou.day.actions.sign_in_adult import sign_in_adult
from kehou.day.actions.sign_out_adult import sign_out_adult
from kehou.day.models import Duty, Presence
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act, by_account
from kehou.kernel.jobs import Tick
from kehou.menu.models import Section
from kehou.people import queries as people
from kehou.people.demo import has_demo_people
from kehou.web.account.demo_day import START

log = structlog.get_logger()
VISITORS_TIME = timedelta(minutes=7)  # within the ten in which a roll must be called
PASSES = 4
"""Steps that can follow one another at one moment: come, call the roll; end, send on, see off, leave."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One adult's lesson as it stands. waiting: children still in the room. skips: the adult does not come today.

    patience: how long its deeds are left to the visitor, where the adult is one whom a visitor can be.
    """

    session_id: int
    account_id: int
    staff_id: int
    content: tuple[str, ...]
    starts: datetime
    ends: datetime
    signed_in: bool
    rolled: bool
    running: bool
    skips: bool
    waiting: tuple[int, ...]
    patience: timedelta


def keep_up(at: datetime) -> int:
    """Do what is due now in every school; returns how many deeds were done.

    A city that people have set up by hand, with nobody named to be played, is lived by its people alone.
    """
    if not has_demo_people():
        return 0
    done = 0
    for _ in range(PASSES):
        before = done
        for lesson in _lessons(at):
            try:
                done += _lesson(lesson, at)
            except Refusal as refusal:
                log.info("neighbour_refused", code=refusal.code)
        if done == before:
            break
    return done


def _lessons(at: datetime) -> list[Lesson]:
    """Today's lessons, earlier ones first. SQL: 3."""
    duties = Duty.objects.filter(session__date=at.date(), out_at=None)
    duties = duties.exclude(staff__account=None).exclude(session__state="cancelled")
    rows = list(duties.select_related("session__section__course", "session__section__block", "staff__account"))
    there = Presence.objects.filter(session__in={row.session_id for row in rows}, state="present", out_at=None)
    waiting: dict[int, list[int]] = {}
    for session_id, child in there.values_list("session_id", "pupil_id"):
        waiting.setdefault(session_id, []).append(child)
    skipped = _skipped_section(at.date())
    return [
        Lesson(
            row.session_id,
            row.staff.account_id or 0,
            row.staff_id,
            tuple(_content(row.session.section)),
            row.session.planned_start.astimezone(at.tzinfo),
            row.session.planned_end.astimezone(at.tzinfo),
            row.in_at is not None,
            row.session.rolled_at is not None,
            row.session.state == "running",
            row.session.section_id == skipped and row.planned,
            tuple(waiting.get(row.session_id, [])),
            VISITORS_TIME if row.staff.account and row.staff.account.demo_name else timedelta(0),
        )
        for row in sorted(rows, key=lambda row: (row.session.planned_start, row.pk))
    ]


def _content(section: Section) -> list[str]:
    if section.course is not None:
        return [section.course.content]
    return list(section.block.content) if section.block else []


def _skipped_section(on: date) -> int | None:
    """The one section of the demo's first day that nobody comes to: the first course of the second hour. SQL: 1."""
    if on != START.date():
        return None
    today = Duty.objects.filter(session__date=on, planned=True, staff__account__demo_name=None)
    first = today.filter(session__section__course__isnull=False).aggregate(first=Min("session__section_id"))
    return first["first"]


def _lesson(lesson: Lesson, at: datetime) -> int:
    """One step of one lesson: come, call the roll, end, send on or see off, leave. Each at the minute it was due: the
    demo's clock jumps, people do not."""
    if not lesson.signed_in:
        # On the demo's first day one teacher does not come: somebody has to see it and send another (附.11).
        due = lesson.starts - timedelta(minutes=3)
        if lesson.skips or at < due or at >= lesson.ends:
            return 0
        sign_in_adult(_as(lesson, due), session_id=lesson.session_id, staff_id=lesson.staff_id)
        return 1
    due = lesson.starts + timedelta(minutes=1) + lesson.patience
    if not lesson.rolled and at >= due:
        finish_roll_call(_as(lesson, due), session_id=lesson.session_id, marks={})
        log_session(_as(lesson, due), session_id=lesson.session_id, content=list(lesson.content))
        return 2
    if at < lesson.ends:
        return 0
    done = 0
    if lesson.running:
        end_session(_as(lesson, lesson.ends), session_id=lesson.session_id)
        done += 1
    done += bool(move_on(_as(lesson, lesson.ends), session_id=lesson.session_id))
    due = lesson.ends + timedelta(minutes=4) + (lesson.patience if lesson.waiting else timedelta(0))
    if at >= due:
        done += _see_off(lesson, due)
    return done


def _as(lesson: Lesson, at: datetime) -> Act:
    return by_account(lesson.account_id, at, source="sim")


def _see_off(lesson: Lesson, at: datetime) -> int:
    """Every child that is still there goes to its guardian; then the adult leaves, if nobody is on the way to a room."""
    act = _as(lesson, at)
    guardians = people.guardians(lesson.waiting, at)
    to = {child: guardians[child][0].id for child in lesson.waiting if guardians.get(child)}
    if to:
        hand_over_several(act, session_id=lesson.session_id, to=to)
    sign_out_adult(act, session_id=lesson.session_id, staff_id=lesson.staff_id)
    return 2


TICK = Tick("neighbours", 2, keep_up)
