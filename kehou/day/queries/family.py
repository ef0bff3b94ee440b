"""What a family sees: where the child is, who is with it, who may collect it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch

from kehou.day import release
from kehou.day.models import Collector, Duty, Leave, Presence, PresenceEvent, PulseTicket, SoloLeave
from kehou.day.pulse_tickets import Ticket, ticket_for
from kehou.day.queries.teaching import JOINED, Heads, Lesson, lesson_of
from kehou.enrol import queries as enrol
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.org import queries as org
from kehou.people import queries as people
from kehou.people.permits import any_guardian, guardian_of
from kehou.people.queries import PupilInfo


@dataclass(frozen=True, slots=True)
class Stay:
    """The child in one lesson of the day.

    adults: (name, role) of those who are there (met), or, while nobody has signed in, of those who are planned.
    """

    lesson: Lesson
    state: str
    in_at: datetime | None
    out_at: datetime | None
    released_to: str
    taken_by: str
    homework_done: bool | None
    adults: list[tuple[str, str]]
    met: bool = False

    @property
    def in_the_room(self) -> bool:
        return self.state == "present" and self.out_at is None


@dataclass(frozen=True, slots=True)
class Mark:
    """One event of the child's day."""

    session_id: int
    kind: str
    at: datetime
    done: bool | None


@dataclass(frozen=True, slots=True)
class CollectorInfo:
    """code: only a one-day collector's, until it is used."""

    id: int
    name: str
    relation: str
    only_on: date | None
    code: str
    used: bool


@dataclass(frozen=True, slots=True)
class FreeDay:
    """Why a child has no lesson today. term None: the district has set none. joins: takes part in the service this term;
    decided: the family has said yes or no."""

    term: org.TermInfo | None
    joins: bool
    decided: bool


@dataclass(frozen=True, slots=True)
class ChildToday:
    """free: of a day without a lesson."""

    child: PupilInfo
    siblings: list[PupilInfo]
    stays: list[Stay]
    marks: list[Mark]
    today_collector: CollectorInfo | None
    solo: bool
    leave_id: int | None
    free: FreeDay | None = None


@query(allow=[guardian_of("child_id")])
def child_today(act: Act, *, child_id: int) -> ChildToday:
    """The child's lessons of the day by time, what happened in them, who collects. SQL: 7; 6 on a day without a lesson.

    Refusals: custody_block, to a guardian who is under one.
    """
    _demand_own_word(act, child_id)
    duties = Duty.objects.select_related("staff").order_by("-main", "pk")
    rows = list(
        Presence.objects.filter(pupil_id=child_id, session__date=act.today)
        .exclude(session__state="cancelled")
        .select_related("session", "guardianship", "collector", "exception", *(f"session__{name}" for name in JOINED))
        .prefetch_related(Prefetch("session__duty_set", queryset=duties))
        .order_by("session__planned_start")
    )
    children = people.children_of(act.account_id, act.at)
    child = next((c for c in children if c.id == child_id), None)
    if child is None:
        raise NotYours
    if not rows:
        asked = Leave.objects.filter(pupil_id=child_id, date=act.today, cancelled_at=None)
        return ChildToday(
            child, children, [], [], None, False, asked.values_list("pk", flat=True).first(), _free_day(act, child)
        )
    events = PresenceEvent.objects.filter(session__in=[row.session_id for row in rows], pupil_id=child_id)
    marks = [
        Mark(e.session_id, e.kind, e.at, e.detail.get("done") if e.kind == "homework" else None)
        for e in events.order_by("pk")
    ]
    named = Collector.objects.filter(pupil_id=child_id, only_on=act.today, revoked_at=None).defer("phone").last()
    # Each only where the page will say it.
    solo = named is None and SoloLeave.objects.filter(pupil_id=child_id, until=None).exists()
    return ChildToday(
        child, children, [_stay(row) for row in rows], marks, _collector(named) if named else None, solo, None
    )


def _free_day(act: Act, child: PupilInfo) -> FreeDay:
    """SQL: 2."""
    term = org.term_on(child.school_id, act.today)
    said = enrol.decision(child.id, term.id) if term else None
    return FreeDay(term, said is not None and said.joins, said is not None and bool(said.act))


