"""What a teacher sees: the children one is answerable for now, the roll, the gate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q

from kehou.day import release
from kehou.day.models import Collector, Duty, Leave, Presence, ReleaseException, Session, SoloLeave
from kehou.day.permits import keeps, keeps_or_gate
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people import queries as people
from kehou.people.permits import holder_of, live
from kehou.people.queries import GuardianInfo
from kehou.policy.facts.codes import CONTENT_NAMES

STAFF = ("teacher", "duty_leader", "coordinator", "principal")


@dataclass(frozen=True, slots=True)
class Heads:
    """How many children of a session stand where."""

    expected: int = 0
    here: int = 0
    gone: int = 0
    leave: int = 0
    absent: int = 0

    @property
    def total(self) -> int:
        return self.expected + self.here + self.gone + self.leave + self.absent

    @property
    def due(self) -> int:
        """应到: everybody without leave."""
        return self.total - self.leave


@dataclass(frozen=True, slots=True)
class Lesson:
    """One session as its adults know it. content: kinds logged, or planned where nothing is logged yet; course: or ""."""

    id: int
    school_id: int
    name: str
    course: str
    place: str
    starts: datetime
    ends: datetime
    state: str
    rolled_at: datetime | None
    ended_at: datetime | None
    content: tuple[str, ...]
    logged: bool
    written_homework: bool
    grades: tuple[int, ...]
    heads: Heads

    def running(self, at: datetime) -> bool:
        return self.state in ("planned", "running") and self.starts <= at <= self.ends


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """A lesson one is on the list for. onward: how many of the children in the room have a later lesson today."""

    lesson: Lesson
    staff_id: int
    main: bool
    in_at: datetime | None
    out_at: datetime | None
    sent: bool
    onward: int


@dataclass(frozen=True, slots=True)
class Pending:
    """An exception at one's school that waits for a second person."""

    id: int
    child: str
    relation: str
    section: str
    asked_at: datetime
    own: bool


def heads_of(session_ids: Sequence[int]) -> dict[int, Heads]:
    """Session → heads. SQL: 1."""
    rows = Presence.objects.filter(session_id__in=session_ids).values("session_id")
    counted = rows.annotate(
        expected=Count("pk", filter=Q(state="expected")),
        here=Count("pk", filter=Q(state="present", out_at=None)),
        gone=Count("pk", filter=Q(state="present", out_at__isnull=False)),
        leave=Count("pk", filter=Q(state="leave")),
        absent=Count("pk", filter=Q(state="absent")),
    )
    return {
        row["session_id"]: Heads(row["expected"], row["here"], row["gone"], row["leave"], row["absent"])
        for row in counted
    }


def lesson_of(session: Session, heads: Heads) -> Lesson:
    """A session with its section, course or block, and room already joined (see `joined`)."""
    section = session.section
    planned = [section.course.content] if section.course else list(section.block.content) if section.block else []
    return Lesson(
        session.pk, session.school_id, section.name, section.course.name if section.course else "",
        section.room.name if section.room else "",
        session.planned_start, session.planned_end, session.state, session.rolled_at, session.ended_at,
        tuple(kind for kind in (session.content or planned) if kind in CONTENT_NAMES), bool(session.content),
        session.written_homework, tuple(section.grades), heads,
    )  # fmt: skip


JOINED = ("section__course", "section__block", "section__room")


@query(allow=[holder_of(*STAFF)])
def my_day(act: Act) -> list[OwnDuty]:
    """One's lessons of the day at every school, by time. SQL: 3."""
    rows = Duty.objects.filter(
        live(act.at, "staff__"), staff__account_id=act.account_id, session__date=act.today
    ).exclude(session__state="cancelled")
    duties = list(
        rows.select_related("session", *(f"session__{name}" for name in JOINED)).order_by(
            "session__planned_start", "pk"
        )
    )
    heads = heads_of([duty.session_id for duty in duties])
    going = _onward([duty.session_id for duty in duties])
    latest: dict[int, OwnDuty] = {}
    for duty in duties:  # the last stay of a session is the one that stands
        lesson = lesson_of(duty.session, heads.get(duty.session_id, Heads()))
        sent = duty.sent_at is not None
        onward = going.get(duty.session_id, 0)
        latest[duty.session_id] = OwnDuty(lesson, duty.staff_id, duty.main, duty.in_at, duty.out_at, sent, onward)
    return list(latest.values())


