"""What the clock finds: children nobody is with, rolls nobody called, children nobody came for.

The rule `unattended` decides about the first; it is asked about the near future, so that an alarm rings while the minute
that the rule allows is still running, and never more than 60 seconds after the adult was missing (I10).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from kehou.day import alarms, charge
from kehou.day.models import Alarm, Duty, Presence, Session
from kehou.kernel.clock import LOCAL

# How far ahead the rule is asked: two beats of the watch.
AHEAD = timedelta(seconds=20)
ROLL_WINDOW = timedelta(minutes=10)
COLLECT_WITHIN = timedelta(minutes=30)
# How long children may stay with the teacher of a lesson that is over: the next one may come from another class too.
WALK = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Due:
    """An alarm that ought to ring."""

    school_id: int
    session_id: int
    kind: str
    since: datetime
    child_id: int | None = None


_THERE = Duty.objects.filter(session=OuterRef("pk"), in_at__isnull=False, out_at=None, remote=False)
_CHILD = Presence.objects.filter(session=OuterRef("pk")).filter(Q(state="expected") | Q(state="present", out_at=None))


def _today(at: datetime) -> date:
    return at.astimezone(LOCAL).date()


def _on(at: datetime) -> Q:
    return Q(date=_today(at)) & ~Q(state="cancelled")


def due(at: datetime) -> Iterator[Due]:
    """Everything that should ring now and does not yet, in the whole city. SQL: 4 where all is well."""
    live = Alarm.objects.filter(resolved_at=None, session__date=_today(at))
    ringing = set(live.values_list("session_id", "kind", "pupil_id"))
    for found in (*_uncovered(at), *_not_started(at), *_not_collected(at)):
        if (found.session_id, found.kind, found.child_id) not in ringing:
            yield found


def _not_started(at: datetime) -> Iterator[Due]:
    """An adult is there and the roll is not called; without an adult the other alarm rings already."""
    late = Session.objects.filter(
        _on(at), Exists(_CHILD), Exists(_THERE), rolled_at=None, planned_start__lte=at - ROLL_WINDOW
    )
    for session in late:
        yield Due(session.school_id, session.pk, "not_started", session.planned_start + ROLL_WINDOW)


def _not_collected(at: datetime) -> Iterator[Due]:
    waiting = Presence.objects.filter(
        session__date=_today(at), state="present", out_at=None, session__planned_end__lte=at - COLLECT_WITHIN
    ).select_related("session")
    for row in waiting:
        since = row.session.planned_end + COLLECT_WITHIN
        yield Due(row.school_id, row.session_id, "not_collected", since, row.pupil_id)


def _uncovered(at: datetime) -> Iterator[Due]:
    """Sessions that have begun, hold a child and have no adult. SQL: 1 where there is none, else ≤ 5."""
    begun = Session.objects.filter(_on(at), ~Exists(_THERE), Exists(_CHILD), planned_start__lte=at)
    lonely = {session.pk: session for session in begun}
    if not lonely:
        return
    left: dict[int, datetime] = {}
    for session_id, out_at in Duty.objects.filter(session__in=lonely, out_at__isnull=False).values_list(
        "session_id", "out_at"
    ):
        if out_at is not None:
            left[session_id] = max(out_at, left.get(session_id, out_at))
    children: dict[int, list[charge.Charge]] = defaultdict(list)
    for row in Presence.objects.filter(session__in=lonely).filter(
        Q(state="expected") | Q(state="present", out_at=None)
    ):
        children[row.session_id].append(charge.Charge(row.session_id, row.pupil_id, row.state == "expected"))
    minded = _minded_elsewhere(children, at)
    for key, session in lonely.items():
        since = max(left.get(key, session.planned_start), session.planned_start)
        mine = [c for c in children[key] if c.pupil_id not in minded[key]]
        if charge.left_alone(mine, [], since=since, until=at + AHEAD, on=session.date):
            yield Due(session.school_id, key, "uncovered", since)


def _minded_elsewhere(children: dict[int, list[charge.Charge]], at: datetime) -> dict[int, set[int]]:
    """Children expected in a session who are still, with an adult, in another one, or on the way from one. SQL: 2.

    For a walk after that lesson's end. Then the room without a teacher rings, though the first one still minds the children.
    """
    expected = {c.pupil_id for found in children.values() for c in found if c.expected}
    rows = list(
        Presence.objects.filter(
            Q(out_at=None) | Q(released_to="next_session"),
            pupil_id__in=expected,
            state="present",
            session__date=_today(at),
            session__planned_end__gt=at - WALK,
        )
    )
    covered = set(
        Duty.objects.filter(
            session__in={row.session_id for row in rows}, in_at__isnull=False, out_at=None, remote=False
        ).values_list("session_id", flat=True)
    )
    with_adult = {row.pupil_id for row in rows if row.session_id in covered}
    return {
        key: {c.pupil_id for c in found if c.expected and c.pupil_id in with_adult} for key, found in children.items()
    }


def over(at: datetime) -> list[tuple[int, int]]:
    """(alarm, school) of ringing alarms whose cause is gone. SQL: 1."""
    there = Duty.objects.filter(session=OuterRef("session"), in_at__isnull=False, out_at=None, remote=False)
    child = Presence.objects.filter(session=OuterRef("session")).filter(
        Q(state="expected") | Q(state="present", out_at=None)
    )
    still_in = Presence.objects.filter(
        session=OuterRef("session"), pupil=OuterRef("pupil"), state="present", out_at=None
    )
    lost = Presence.objects.filter(session=OuterRef("session"), pupil=OuterRef("pupil"), state="absent")
    gone = (
        (Q(kind="uncovered") & (Exists(there) | ~Exists(child)))
        | (Q(kind="not_started") & (Q(session__rolled_at__isnull=False) | ~Exists(child)))
        | (Q(kind="not_collected") & ~Exists(still_in))
        | (Q(kind="unexplained") & ~Exists(lost))
    )
    rows = Alarm.objects.filter(gone, resolved_at=None, raised_at__lte=at).order_by("pk")
    return list(rows.values_list("pk", "school_id"))


def rising(at: datetime) -> list[tuple[int, int]]:
    """(alarm, school) of alarms that nobody acknowledged for long enough to go a level up. SQL: 1."""
    steps = Q()
    for waited, level in alarms.RISES:
        steps |= Q(raised_at__lte=at - waited, level__lt=level)
    rows = Alarm.objects.filter(steps, acknowledged_at=None, resolved_at=None).order_by("raised_at", "pk")
    return list(rows.values_list("pk", "school_id"))