def _demand_own_word(act: Act, child_id: int) -> None:
    """Refuses a guardian under a custody block. SQL: 1 where the child has none."""
    blocked = release.blocked_names([child_id], act.at).get(child_id)
    if blocked:
        release.demand_own_word(act, people.guardians([child_id], act.at).get(child_id, []), blocked)


def _stay(row: Presence) -> Stay:
    duties = list(row.session.duty_set.all())
    there = [duty for duty in duties if duty.in_at is not None and duty.out_at is None]
    shown = there or ([duty for duty in duties if duty.in_at is None] if row.session.started_at is None else [])
    taker = row.guardianship or row.collector or row.exception
    return Stay(
        lesson_of(row.session, Heads()), row.state, row.in_at, row.out_at, row.released_to,
        f"{taker.relation} {taker.name}" if taker else "", row.homework_done,
        [(duty.staff.name, duty.staff.role) for duty in shown], bool(there),
    )  # fmt: skip


def _collector(row: Collector) -> CollectorInfo:
    used = row.code_used_at is not None
    code = release.collecting_code(row) if row.code_hash and not used else ""
    return CollectorInfo(row.pk, row.name, row.relation, row.only_on, code, used)


@query(allow=[any_guardian])
def my_children(act: Act) -> list[PupilInfo]:
    """SQL: 1."""
    return people.children_of(act.account_id, act.at)


@dataclass(frozen=True, slots=True)
class Collecting:
    """guardians: (relation, name). solo_allowed: old enough for a word to go alone."""

    child: PupilInfo
    guardians: list[tuple[str, str]]
    collectors: list[CollectorInfo]
    solo: bool
    solo_allowed: bool

    @property
    def count(self) -> int:
        return len(self.guardians) + len(self.collectors)


@query(allow=[guardian_of("child_id")])
def collecting(act: Act, *, child_id: int) -> Collecting:
    """Who may collect the child, standing ones first, then by day; past days are left out. SQL: 5.

    Refusals: custody_block, to a guardian who is under one.
    """
    child = people.pupil(child_id)
    if child is None:
        raise NotYours
    _demand_own_word(act, child_id)
    ties = people.guardians([child_id], act.at).get(child_id, [])
    words = {g.account_id for g in ties}
    rows = Collector.objects.filter(pupil_id=child_id, revoked_at=None, authorised_by_id__in=words).defer("phone")
    live = [row for row in rows.order_by("only_on", "pk") if row.only_on is None or row.only_on >= act.today]
    solo = SoloLeave.objects.filter(pupil_id=child_id, until=None, given_by_id__in=words).exists()
    return Collecting(
        child, [(g.relation, g.name) for g in ties], [_collector(row) for row in live], solo,
        child.grade >= release.SOLO_FROM_GRADE,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeaveInfo:
    id: int
    date: date
    reason: str


@query(allow=[guardian_of("child_id")])
def leaves(act: Act, *, child_id: int) -> tuple[PupilInfo, list[LeaveInfo]]:
    """The child, and its leave from today on, by date. SQL: 2."""
    child = people.pupil(child_id)
    if child is None:
        raise NotYours
    rows = Leave.objects.filter(pupil_id=child_id, date__gte=act.today, cancelled_at=None).order_by("date")
    return child, [LeaveInfo(row.pk, row.date, row.reason) for row in rows[:60]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a family may say about a lesson. ticket: with it somebody who is not named answers; answered: it was used."""

    child: PupilInfo
    lesson: Lesson
    ticket: Ticket
    answered: bool


@query(allow=[guardian_of("child_id")])
def pulse_for(act: Act, *, child_id: int, session_id: int) -> Asked:
    """The lesson the child was in, and its family's ticket. SQL: 4."""
    child = people.pupil(child_id)
    rows = Presence.objects.filter(pupil_id=child_id, session_id=session_id, state="present")
    row = rows.select_related("session", *(f"session__{name}" for name in JOINED)).first()
    if child is None or row is None:
        raise NotYours
    ticket = ticket_for(session_id, people.guardian_accounts([child_id], act.at)[child_id])
    used = PulseTicket.objects.filter(number=ticket.number).exists()
    return Asked(child, lesson_of(row.session, Heads()), ticket, used)