def _onward(session_ids: Sequence[int]) -> dict[int, int]:
    """Session → children in the room who have a later session that day. SQL: 1."""
    later = Presence.objects.filter(
        pupil=OuterRef("pupil"), session__date=OuterRef("session__date"),
        session__planned_start__gt=OuterRef("session__planned_start"),
    ).exclude(session__state="cancelled")  # fmt: skip
    here = Presence.objects.filter(Exists(later), session_id__in=session_ids, state="present", out_at=None)
    return dict(here.values("session_id").annotate(n=Count("pk")).values_list("session_id", "n"))


@query(allow=[holder_of(*STAFF)])
def pending_exceptions(act: Act) -> list[Pending]:
    """Children at one's schools whom somebody unnamed came for, waiting for a second person. SQL: 1."""
    at_work = live(act.at, "school__role__") & Q(school__role__account_id=act.account_id, school__role__role__in=STAFF)
    rows = ReleaseException.objects.filter(
        at_work, session__date=act.today, confirmed_at=None, session__presence__pupil=F("pupil"),
        session__presence__state="present", session__presence__out_at=None,
    ).distinct()  # fmt: skip
    return [
        Pending(
            row.pk,
            row.pupil.name,
            row.relation,
            row.session.section.name,
            row.asked_at,
            row.asked_by_id == act.account_id,
        )
        for row in rows.select_related("pupil", "session__section").defer("pupil__id_number").order_by("asked_at")[:20]
    ]


@query(allow=[holder_of("gate")])
def gate_lessons(act: Act) -> list[Lesson]:
    """For the gate: lessons of the day at its schools with children still in, by time and name. SQL: 3."""
    roles = people.roles_of(act.account_id, act.at)
    schools = [role.school_id for role in roles if role.role == "gate" and role.school_id is not None]
    rows = list(
        Session.objects.filter(school_id__in=schools, date=act.today)
        .exclude(state="cancelled")
        .select_related(*JOINED)
        .order_by("planned_end", "section__number")
    )
    heads = heads_of([row.pk for row in rows])
    return [lesson_of(row, heads[row.pk]) for row in rows if row.pk in heads and heads[row.pk].here]


@dataclass(frozen=True, slots=True)
class RollChild:
    id: int
    name: str
    place: int
    state: str
    gone: bool
    leave_reason: str


@dataclass(frozen=True, slots=True)
class Roll:
    lesson: Lesson
    children: list[RollChild]
    saved_at: datetime | None


@query(allow=[keeps])
def roll(act: Act, *, session_id: int) -> Roll:
    """The session's children by class and number, as they stand. SQL: 2."""
    session, rows = _session_with_children(session_id)
    asked = Leave.objects.filter(school_id=session.school_id, date=session.date, cancelled_at=None)
    reasons = dict(asked.filter(pupil_id__in=[row.pupil_id for row in rows]).values_list("pupil_id", "reason"))
    children = [
        RollChild(row.pupil_id, row.pupil.name, place, row.state, row.out_at is not None, reasons.get(row.pupil_id, ""))
        for place, row in enumerate(rows, start=1)
    ]
    return Roll(lesson_of(session, _count(rows)), children, session.rolled_at)


def _session_with_children(session_id: int) -> tuple[Session, list[Presence]]:
    """SQL: 1 where the session has children."""
    rows = Presence.objects.filter(session_id=session_id).defer("pupil__id_number")
    found = list(
        rows.select_related("pupil", "session", *(f"session__{name}" for name in JOINED)).order_by(
            "pupil__grade", "pupil__class_no", "pupil__number"
        )
    )
    session = found[0].session if found else Session.objects.select_related(*JOINED).filter(pk=session_id).first()
    if session is None:
        raise NotYours
    return session, found


def _count(rows: Sequence[Presence]) -> Heads:
    present = [row for row in rows if row.state == "present"]
    of = {state: sum(row.state == state for row in rows) for state in ("expected", "leave", "absent")}
    gone = sum(row.out_at is not None for row in present)
    return Heads(of["expected"], len(present) - gone, gone, of["leave"], of["absent"])


