"""When a day last moved, for whoever judges it; and what days came to, for whoever looks after many schools."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, Max, OuterRef, Q

from kehou.day.charge import params_on
from kehou.day.models import Duty, Presence, Session
from kehou.day.watch import ROLL_WINDOW
from kehou.kernel.clock import LOCAL


def last_moves(school_ids: Collection[int], on: date, at: datetime) -> dict[int, datetime]:
    """School → when a session of the day last ended, an adult last left one, or the time of one that nobody began ran out
    up to now; those whose day has not moved are not in it. SQL: 3.
    """
    rows = Session.objects.filter(school_id__in=school_ids, date=on)
    ends = rows.exclude(ended_at=None).values("school_id").annotate(last=Max("ended_at"))
    duties = Duty.objects.filter(session__school_id__in=school_ids, session__date=on).exclude(out_at=None)
    outs = duties.values("school_id").annotate(last=Max("out_at"))
    missed = rows.filter(state="planned", started_at=None, planned_end__lte=at).values("school_id")
    missed = missed.annotate(last=Max("planned_end"))
    found: dict[int, datetime] = {}
    for school, last in (each for moves in (ends, outs, missed) for each in moves.values_list("school_id", "last")):
        found[school] = max(last, found.get(school, last))
    return found


def session_days(session_ids: Collection[int]) -> dict[int, tuple[int, date]]:
    """Session → (school, day). SQL: 1."""
    rows = Session.objects.filter(pk__in=session_ids).values_list("pk", "school_id", "date")
    return {session: (school, on) for session, school, on in rows}


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Sessions of one school on one day. held: begun; on_time: the roll called within ten minutes of the start."""

    school_id: int
    date: date
    planned: int
    held: int
    on_time: int
    early: int


def day_figures(school_ids: Collection[int], first: date, last: date) -> list[DayFigures]:
    """By date and school, only days with sessions that were not cancelled. SQL: 1.

    early: by the city's law; a district's own figure moves its findings, not this count.
    """
    tolerance = timedelta(minutes=params_on(first).early_tolerance)
    rows = Session.objects.filter(school_id__in=school_ids, date__range=(first, last)).exclude(state="cancelled")
    child = Exists(Presence.objects.filter(session=OuterRef("pk")))  # a class without one is not held, whoever came
    counted = rows.values("school_id", "date").annotate(
        planned=Count("pk"),
        held=Count("pk", filter=Q(started_at__isnull=False) & (Q(rolled_at__isnull=False) | Q(child))),
        on_time=Count("pk", filter=Q(rolled_at__lte=F("planned_start") + ROLL_WINDOW)),
        early=Count("pk", filter=Q(ended_at__lt=F("planned_end") - tolerance)),
    )
    return [DayFigures(**row) for row in counted.order_by("date", "school_id")]


@dataclass(frozen=True, slots=True)
class PresenceFigures:
    """Of many sessions: the children on their lists; marks present and expected (leave too); homework done and asked."""

    children: int = 0
    present: int = 0
    expected: int = 0
    done: int = 0
    asked: int = 0

    @property
    def present_share(self) -> float:
        """Per cent, one decimal."""
        return round(100 * self.present / self.expected, 1) if self.expected else 0.0

    @property
    def done_share(self) -> float:
        return round(100 * self.done / self.asked, 1) if self.asked else 0.0


def presence_figures(school_id: int, first: date, last: date) -> PresenceFigures:
    """SQL: 1."""
    rows = Presence.objects.filter(school_id=school_id, session__date__range=(first, last))
    rows = rows.filter(session__rolled_at__isnull=False)
    return PresenceFigures(
        **rows.aggregate(
            children=Count("pupil_id", distinct=True),
            present=Count("pk", filter=Q(state="present")),
            expected=Count("pk"),
            done=Count("pk", filter=Q(homework_done=True)),
            asked=Count("pk", filter=Q(homework_done__isnull=False)),
        )
    )


@dataclass(frozen=True, slots=True)
class SessionPlace:
    """Which lesson a finding is about: its section's name, its room, when it was planned (local)."""

    name: str
    room: str
    starts: datetime
    ends: datetime


def session_place(session_id: int) -> SessionPlace | None:
    """SQL: 1."""
    row = Session.objects.filter(pk=session_id).select_related("section__room").first()
    if row is None:
        return None
    room = row.section.room
    starts, ends = row.planned_start.astimezone(LOCAL), row.planned_end.astimezone(LOCAL)
    return SessionPlace(row.section.name, room.name if room else "", starts, ends)
