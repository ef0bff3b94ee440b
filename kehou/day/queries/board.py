"""The duty board: every section of this part of the afternoon, by floor, and what rings."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Subquery

from kehou.day.models import Alarm, DayClose, Duty, Presence, Session
from kehou.day.permits import LEADERS, leads
from kehou.day.queries.teaching import JOINED, Heads, Lesson, heads_of, lesson_of
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people import queries as people
from kehou.people.permits import at_school
from kehou.people.queries import StaffInfo
from kehou.staff import queries as staff

SHOWN_BEFORE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Post:
    """One adult at a session. in_at None: not there yet; in_by: the name of who signed them in, "" = themselves.
    by_name: has no account, so that somebody else signs them in and out."""

    staff_id: int
    name: str
    in_at: datetime | None
    out_at: datetime | None
    sent: bool
    in_by: str = ""
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class BoardLesson:
    lesson: Lesson
    floor: str
    posts: list[Post]

    @property
    def covered(self) -> bool:
        return any(post.in_at is not None and post.out_at is None for post in self.posts)


@dataclass(frozen=True, slots=True)
class Ringing:
    """A live alarm. who: adults planned or sent, who could be asked."""

    id: int
    kind: str
    session_id: int
    lesson: Lesson
    since: datetime
    level: int
    child: str
    acknowledged_by: str
    acknowledged_at: datetime | None
    note: str
    posts: list[Post]


@dataclass(frozen=True, slots=True)
class Board:
    """slots: (start, end) of the day's parts; slot: the one shown; free: adults who could be sent; None: not asked."""

    day: date
    slots: list[tuple[datetime, datetime]]
    slot: tuple[datetime, datetime] | None
    lessons: list[BoardLesson]
    alarms: list[Ringing]
    free: list[StaffInfo] | None
    myself: StaffInfo | None
    still_in: int
    closed_at: datetime | None


@query(allow=[at_school(*LEADERS)])
def board(act: Act, *, school_id: int, slot: int | None = None, free: bool = True) -> Board:
    """The part of the afternoon that runs (or the one asked for), by floor and name; alarms of the whole day.

    free: whether to look for adults who could be sent. SQL: 4, and 2 for those.
    """
    closed = DayClose.objects.filter(school_id=school_id, date=OuterRef("date")).values("closed_at")
    rows = list(
        Session.objects.filter(school_id=school_id, date=act.today)
        .exclude(state="cancelled")
        .annotate(day_closed_at=Subquery(closed))
        .select_related(*JOINED)
        .order_by("planned_start", "section__room__floor", "section__room__name", "section__number")
    )
    heads = heads_of([row.pk for row in rows])
    lessons = {row.pk: lesson_of(row, heads.get(row.pk, Heads())) for row in rows}
    posts, busy = posts_of(rows)
    slots = sorted({(row.planned_start, row.planned_end) for row in rows})
    shown = _slot(slots, act.at, slot)
    alarms = Alarm.objects.filter(school_id=school_id, session__in=rows, resolved_at=None)
    ringing = [
        Ringing(
            a.pk, a.kind, a.session_id, lessons[a.session_id], a.since, a.level, a.pupil.name if a.pupil else "",
            a.acknowledged_by.name if a.acknowledged_by else "", a.acknowledged_at, a.note, posts[a.session_id],
        )
        for a in alarms.select_related("pupil", "acknowledged_by").defer("pupil__id_number").order_by("raised_at")
    ]  # fmt: skip
    adults = people.staff(school_id, act.at) if free else []
    return Board(
        act.today, slots, shown,
        [
            BoardLesson(lessons[row.pk], row.section.room.floor if row.section.room else "", posts[row.pk])
            for row in rows
            if shown and row.planned_start < shown[1] and row.planned_end > shown[0]
        ],
        ringing,
        free_adults(act, school_id, rows, adults, busy) if free else None,
        next((adult for adult in adults if adult.account_id == act.account_id), None),
        sum(count.here for count in heads.values()),
        rows[0].day_closed_at if rows else None,
    )  # fmt: skip


