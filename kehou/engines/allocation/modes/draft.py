"""Mode draft, the fair draft: in turns, reversing. The definition, and fast enough as it stands.

In each turn every child takes one seat, the best of its wishes of the whole week that still has one, fits beside what
it holds and stays within its quota. Groups first in each turn; inside a group by number in the 1st, 3rd, … turn and
the other way round in the 2nd, 4th, …: who was last is first. A child that can take nothing is done.

The week is one: numbers do not rotate, seats held, priority classes and reserved seats move nobody. A child that knows
which section fills early may gain by taking it first: not strategy-proof. docs/allocation-modes.md says so.
"""

from collections.abc import Collection
from fractions import Fraction

from kehou.engines.allocation import spec
from kehou.engines.allocation.clash import clash
from kehou.engines.allocation.modes.decision import Decision
from kehou.engines.allocation.round import ANY, Outcome, Round, Seat, Section, Wish


def allocate(round_: Round) -> Decision:
    """Draft, close the section furthest below its minimum, draft again, until every section stands."""
    closed: dict[str, int] = {}
    while True:
        seats = take_turns(round_, closed)
        taken = dict.fromkeys(round_.sections, 0)
        for seat in seats:
            taken[seat.section] += 1
        short = [section for section in round_.sections.values() if 0 < taken[section.id] < section.minimum]
        if not short:
            break
        weakest = min(short, key=lambda section: (Fraction(taken[section.id], section.minimum), section.id))
        closed[weakest.id] = taken[weakest.id]
    seats += spec.seat_anywhere(round_, spec.parts(round_), seats)
    empty = tuple(sorted(id for id, children in taken.items() if children == 0 and id not in closed))
    outcome = Outcome(tuple(sorted(seats, key=lambda seat: (seat.student, seat.section))), closed, empty)
    return Decision(round_, outcome, {part.slots[0]: "draft" for part in spec.parts(round_)})


def lines(round_: Round) -> list[list[str]]:
    """Groups, strongest first, each in the order of its numbers (ties by id)."""
    groups: dict[int, list[str]] = {}
    for student in sorted(round_.students.values(), key=lambda student: (student.lottery, student.id)):
        groups.setdefault(student.group if round_.groups_first else 1, []).append(student.id)
    return [groups[group] for group in sorted(groups)]


def take_turns(round_: Round, closed: Collection[str]) -> list[Seat]:
    """One draft of the whole week."""
    free = {section.id: 0 if section.id in closed else section.capacity for section in round_.sections.values()}
    mine: dict[str, list[Section]] = {student: [] for student in round_.students}
    left = {student: _best_last(round_, student) for student in round_.students}
    seats: list[Seat] = []
    turn = 0
    while any(left.values()):
        turn += 1
        for line in lines(round_):
            for student in line if turn % 2 else reversed(line):
                wish = _best_that_fits(round_, student, left[student], mine[student], free)
                if wish is not None:
                    free[wish.section] -= 1
                    mine[student].append(round_.sections[wish.section])
                    seats.append(Seat(student, wish.section, wish.rank))
    return seats


def _best_last(round_: Round, student: str) -> list[Wish]:
    """The child's wishes that count, the best at the end."""
    return [
        wish
        for wish in reversed(round_.wishes.get(student, ()))
        if wish.section != ANY and spec.void_because(round_, student, round_.sections[wish.section]) is None
    ]


def _best_that_fits(
    round_: Round, student: str, left: list[Wish], mine: list[Section], free: dict[str, int]
) -> Wish | None:
    """Take the best wish off `left` that can be had. What cannot be had now never can again, and is struck off."""
    if len(mine) >= round_.quota_of(student):
        left.clear()
    while left:
        wish = left.pop()
        section = round_.sections[wish.section]
        if free[section.id] > 0 and not any(clash(round_, student, section, other) for other in mine):
            return wish
    return None
