"""A person's week: what overlaps, and how many minutes it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from kehou.menu.timetable import minutes_between


@dataclass(frozen=True, slots=True)
class Booking:
    """A weekday's hour in charge of a section, from the first to the last date, both included."""

    weekday: str
    starts: time
    ends: time
    first: date
    last: date
    what: str = ""  # the section's name

    @property
    def minutes(self) -> int:
        return minutes_between(self.starts, self.ends)

    def on(self, day: date) -> bool:
        return self.first <= day <= self.last


def clash(held: Sequence[Booking], wanted: Sequence[Booking]) -> tuple[Booking, Booking] | None:
    """The first pair (held, wanted) that asks for one person in two places; touching ends do not."""
    for new in wanted:
        for old in held:
            if (
                old.weekday == new.weekday
                and old.starts < new.ends
                and new.starts < old.ends
                and max(old.first, new.first) <= min(old.last, new.last)
            ):
                return old, new
    return None


def busiest_week(bookings: Sequence[Booking]) -> int:
    """Minutes of the fullest week: seasons that follow one another do not add up."""
    starts = {booking.first for booking in bookings}
    return max((sum(b.minutes for b in bookings if b.on(day)) for day in starts), default=0)
