"""What a teacher sees: the children one is answerable for now, the roll, the gate."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from kehou.day.charge import on_the_way
from kehou.day.models import Duty, Presence, Session
from kehou.day.permits import keeps
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.menu import queries as menu
from kehou.people import queries as people
from kehou.people.permits import any_adult, holder_of, live
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
    """A lesson one is on the list for. onward: how many of the children in the room have a later lesson today.

    walking: how many went on and were not seen there yet; unmet: those among them whom no adult awaits there.
    """

    lesson: Lesson
    staff_id: int
    main: bool
    in_at: datetime | None
    out_at: datetime | None
    sent: bool
    onward: int
    walking: int = 0
    unmet: int = 0


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


@query(allow=[any_adult, holder_of(*STAFF)])
def my_day(act: Act) -> list[OwnDuty]:
    """One's lessons of the day at every school, by time. SQL: 4, and 1 while children walk to another class."""
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
    walking, unmet = _walking([duty.session_id for duty in duties])
    latest: dict[int, OwnDuty] = {}
    for duty in duties:  # the last stay of a session is the one that stands
        lesson = lesson_of(duty.session, heads.get(duty.session_id, Heads()))
        sent = duty.sent_at is not None
        key = duty.session_id
        latest[key] = OwnDuty(
            lesson, duty.staff_id, duty.main, duty.in_at, duty.out_at, sent, going.get(key, 0), walking[key], unmet[key]
        )
    return list(latest.values())


def leads_lessons(account_id: int, at: datetime, *, has_office: bool) -> bool:
    """Whether somebody on a staff list leads lessons, or led some. SQL: 1–3.

    Who holds an office there does if they are on the roster or were sent to a lesson; who holds none came for nothing else.
    """
    staff_ids = [staff.id for _school, staff in people.workplaces(account_id, at)]
    if not staff_ids or not has_office:
        return bool(staff_ids)
    return menu.is_rostered(staff_ids) or Duty.objects.filter(staff_id__in=staff_ids).exists()


@query(allow=[any_adult, holder_of(*STAFF)])
def own_post(act: Act, *, session_id: int) -> int:
    """As whom one is on the list for a session of today: the staff member. SQL: 1. Errors: NotYours."""
    rows = Duty.objects.filter(
        live(act.at, "staff__"), staff__account_id=act.account_id, session_id=session_id, session__date=act.today
    ).exclude(session__state="cancelled")
    staff_id = rows.order_by("-pk").values_list("staff_id", flat=True).first()
    if staff_id is None:
        raise NotYours
    return staff_id


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody without an account who keeps a lesson with the one who asks. in_at None: not signed in yet."""

    staff_id: int
    name: str
    in_at: datetime | None
    out_at: datetime | None


@query(allow=[any_adult, holder_of(*STAFF)])
def adults_beside(act: Act) -> dict[int, list[Beside]]:
    """Session of today that one keeps as its main adult and is in → those beside who cannot sign in themselves. SQL: 1."""
    own = Duty.objects.filter(
        live(act.at, "staff__"), session_id=OuterRef("session_id"), staff__account_id=act.account_id, main=True,
        in_at__isnull=False, out_at=None,
    )  # fmt: skip
    rows = Duty.objects.filter(Exists(own), session__date=act.today, staff__account=None).select_related("staff")
    latest = {(row.session_id, row.staff_id): row for row in rows.order_by("pk")}
    found: dict[int, list[Beside]] = {}
    for (session_id, staff_id), row in latest.items():
        found.setdefault(session_id, []).append(Beside(staff_id, row.staff.name, row.in_at, row.out_at))
    return found


def _onward(session_ids: Sequence[int]) -> dict[int, int]:
    """Session → children in the room who have a later session that day. SQL: 1."""
    later = Presence.objects.filter(
        pupil=OuterRef("pupil"), session__date=OuterRef("session__date"),
        session__planned_start__gt=OuterRef("session__planned_start"),
    ).exclude(session__state="cancelled")  # fmt: skip
    here = Presence.objects.filter(Exists(later), session_id__in=session_ids, state="present", out_at=None)
    return dict(here.values("session_id").annotate(n=Count("pk")).values_list("session_id", "n"))


def _walking(session_ids: Sequence[int]) -> tuple[Counter[int], Counter[int]]:
    """Session → children on the way to their next one, and those whom nobody awaits there.

    session_ids: all of one's own: whoever leads the next lesson too walks along.
    """
    charges = on_the_way(session_ids) if session_ids else []
    there = set(
        Duty.objects.filter(
            session_id__in={charge.way_to for charge in charges}, in_at__isnull=False, out_at=None, remote=False
        ).values_list("session_id", flat=True)
    )
    return (
        Counter(charge.session_id for charge in charges),
        Counter(charge.session_id for charge in charges if charge.way_to not in there.union(session_ids)),
    )


@dataclass(frozen=True, slots=True)
class RollChild:
    id: int
    name: str
    place: int
    state: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Roll:
    lesson: Lesson
    children: list[RollChild]
    saved_at: datetime | None


@query(allow=[keeps])
def roll(act: Act, *, session_id: int) -> Roll:
    """The session's children by class and number, as they stand. SQL: 1."""
    session, rows = session_with_children(session_id)
    children = [
        RollChild(row.pupil_id, row.pupil.name, place, row.state, row.out_at is not None)
        for place, row in enumerate(rows, start=1)
    ]
    return Roll(lesson_of(session, count_heads(rows)), children, session.rolled_at)


def session_with_children(session_id: int) -> tuple[Session, list[Presence]]:
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


def count_heads(rows: Sequence[Presence]) -> Heads:
    present = [row for row in rows if row.state == "present"]
    of = {state: sum(row.state == state for row in rows) for state in ("expected", "leave", "absent")}
    gone = sum(row.out_at is not None for row in present)
    return Heads(of["expected"], len(present) - gone, gone, of["leave"], of["absent"])


@query(allow=[keeps])
def lesson_log(act: Act, *, session_id: int) -> tuple[Lesson, list[tuple[int, str, bool | None]]]:
    """The lesson, and (child, name, homework done) of everybody who is or was there. SQL: 1."""
    session, rows = session_with_children(session_id)
    present = [(row.pupil_id, row.pupil.name, row.homework_done) for row in rows if row.state == "present"]
    return lesson_of(session, count_heads(rows)), present
