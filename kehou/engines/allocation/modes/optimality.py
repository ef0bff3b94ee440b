"""Is a week-fair result the optimum it says it is? From prices, by adding and comparing alone.

It reads the round as the definition does (parts, lists) and shares nothing with what solved it. A price says what one
seat fewer in a section would have cost a group. If every child of the group has the wish for which weight
minus price is the most (none, where nothing is above 0), and every section with a price has no seat left, then no
other way to seat them weighs more: nobody can gain more than it has, and no priced seat is unused.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from kehou.engines.allocation import spec
from kehou.engines.allocation.modes.decision import Prices, Unkept
from kehou.engines.allocation.round import Part, Round, Seat

POINTS = (100, 70, 50, 35, 25, 18, 13, 9, 6, 5, 4, 3, 2)
"""Written again on purpose, as is the weight: a check that read the solver's would pass whatever stood there."""


def _points(place: int) -> int:
    return POINTS[place] if place < len(POINTS) else 1


def not_optimal(round_: Round, seats: Collection[Seat], closed: Collection[str], prices: Prices) -> Iterator[Unkept]:
    """Every child that the prices prove to be placed below what was best, and every seat with a price that is free."""
    has = {(seat.student, seat.section) for seat in seats if not seat.by_any}
    earned: Counter[str] = Counter()
    slots_before = 0
    for part in spec.parts(round_):
        lists = {student: [wish.section for wish in wishes] for student, wishes in spec.lists(round_, part).items()}
        if not part.is_tied and not part.has_own_orders:
            yield from _SlotCheck(round_, part, lists, has, closed, prices).faults(earned, slots_before)
        for student, sections in lists.items():
            for slot in part.slots:
                here = [id for id in sections if slot in round_.sections[id].slots]
                earned[student] += sum(_points(here.index(id)) for id in here if (student, id) in has)
        slots_before += len(part.slots)


class _SlotCheck:
    def __init__(
        self,
        round_: Round,
        part: Part,
        lists: dict[str, list[str]],
        has: set[tuple[str, str]],
        closed: Collection[str],
        prices: Prices,
    ) -> None:
        self.round, self.slot, self.lists, self.has, self.prices = round_, part.slots[0], lists, has, prices
        self.left = {section.id: 0 if section.id in closed else section.capacity for section in part.sections}

    def faults(self, earned: Counter[str], slots_before: int) -> Iterator[Unkept]:
        groups: dict[int, list[str]] = {}
        for student in sorted(self.lists):
            group = self.round.students[student].group if self.round.groups_first else 1
            groups.setdefault(group, []).append(student)
        for group in sorted(groups):
            price = self.prices.get((self.slot, group), {})
            for student in groups[group]:
                yield from self._child(student, price, earned[student], slots_before)
            taken = Counter(id for student in groups[group] for id in self.lists[student] if (student, id) in self.has)
            for id, value in sorted(price.items()):
                if value < 0 or taken[id] != self.left.get(id, 0):
                    yield Unkept("optimal", id)
            for id, children in taken.items():
                self.left[id] -= children

    def _child(self, student: str, price: Mapping[str, int], earned: int, slots_before: int) -> Iterator[Unkept]:
        best, own, at = 0, 0, ""
        for place, id in enumerate(self.lists[student]):
            shares = max(slots_before, 1)
            weight = _points(place) * 1000 * shares // (400 * shares + earned)
            if self.left[id] > 0:
                best = max(best, weight - price.get(id, 0))
            if (student, id) in self.has:
                own, at = own + weight - price.get(id, 0), id
        if own != best:
            yield Unkept("optimal", at or self.slot, student)
