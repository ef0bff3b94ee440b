"""A draw is decided on what was frozen; by the time its seats are written a child may have left or a room shrunk."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from kehou.engines.allocation import Seat as Given
from kehou.engines.allocation.modes import Decision
from kehou.engines.allocation.spec import parts, places
from kehou.enrol.market import Market
from kehou.enrol.models import SeatTime
from kehou.people.queries import PupilInfo

When = tuple[int, str, time, date]
"""(child, weekday, starts, from): one place in the week."""


@dataclass(frozen=True)
class Fitting:
    """seats: those that stand. crowded_out: section → students its room no longer holds, strongest first; closed:
    (student, section) where the section stopped meanwhile. Who withdrew, or has another place by now, is in none."""

    seats: tuple[Given, ...]
    crowded_out: Mapping[str, tuple[str, ...]]
    closed: frozenset[tuple[str, str]]


def taken_times(children: Iterable[PupilInfo], term_id: int) -> set[When]:
    """Where these children have to be already. SQL: 1."""
    rows = SeatTime.objects.filter(term_id=term_id, pupil_id__in=[child.id for child in children])
    return set(rows.values_list("pupil_id", "weekday", "starts", "from_date"))


def still_fitting(found: Market, decision: Decision, taken: Collection[When]) -> Fitting:
    """Sort a draw's seats by what can be written. On the day of the freeze itself: all of them.

    Where a room shrank, the weakest by group and number go first, in whatever mode the seats were given.
    """
    place_in: dict[str, dict[str, int]] = {}
    for part in parts(decision.judged):
        place = places(decision.judged, part)
        place_in |= dict.fromkeys((section.id for section in part.sections), place)
    room = {key: section.capacity - section.taken for key, section in found.section_of.items()}
    seats: list[Given] = []
    crowded_out: dict[str, list[str]] = defaultdict(list)
    closed = set()
    for seat in sorted(decision.final.seats, key=lambda seat: (seat.section, place_in[seat.section][seat.student])):
        child, section = found.child_of.get(seat.student), found.section_of[seat.section]
        if child is None:
            continue
        if section.state != "open":
            closed.add((seat.student, seat.section))
        elif any((child.id, m.weekday, m.starts, m.from_date) in taken for m in section.meets):
            continue
        elif room[seat.section] > 0:
            room[seat.section] -= 1
            seats.append(seat)
        else:
            crowded_out[seat.section].append(seat.student)
    return Fitting(
        tuple(sorted(seats, key=lambda seat: (seat.student, seat.section))),
        {section: tuple(students) for section, students in crowded_out.items()},
        frozenset(closed),
    )