@query(allow=[keeps])
def lesson_log(act: Act, *, session_id: int) -> tuple[Lesson, list[tuple[int, str, bool | None]]]:
    """The lesson, and (child, name, homework done) of everybody who is or was there. SQL: 1."""
    session, rows = _session_with_children(session_id)
    present = [(row.pupil_id, row.pupil.name, row.homework_done) for row in rows if row.state == "present"]
    return lesson_of(session, _count(rows)), present


@dataclass(frozen=True, slots=True)
class Way:
    """Somebody who may take the child, as the gate sees it. kind: guardian | collector | self."""

    kind: str
    id: int | None
    name: str
    relation: str
    needs_code: bool = False
    today: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A child to be handed over. ways: the likeliest first; next_name: a later session today."""

    id: int
    name: str
    grade: int
    class_no: int
    ways: list[Way]
    next_name: str
    guardians: list[GuardianInfo]
    blocked: bool
    exception: ReleaseException | None


@dataclass(frozen=True, slots=True)
class Gate:
    lesson: Lesson
    waiting: list[Waiting]


@query(allow=[keeps_or_gate])
def at_the_gate(act: Act, *, session_id: int, child_id: int | None = None) -> Gate:
    """Children still in the room (or one of them), by class and number, and who may take each. SQL: 7."""
    session, rows = _session_with_children(session_id)
    here = [r for r in rows if r.state == "present" and r.out_at is None and child_id in (None, r.pupil_id)]
    ids = [row.pupil_id for row in here]
    if child_id is not None and not ids:
        raise NotYours
    guardians, blocked = people.guardians(ids, act.at), release.blocked_names(ids, act.at)
    collectors: dict[int, list[Collector]] = {}
    for entry in Collector.objects.filter(pupil_id__in=ids, revoked_at=None).defer("phone").order_by("-only_on", "pk"):
        collectors.setdefault(entry.pupil_id, []).append(entry)
    words: dict[int, set[int]] = {}
    for child, giver in SoloLeave.objects.filter(pupil_id__in=ids, until=None).values_list("pupil_id", "given_by_id"):
        words.setdefault(child, set()).add(giver)
    following = _next_names(session, ids)
    asked = {
        row.pupil_id: row for row in ReleaseException.objects.filter(session=session, pupil_id__in=ids).order_by("pk")
    }
    found = []
    for row in here:
        child, ties = row.pupil_id, guardians.get(row.pupil_id, [])
        names = blocked.get(child, frozenset())
        ways = _ways(act, row, ties, collectors.get(child, []), names, words.get(child, set()))
        found.append(
            Waiting(
                child, row.pupil.name, row.pupil.grade, row.pupil.class_no, ways, following.get(child, ""),
                [g for g in ties if release.same_person(g.name) not in names], bool(names), asked.get(child),
            )
        )  # fmt: skip
    return Gate(lesson_of(session, _count(rows)), found)


def _ways(
    act: Act,
    row: Presence,
    ties: list[GuardianInfo],
    entries: list[Collector],
    blocked: frozenset[str],
    given: set[int],
) -> list[Way]:
    """What `hand_over` would accept, shown beforehand; the deed asks again."""
    words = release.words_that_count(ties, blocked)
    ways = []
    for entry in entries:
        person = release.named(entry, act.today, act.at, words)
        if person.live and not person.code_used and release.same_person(entry.name) not in blocked:
            today = entry.only_on == act.today
            ways.append(Way("collector", entry.pk, entry.name, entry.relation, person.needs_code, today))
    if row.pupil.grade >= release.SOLO_FROM_GRADE and not blocked and given & words:
        ways.append(Way("self", None, "", ""))
    ways += [Way("guardian", g.id, g.name, g.relation) for g in ties if release.same_person(g.name) not in blocked]
    return sorted(ways, key=lambda way: (not way.today, way.kind != "self", way.kind != "guardian"))


def _next_names(session: Session, child_ids: Sequence[int]) -> dict[int, str]:
    rows = Presence.objects.filter(
        pupil_id__in=child_ids, session__date=session.date, session__planned_start__gt=session.planned_start,
    ).exclude(session__state="cancelled")  # fmt: skip
    found: dict[int, str] = {}
    for child, name in rows.order_by("session__planned_start").values_list("pupil_id", "session__section__name"):
        found.setdefault(child, name)
    return found
