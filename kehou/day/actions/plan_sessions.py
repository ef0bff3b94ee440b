"""A day's sessions come out of the filed plan; there is no other way to open one (附.1)."""

from collections import defaultdict
from datetime import date as Date
from datetime import datetime, time

from kehou.day.actions.marking import record
from kehou.day.locking import lock_school
from kehou.day.models import DayClose, Duty, Leave, Presence, Session
from kehou.day.permits import LEADERS
from kehou.enrol import queries as enrol
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.clock import LOCAL
from kehou.kernel.permit import system
from kehou.menu import queries as menu
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.people.permits import at_school
from kehou.plan import queries as plan


@action(allow=[system, at_school(*LEADERS)])
def plan_sessions(act: Act, *, school_id: int, date: Date) -> int:
    """Sessions, duties and expected children of a date, from meetings, roster, seats and leave; answers how many sessions
    are new. May be repeated through the day: it adds what has come since and changes nothing.

    Refusals, in order: day_past, no_filed_plan (附.1), day_closed.
    """
    if date < act.today:
        raise Refusal("day_past", "这一天已经过去，不能再排课")
    term = org.term_on(school_id, date)
    if term is None or plan.filed_version_id(school_id, term.id) is None:
        raise Refusal(
            "no_filed_plan",
            "本学期的实施方案还没有备案，不能开课后服务。请先提交方案，备案后再排课",
            clause="附.1",
            satisfied_by="方案经家委会表决、区里备案",
        )
    lock_school(school_id)
    if DayClose.objects.filter(school_id=school_id, date=date).exists():
        raise Refusal("day_closed", "这一天已经关账，不能再排课")
    if not term.first_day <= date <= term.last_day:
        return 0
    sessions, new = _sessions(school_id, term.id, date)
    _duties(school_id, date, sessions)
    _expect(act, school_id, date, sessions)
    return new


def plan_day_if_due(act: Act, school_id: int) -> bool:
    """For a page that is opened before the clock's tick: whether the day has sessions; plans them where it can. SQL: 2–6."""
    if Session.objects.filter(school_id=school_id, date=act.today).exists():
        return True
    if not menu.may_meet(school_id, act.today) or not menu.meets_on(school_id, act.today):
        return False
    plan_sessions(act.as_system("plan_sessions"), school_id=school_id, date=act.today)
    return True


def _sessions(school_id: int, term_id: int, on: Date) -> tuple[dict[tuple[int, time], Session], int]:
    """(section, start) → session, the missing ones created."""
    live = {s.id for s in menu.sections(school_id, term_id)}
    there = {
        (row.section_id, row.planned_start.astimezone(LOCAL).time()): row
        for row in Session.objects.filter(school_id=school_id, date=on)
    }
    missing = [
        Session(
            **scope(school_id), term_id=term_id, section_id=section_id, date=on, window_key=meet.window_key,
            planned_start=_moment(on, meet.starts), planned_end=_moment(on, meet.ends),
        )
        for section_id, meet in menu.meets_on(school_id, on)
        if section_id in live and (section_id, meet.starts) not in there
    ]  # fmt: skip
    for row in Session.objects.bulk_create(missing):
        there[row.section_id, row.planned_start.astimezone(LOCAL).time()] = row
    return {key: row for key, row in there.items() if row.state != "cancelled"}, len(missing)


def _moment(on: Date, at: time) -> datetime:
    return datetime.combine(on, at, LOCAL)


def _duties(school_id: int, on: Date, sessions: dict[tuple[int, time], Session]) -> None:
    known = set(Duty.objects.filter(session__in=sessions.values()).values_list("session_id", "staff_id"))
    rows = []
    for line in menu.roster_on(school_id, on):
        session = sessions.get((line.section_id, line.meet.starts))
        if session is not None and (session.pk, line.staff_id) not in known:
            known.add((session.pk, line.staff_id))
            rows.append(Duty(**scope(school_id), session=session, staff_id=line.staff_id, main=line.main))
    Duty.objects.bulk_create(rows)


def _expect(act: Act, school_id: int, on: Date, sessions: dict[tuple[int, time], Session]) -> None:
    """Children with a seat are expected in sessions whose roll is still to be called; leave asked before is filled in."""
    members = enrol.members_on(sorted({section_id for section_id, _ in sessions}), on)
    known: dict[int, set[int]] = defaultdict(set)
    for session_id, pupil in Presence.objects.filter(session__in=sessions.values()).values_list(
        "session_id", "pupil_id"
    ):
        known[session_id].add(pupil)
    rows = [
        Presence(**scope(school_id), session=session, pupil_id=pupil)
        for (section_id, _), session in sessions.items()
        if session.rolled_at is None
        for pupil in members.get(section_id, [])
        if pupil not in known[session.pk]
    ]
    rows = Presence.objects.bulk_create(rows)
    asked = Leave.objects.filter(school_id=school_id, date=on, cancelled_at=None)
    leave = dict(asked.values_list("pupil_id", "pk"))
    excused = [row for row in rows if row.pupil_id in leave]
    record(act, excused, "leave", {row.pupil_id: {"leave_id": leave[row.pupil_id]} for row in excused})
