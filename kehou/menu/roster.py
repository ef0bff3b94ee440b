"""Rows of the roster → what `fitness` judges."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, time
from typing import Protocol

from django.db.models import F, Q

from kehou.menu.fitness import Candidate, Wanted
from kehou.menu.load import Booking
from kehou.menu.models import RosterEntry
from kehou.people.queries import StaffInfo
from kehou.staff import queries as staff


class Hours(Protocol):
    """A meeting, as a row or as what a query returned."""

    @property
    def weekday(self) -> str: ...
    @property
    def starts(self) -> time: ...
    @property
    def ends(self) -> time: ...
    @property
    def from_date(self) -> date: ...
    @property
    def until_date(self) -> date: ...


def wanted_of(name: str, content: Collection[str], meets: Iterable[Hours], first: date, until: date | None) -> Wanted:
    """A section's meetings cut to [first, until]; until None = as long as they run. content: a block's kinds."""
    cut = (
        Booking(
            meet.weekday, meet.starts, meet.ends, max(meet.from_date, first),
            min(meet.until_date, until) if until else meet.until_date, name,
        )
        for meet in meets
    )  # fmt: skip
    return Wanted(tuple(booking for booking in cut if booking.first <= booking.last), "homework" in content)


def candidate(adult: StaffInfo, term_id: int, held: tuple[Booking, ...]) -> Candidate:
    """SQL: 1 for a teacher."""
    return Candidate(adult, staff.offer_of(adult.id, term_id) if adult.is_teacher else None, held)


def bookings_of(
    school_id: int,
    term_id: int,
    first: date,
    *,
    staff_ids: Collection[int] | None = None,
    without_section: int | None = None,
) -> dict[int, tuple[Booking, ...]]:
    """What adults already hold from a date on, by staff id. SQL: 1."""
    entries = RosterEntry.objects.filter(
        Q(until=None) | Q(until__gte=first),
        school_id=school_id,
        section__term_id=term_id,
        section__meet__weekday=F("weekday"),
        section__meet__until_date__gte=first,
    )
    if without_section is not None:
        entries = entries.exclude(section_id=without_section)
    if staff_ids is not None:
        entries = entries.filter(staff_id__in=staff_ids)
    held: dict[int, list[Booking]] = defaultdict(list)
    for row in entries.order_by("pk").values(*_HELD):
        booking = Booking(
            row["weekday"],
            row["section__meet__starts"],
            row["section__meet__ends"],
            max(first, row["since"], row["section__meet__from_date"]),
            min(row["until"] or date.max, row["section__meet__until_date"]),
            row["section__name"],
        )
        if booking.first <= booking.last:
            held[row["staff_id"]].append(booking)
    return {staff_id: tuple(bookings) for staff_id, bookings in held.items()}


_HELD = (
    "staff_id", "weekday", "since", "until", "section__name", "section__meet__starts", "section__meet__ends",
    "section__meet__from_date", "section__meet__until_date",
)  # fmt: skip
