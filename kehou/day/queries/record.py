"""Asked by later rooms: the days a child was served, the minutes an adult worked, the sessions of a day."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kehou.day.models import Duty, DutyCorrection, Presence, PresenceEvent, Session
from kehou.menu import queries as menu
from kehou.org import queries as org


@dataclass(frozen=True, slots=True)
class SessionInfo:
    id: int
    section_id: int
    date: date
    planned_start: datetime
    planned_end: datetime
    state: str
    rolled: bool


@dataclass(frozen=True, slots=True)
class WorkedStay:
    """An adult's time in one held session; minutes are whole ones and count no minute of a person twice."""

    duty_id: int
    staff_id: int
    session_id: int
    date: date
    minutes: int


def sessions_on(school_id: int, date: date) -> list[SessionInfo]:
    """By time and section. SQL: 1."""
    rows = Session.objects.filter(school_id=school_id, date=date).order_by("planned_start", "section__number", "pk")
    return [
        SessionInfo(
            row.pk, row.section_id, row.date, row.planned_start, row.planned_end, row.state, row.rolled_at is not None
        )
        for row in rows
    ]


def schools_to_plan(on: date) -> Iterator[int]:
    """Schools that have something on a date and no session of it yet. SQL: 2, and 3 more for each school without one."""
    planned = set(Session.objects.filter(date=on).values_list("school_id", flat=True).distinct())
    for school in org.schools_of(None):
        if school.id not in planned and menu.meets_on(school.id, on):
            yield school.id


def first_lesson(school_id: int, term_id: int) -> date | None:
    """The first date of a term with a session, held or to be held; None before there is one. SQL: 1."""
    rows = Session.objects.filter(school_id=school_id, term_id=term_id).exclude(state="cancelled")
    return rows.order_by("date").values_list("date", flat=True).first()


def days_served(school_id: int, first: date, last: date) -> dict[int, list[date]]:
    """Pupil → dates from first to last on which it was present in a session; leave and absence are not served. SQL: 1.

    Source: rulebook §6, bill-days.
    """
    rows = Presence.objects.filter(school_id=school_id, session__date__range=(first, last), state="present")
    found: dict[int, list[date]] = defaultdict(list)
    pairs = rows.exclude(session__state="cancelled").values_list("pupil_id", "session__date").distinct()
    for pupil, on in pairs.order_by("pupil_id", "session__date"):
        found[pupil].append(on)
    return dict(found)


def served_sessions(
    school_id: int, first: date, last: date, window_keys: Collection[str]
) -> dict[int, list[tuple[date, int]]]:
    """Pupil → (date, session) it was present in, from first to last, in the named windows, in order. SQL: 1."""
    rows = Presence.objects.filter(
        school_id=school_id, session__date__range=(first, last), session__window_key__in=window_keys, state="present"
    ).exclude(session__state="cancelled")
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    marks = rows.order_by("pupil_id", "session__date", "session__planned_start", "session_id")
    for pupil, on, session in marks.values_list("pupil_id", "session__date", "session_id"):
        found[pupil].append((on, session))
    return dict(found)


def marks(pupil_id: int, first: date, last: date) -> list[tuple[date, str, str]]:
    """(date, the session's state, the child's state) of one child, from first to last, in order. SQL: 1."""
    rows = Presence.objects.filter(pupil_id=pupil_id, session__date__range=(first, last))
    return list(
        rows.order_by("session__date", "session__planned_start").values_list("session__date", "session__state", "state")
    )


def session_names(session_ids: Collection[int]) -> dict[int, tuple[date, datetime, str]]:
    """Session → (date, planned start, section's name). SQL: 1."""
    rows = Session.objects.filter(pk__in=session_ids)
    return {pk: (on, at, name) for pk, on, at, name in rows.values_list("pk", "date", "planned_start", "section__name")}


