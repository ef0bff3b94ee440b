"""Would a child be alone? Asked before an adult leaves and, every few seconds, of the clock.

Both ask the rule `unattended`, the one that judges the term's record at night: one rule, three moments.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import OuterRef, QuerySet, Subquery

from kehou.day.models import Duty, Presence, Session
from kehou.kernel.clock import LOCAL
from kehou.org.law import CITY_PACKS
from kehou.policy.facts import records
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import load_packs
from kehou.policy.parameters import Params
from kehou.policy.rule import all_rules


@dataclass(frozen=True, slots=True)
class Charge:
    """A child somebody is answerable for. expected: not called yet, and presumed to be there from the planned start.

    way_to: the child has left this session for that one and was not seen there yet.
    """

    session_id: int
    pupil_id: int
    expected: bool = False
    way_to: int | None = None


def naive(moment: datetime) -> datetime:
    """As facts write it: local, without zone."""
    return moment.astimezone(LOCAL).replace(tzinfo=None)


@lru_cache(maxsize=32)
def params_on(day: date) -> Params:
    """The city's figures on a day; packs of other cities may lie beside."""
    return load_packs(CITY_PACKS).params(day)


def in_the_room(session_ids: Iterable[int]) -> list[Charge]:
    """Children who were called and have not left. SQL: 1."""
    rows = Presence.objects.filter(session_id__in=session_ids, state="present", out_at=None)
    return [Charge(session, pupil) for session, pupil in rows.values_list("session_id", "pupil_id")]


def on_the_way(session_ids: Iterable[int]) -> list[Charge]:
    """Children who left these sessions for their next one today and were not seen there yet. SQL: 1."""
    return _walking(Presence.objects.filter(session_id__in=session_ids))


def coming(session: Session) -> list[Charge]:
    """Children on the way to this session from an earlier one. SQL: 1."""
    expected = Presence.objects.filter(session=session, state="expected").values("pupil_id")
    left = Presence.objects.filter(
        school_id=session.school_id, session__date=session.date, pupil_id__in=expected,
        session__planned_start__lte=session.planned_start,
    )  # fmt: skip
    return [charge for charge in _walking(left) if charge.way_to == session.pk]


def _walking(left: QuerySet[Presence]) -> list[Charge]:
    following = Presence.objects.filter(
        school_id=OuterRef("school_id"), pupil_id=OuterRef("pupil_id"), session__date=OuterRef("session__date"),
        state="expected", session__planned_start__gte=OuterRef("session__planned_start"),
    ).exclude(session_id=OuterRef("session_id")).exclude(session__state="cancelled")  # fmt: skip
    to = Subquery(following.order_by("session__planned_start").values("session_id")[:1])
    rows = left.filter(released_to="next_session", out_at__isnull=False).annotate(way_to=to).exclude(way_to=None)
    return [
        Charge(session, pupil, way_to=to) for session, pupil, to in rows.values_list("session_id", "pupil_id", "way_to")
    ]


def left_alone(
    charges: Iterable[Charge], adults: Iterable[Duty], *, since: datetime, until: datetime, on: date
) -> set[int]:
    """Sessions in which somebody would be without an adult if nothing changed between two moments.

    adults: those whose being there counts, from in_at to out_at; an open stay lasts until `until`.
    SQL: 0.
    """
    begin, end = naive(since), naive(until)
    sessions: set[int] = set()
    presence: list[records.Presence] = []
    for charge in charges:
        sessions.add(charge.session_id)
        left = begin if charge.way_to is not None else end
        onward = "next_session" if charge.way_to is not None else ""
        presence.append(_stay(charge.session_id, charge.pupil_id, begin, left, onward))
        if charge.way_to is not None:
            sessions.add(charge.way_to)
            presence.append(_stay(charge.way_to, charge.pupil_id, end, end, ""))
    facts = TermFacts(
        sessions=tuple(records.Session(str(key), "", on, begin, end, begin, end) for key in sorted(sessions)),
        presence=tuple(presence),
        adults=tuple(
            records.AdultStay(
                str(duty.session_id), str(duty.staff_id), "", naive(duty.in_at),
                naive(duty.out_at) if duty.out_at else end, remote=duty.remote,
            )
            for duty in adults
            if duty.in_at is not None
        ),
    )  # fmt: skip
    found = all_rules()["unattended"].run(facts, params_on(on))
    return {int(str(problem.evidence["session"])) for problem in found}


def _stay(session_id: int, pupil_id: int, came: datetime, left: datetime, onward: str) -> records.Presence:
    return records.Presence(str(session_id), str(pupil_id), "present", came, left, onward)


def the_minute(on: date) -> timedelta:
    """How long a child may be without an adult before the rule speaks."""
    return timedelta(minutes=params_on(on).unattended_min)
