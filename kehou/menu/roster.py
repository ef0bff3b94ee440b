"""Rows of the roster → what `fitness` judges."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from kehou.menu.fitness import Candidate, Wanted
from kehou.menu.load import Booking
from kehou.menu.models import Meet, RosterEntry, Section
from kehou.people.queries import StaffInfo
from kehou.staff import queries as staff


def is_homework(section: Section) -> bool:
    """Whether the section looks after homework: a class's block, not a course."""
    return section.block is not None and "homework" in section.block.content


def hours(meets: Iterable[Meet], name: str, first: date, until: date | None) -> tuple[Booking, ...]:
    """Meetings cut to [first, until]; until None = as long as they run."""
    cut = (
        Booking(
            meet.weekday, meet.starts, meet.ends, max(meet.from_date, first),
            min(meet.until_date, until) if until else meet.until_date, name,
        )
        for meet in meets
    )  # fmt: skip
    return tuple(booking for booking in cut if booking.first <= booking.last)


def wanted_of(section: Section, meets: Iterable[Meet], first: date, until: date | None) -> Wanted:
    return Wanted(hours(meets, section.name, first, until), is_homework(section))


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
    """What adults already hold from a date on, by staff id. SQL: 2."""
    entries = RosterEntry.objects.filter(Q(until=None) | Q(until__gte=first), school_id=school_id)
    entries = entries.filter(section__term_id=term_id).exclude(section_id=without_section).select_related("section")
    if staff_ids is not None:
        entries = entries.filter(staff_id__in=staff_ids)
    rows = list(entries)
    meets: dict[tuple[int, str], list[Meet]] = defaultdict(list)
    for meet in Meet.objects.filter(section_id__in={row.section_id for row in rows}, until_date__gte=first):
        meets[meet.section_id, meet.weekday].append(meet)
    held: dict[int, list[Booking]] = defaultdict(list)
    for row in rows:
        start = max(first, row.since)
        held[row.staff_id] += hours(meets[row.section_id, row.weekday], row.section.name, start, row.until)
    return {staff_id: tuple(bookings) for staff_id, bookings in held.items()}
