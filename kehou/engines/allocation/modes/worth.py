"""What a seat is worth to a child, in points: the one scale that the modes and the comparison of modes share."""

from collections.abc import Collection, Mapping

from kehou.engines.allocation.round import ANY, Round, Seat
from kehou.engines.allocation.spec import void_because

WORTH = (100, 70, 50, 35, 25, 18, 13, 9, 6, 5, 4, 3, 2, 1)
"""Of a child's 1st, 2nd, … wish in one slot; every later one is worth as much as the last, and nothing is worth 0."""


def worth(place: int) -> int:
    """Points of the wish at `place` (from 0) among a child's wishes in one slot."""
    return WORTH[min(place, len(WORTH) - 1)]


def valid_wishes(round_: Round) -> dict[str, dict[str, dict[str, int]]]:
    """Student → slot → section → place (from 0) among the named wishes that count there."""
    result: dict[str, dict[str, dict[str, int]]] = {}
    for student, wishes in round_.wishes.items():
        own = result.setdefault(student, {})
        for wish in wishes:
            if wish.section == ANY or void_because(round_, student, round_.sections[wish.section]) is not None:
                continue
            for slot in round_.sections[wish.section].slots:
                here = own.setdefault(slot, {})
                here.setdefault(wish.section, len(here))
    return result


def week_values(
    round_: Round, seats: Collection[Seat], wishes: Mapping[str, Mapping[str, Mapping[str, int]]]
) -> dict[str, dict[str, int]]:
    """Student → slot → points, for the slots it has a seat in. wishes: valid_wishes of the round.

    A seat by `*`, or by a trade for a section never wished for, is worth what a wish after all named ones would be.
    """
    result: dict[str, dict[str, int]] = {student: {} for student in round_.students}
    for seat in seats:
        for slot in round_.sections[seat.section].slots:
            here = wishes.get(seat.student, {}).get(slot, {})
            result[seat.student][slot] = worth(len(here) if seat.by_any else here.get(seat.section, len(here)))
    return result