def posts_of(rows: Sequence[Session]) -> tuple[dict[int, list[Post]], dict[int, list[tuple[datetime, datetime]]]]:
    """Session → adults; adult → hours of the sessions they are on the list for."""
    posts: dict[int, list[Post]] = defaultdict(list)
    busy: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    hours = {row.pk: (row.planned_start, row.planned_end) for row in rows}
    for duty in Duty.objects.filter(session__in=rows).select_related("staff", "in_by").order_by("-main", "pk"):
        sent = duty.sent_at is not None
        by = duty.in_by.name if duty.in_by else ""
        posts[duty.session_id].append(
            Post(duty.staff_id, duty.staff.name, duty.in_at, duty.out_at, sent, by, duty.staff.account_id is None)
        )
        if duty.out_at is None:
            busy[duty.staff_id].append(hours[duty.session_id])
    return posts, busy


def _slot(slots: list[tuple[datetime, datetime]], at: datetime, asked: int | None) -> tuple[datetime, datetime] | None:
    """The part asked for by number; else the last that has begun or is about to; before that, the first."""
    if asked is not None and 0 <= asked < len(slots):
        return slots[asked]
    begun = [slot for slot in slots if slot[0] - SHOWN_BEFORE <= at]
    return begun[-1] if begun else slots[0] if slots else None


def free_adults(
    act: Act,
    school_id: int,
    rows: Sequence[Session],
    adults: list[StaffInfo],
    busy: dict[int, list[tuple[datetime, datetime]]],
) -> list[StaffInfo]:
    """Who may be sent now (五.2, 五.3) and is not on the list of a session that runs."""
    if not rows:
        return []
    applied = {offer.staff_id for offer in staff.accepted(school_id, rows[0].term_id)}
    return sorted(
        (
            adult
            for adult in adults
            if (adult.id in applied or not adult.is_teacher)
            and people.clearance_problem(adult, act.today) is None
            and not any(start <= act.at <= end for start, end in busy[adult.id])
        ),
        key=lambda adult: (len(busy[adult.id]), adult.number),
    )


@dataclass(frozen=True, slots=True)
class Head:
    """One child's standing in a session, as the office sees and corrects it."""

    id: int
    name: str
    state: str
    in_at: datetime | None
    out_at: datetime | None
    released_to: str


@dataclass(frozen=True, slots=True)
class SessionRecord:
    lesson: Lesson
    posts: list[Post]
    heads: list[Head]


@query(allow=[leads])
def session_record(act: Act, *, session_id: int) -> SessionRecord:
    """One session with its adults and children, by class and number. SQL: 3."""
    session = Session.objects.select_related(*JOINED).filter(pk=session_id).first()
    if session is None:
        raise NotYours
    rows = Presence.objects.filter(session=session).select_related("pupil").defer("pupil__id_number")
    posts, _ = posts_of([session])
    children = [
        Head(row.pupil_id, row.pupil.name, row.state, row.in_at, row.out_at, row.released_to)
        for row in rows.order_by("pupil__grade", "pupil__class_no", "pupil__number")
    ]
    here = sum(child.state == "present" and child.out_at is None for child in children)
    gone = sum(child.out_at is not None for child in children)
    of = {state: sum(child.state == state for child in children) for state in ("expected", "leave", "absent")}
    heads = Heads(of["expected"], here, gone, of["leave"], of["absent"])
    return SessionRecord(lesson_of(session, heads), posts[session.pk], children)


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """One lesson on paper: children by class and number, with 请假 where a guardian asked. No phone, no reason."""

    lesson: Lesson
    adults: list[str]
    pupils: list[tuple[str, int, int, bool]]


@query(allow=[at_school(*LEADERS)])
def day_on_paper(act: Act, *, school_id: int) -> list[RosterSheet]:
    """Every lesson of the day by time and section: for the day the network or the tablet fails. SQL: 3."""
    rows = list(
        Session.objects.filter(school_id=school_id, date=act.today)
        .exclude(state="cancelled")
        .select_related(*JOINED)
        .order_by("planned_start", "section__number")
    )
    posts, _ = posts_of(rows)
    children: dict[int, list[tuple[str, int, int, bool]]] = defaultdict(list)
    expected = Presence.objects.filter(session__in=rows).order_by("pupil__grade", "pupil__class_no", "pupil__number")
    for session_id, name, grade, class_no, state in expected.values_list(
        "session_id", "pupil__name", "pupil__grade", "pupil__class_no", "state"
    ):
        children[session_id].append((name, grade, class_no, state == "leave"))
    return [
        RosterSheet(lesson_of(row, Heads()), [post.name for post in posts[row.pk]], children[row.pk]) for row in rows
    ]
