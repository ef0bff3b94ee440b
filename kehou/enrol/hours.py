"""Which sections meet at the same time. Pure: read off their hours, so a child is never promised to two places (I2)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Protocol

from kehou.ground.school_day import WEEKDAYS
from kehou.menu.queries import MeetInfo, SectionInfo


class Timed(Protocol):
    """Whatever meets at hours of the week."""

    @property
    def meets(self) -> tuple[MeetInfo, ...]: ...


def at_once(one: MeetInfo, other: MeetInfo) -> bool:
    """Whether two meetings overlap on some date."""
    return (
        one.weekday == other.weekday
        and one.starts < other.ends
        and other.starts < one.ends
        and max(one.from_date, other.from_date) <= min(one.until_date, other.until_date)
    )


def clash(one: Timed, other: Timed, on: date) -> tuple[str, ...]:
    """Weekdays on which both meet at once from a day on; () = a child can be in both."""
    days = {a.weekday for a in coming(one, on) for b in coming(other, on) if at_once(a, b)}
    return tuple(day for day in WEEKDAYS if day in days)


def coming(section: Timed, on: date) -> list[MeetInfo]:
    """Meetings that are not over yet."""
    return [meet for meet in section.meets if meet.until_date >= on]


@dataclass(frozen=True, slots=True)
class WeekSlot:
    """A time of the week in which a child can be in one of the sections. key: "1-mon-1710" sorts by weekday, then time."""

    key: str
    starts: time
    ends: time
    section_ids: frozenset[int]


def week_slots(sections: Iterable[SectionInfo], on: date) -> list[WeekSlot]:
    """Times of the week such that two sections share one if and only if they overlap on some date from `on` on.

    Seasons that move all times together make one slot a weekday; hours that overlap in part make more.
    """
    by_day: dict[str, list[tuple[int, MeetInfo]]] = defaultdict(list)
    for section in sections:
        for meet in coming(section, on):
            by_day[meet.weekday].append((section.id, meet))
    found: list[WeekSlot] = []
    for day in WEEKDAYS:
        used: set[str] = set()
        for starts, ends, members in _largest(by_day[day]):
            stem = f"{WEEKDAYS.index(day) + 1}-{day}-{starts:%H%M}"
            key = next(key for letter in ("", *"bcdefghijklmnopqrstuvwxyz") if (key := stem + letter) not in used)
            used.add(key)
            found.append(WeekSlot(key, starts, ends, members))
    return found


def _largest(meets: list[tuple[int, MeetInfo]]) -> list[tuple[time, time, frozenset[int]]]:
    """Stretches of one weekday in which the same sections meet, without those that say nothing another does not."""
    cells: list[tuple[time, time, frozenset[int]]] = []
    days = sorted({m.from_date for _, m in meets} | {m.until_date + timedelta(days=1) for _, m in meets})
    for day in days:
        running = [(id, m) for id, m in meets if m.on(day)]
        times = sorted({m.starts for _, m in running} | {m.ends for _, m in running})
        for starts, ends in pairwise(times):
            members = frozenset(id for id, m in running if m.starts <= starts and ends <= m.ends)
            if members and all(members != seen for _, _, seen in cells):
                cells.append((starts, ends, members))
    return sorted(
        (cell for cell in cells if not any(cell[2] < other[2] for other in cells)), key=lambda cell: (cell[0], cell[1])
    )