def without_roll_call(school_id: int, first: date, last: date) -> list[tuple[date, str]]:
    """(date, section's name) of sessions with children, not cancelled, whose roll nobody called, in order. SQL: 1."""
    rows = Session.objects.filter(school_id=school_id, date__range=(first, last), rolled_at=None)
    expected = rows.exclude(state="cancelled").filter(presence__isnull=False).order_by("date", "planned_start", "pk")
    return list(expected.distinct().values_list("date", "section__name"))


def stays(school_id: int, first: date, last: date, *, staff_id: int | None = None) -> list[WorkedStay]:
    """Ended stays in held sessions whose roll was called, from first to last, by adult and time; of all or one. SQL: 1.

    Time counts from the session's start, so that coming early earns nothing, to the adult's leaving: waiting with children
    for their collectors is service. Where stays of one adult overlap, the later one begins when the earlier ended.
    Source: rulebook §6, payout-not-worked; invariant I7.
    """
    rows = Duty.objects.filter(
        school_id=school_id, session__date__range=(first, last), session__rolled_at__isnull=False,
        session__started_at__isnull=False, in_at__isnull=False, out_at__isnull=False,
    ).exclude(session__state="cancelled")  # fmt: skip
    rows = rows.filter(staff_id=staff_id) if staff_id is not None else rows
    found: list[WorkedStay] = []
    reached: dict[int, datetime] = {}
    for row in rows.select_related("session").order_by("staff_id", "in_at", "pk"):
        if row.in_at is None or row.out_at is None or row.session.started_at is None:
            continue
        begins = max(row.in_at, row.session.started_at, reached.get(row.staff_id, row.in_at))
        reached[row.staff_id] = max(row.out_at, reached.get(row.staff_id, row.out_at))
        minutes = max(timedelta(), row.out_at - begins) // timedelta(minutes=1)
        found.append(WorkedStay(row.pk, row.staff_id, row.session_id, row.session.date, minutes))
    return found


def why_changed(duty_ids: Collection[int]) -> dict[int, tuple[str, int | None]]:
    """Duty → (what changed its minutes after the fact, the correction's id where there is one). SQL: 2."""
    found: dict[int, tuple[str, int | None]] = {}
    gone: set[int] = set()
    for duty, state, reason, rolled in Duty.objects.filter(pk__in=duty_ids).values_list(
        "pk", "session__state", "session__early_reason", "session__rolled_at"
    ):
        found[duty] = ("同一时间的另一次值守的记录改了", None)
        if state == "cancelled" or rolled is None:
            gone.add(duty)
            found[duty] = (f"这次课取消了：{reason}" if state == "cancelled" else "点名记录撤了", None)
    for row in DutyCorrection.objects.filter(duty_id__in=duty_ids).order_by("pk"):
        if row.duty_id not in gone:
            found[row.duty_id] = (f"更正签到：{row.reason}", row.pk)
    return found


@dataclass(frozen=True, slots=True)
class RollMark:
    """One child at one session as the record stands; rolled_at: the roll-call; corrections: (when, why), earliest first."""

    date: date
    starts: datetime
    lesson: str
    state: str
    in_at: datetime | None
    out_at: datetime | None
    rolled_at: datetime | None
    corrections: tuple[tuple[datetime, str], ...]


def roll_of(pupil_id: int, session_ids: Collection[int]) -> list[RollMark]:
    """By time. SQL: 2."""
    notes: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    events = PresenceEvent.objects.filter(pupil_id=pupil_id, session_id__in=session_ids, kind="correct").order_by("pk")
    for session, at, reason in events.values_list("session_id", "at", "reason"):
        notes[session].append((at, reason))
    rows = Presence.objects.filter(pupil_id=pupil_id, session_id__in=session_ids)
    return [
        RollMark(
            row.session.date, row.session.planned_start, row.session.section.name,
            "cancelled" if row.session.state == "cancelled" else row.state, row.in_at, row.out_at, row.session.rolled_at,
            tuple(notes[row.session_id]),
        )
        for row in rows.select_related("session__section").order_by("session__planned_start", "session_id")
    ]  # fmt: skip
