"""Honesty: does a family get more by a list that is not its true one? Where that is promised, nobody in 100,000 tries.

A small random round is decided with one child's true list and again with a false one: some of its wishes, in another
order. Its seats are then weighed by its true list, 100/70/50/35/25/18/12/8 for a 1st … 8th wish. Elsewhere the share of
lies that gain is printed, and what they gain.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from kehou.engines.allocation import ANY, Round, Section, Slot, Student, Wish, spec

VALUES = (100, 70, 50, 35, 25, 18, 12, 8)
UNNAMED = 1
"""Points of a seat the true list does not name, got by `*`."""
LIES_A_CHILD = 10


@dataclass(frozen=True)
class Kind:
    """A kind of round. own_orders: priorities, kept and reserved seats; days: of the longest section; longest: list."""

    name: str
    is_promised: bool
    own_orders: bool = False
    minimum: int = 0
    days: int = 1
    quota: int | None = None
    travel: int | None = None
    longest: int = 8

    @property
    def is_tied(self) -> bool:
        return self.quota is not None or self.days > 1 or self.travel is not None


KINDS = (
    Kind("slots of their own, one order", True),
    Kind("slots of their own, priorities, kept and reserved seats", True, own_orders=True),
    Kind("one seat a week, sections on two days", True, quota=1, days=2),
    Kind("two seats a week, sections on one day each", True, quota=2),
    Kind("sections with a minimum of 3", False, minimum=3),
    Kind("priorities and a minimum of 3", False, own_orders=True, minimum=3),
    Kind("sections on two days", False, days=2),
    Kind("two seats a week, sections on two days", False, days=2, quota=2),
    Kind("a way between campuses", False, travel=30),
    Kind("lists of at most 2 wishes", False, longest=2),
)


def market(dice: Random, kind: Kind) -> Round:
    """Ten children, nine sections, three slots of one afternoon; every child wants up to eight of them."""
    slots = tuple(Slot(f"d{i}", f"一 {16 + i}:00", f"{16 + i}:50") for i in range(3))
    sections = {}
    for id in (f"s{j}" for j in range(9)):
        meets = dice.sample(slots, dice.randint(1, kind.days))
        campus = dice.choice(("east", "west"))
        sections[id] = Section(id, tuple(slot.id for slot in meets), dice.randint(1, 3), kind.minimum, campus=campus)
    children = [f"c{i}" for i in range(10)]
    numbers = dice.sample(range(len(children)), len(children))
    pairs = [(section, child) for section in sections for child in children]
    return Round(
        slots,
        sections,
        {id: Student(id, number, dice.randint(1, 2)) for id, number in zip(children, numbers, strict=True)},
        {id: _list(dice.sample(sorted(sections), dice.randint(1, 8)), slots[:1]) for id in children},
        classes={pair: dice.randint(1, 2) for pair in dice.sample(pairs, 25)} if kind.own_orders else {},
        reserved={(id, dice.randint(1, 2)): 1 for id in list(sections)[:4]} if kind.own_orders else {},
        held=frozenset((child, section) for section, child in dice.sample(pairs, 6))
        if kind.own_orders
        else frozenset(),
        keep=kind.own_orders,
        quota=kind.quota,
        travel=kind.travel,
    )


def _list(wanted: Sequence[str], anywhere: Sequence[Slot] = ()) -> tuple[Wish, ...]:
    named = [Wish(rank, id) for rank, id in enumerate(wanted, start=1)]
    return (*named, *(Wish(len(named) + 1, ANY, slot.id) for slot in anywhere))


@dataclass(frozen=True, slots=True)
class Tried:
    """What lying came to. gains: points of the week, one for each lie that paid; children: how many could try."""

    lies: int
    gains: tuple[int, ...]
    children: int
    gaining_children: int

    @property
    def share(self) -> float:
        return len(self.gains) / self.lies

    @property
    def mean_gain(self) -> float:
        return sum(self.gains) / len(self.gains) if self.gains else 0.0


def try_lies(kind: Kind, lies: int, *, seed: int = 1) -> Tried:
    """Decide rounds of this kind again and again, each time with one list that is not true."""
    dice = Random(f"{seed} {kind.name}")
    gains: list[int] = []
    tried = children = gaining = 0
    while tried < lies:
        honest = market(dice, kind)
        capped = replace(honest, wishes={id: _capped(kind, wishes) for id, wishes in honest.wishes.items()})
        told = _seats(capped)
        for child in dice.sample(sorted(honest.students), 3):
            best = 0
            for _ in range(LIES_A_CHILD):
                lied = replace(capped, wishes={**capped.wishes, child: _lie(dice, kind, honest.wishes[child])})
                gain = _gain(kind, honest, child, told.get(child, ()), _seats(lied).get(child, ()))
                if gain > 0:
                    gains.append(gain)
                best = max(best, gain)
                tried += 1
            children += 1
            gaining += best > 0
    return Tried(tried, tuple(gains), children, gaining)


def _capped(kind: Kind, wishes: tuple[Wish, ...]) -> tuple[Wish, ...]:
    return tuple(wish for wish in wishes if wish.section == ANY or wish.rank <= kind.longest)


def _lie(dice: Random, kind: Kind, true: tuple[Wish, ...]) -> tuple[Wish, ...]:
    named = [wish.section for wish in true if wish.section != ANY]
    told = dice.sample(named, dice.randint(0, min(len(named), kind.longest)))
    return _list(told, [Slot(wish.slot) for wish in true if wish.section == ANY and dice.random() < 0.7])


def _seats(round_: Round) -> Mapping[str, Collection[str]]:
    """Child → its sections."""
    got: dict[str, list[str]] = {}
    for seat in spec.allocate(round_).seats:
        got.setdefault(seat.student, []).append(seat.section)
    return got


def _gain(kind: Kind, round_: Round, child: str, told: Collection[str], untold: Collection[str]) -> int:
    """Points the lie gains. Where slots are decided apart a better seat on one day is a gain, whatever another lost."""
    value = {wish.section: VALUES[wish.rank - 1] for wish in round_.wishes[child] if wish.section != ANY}

    def worth(sections: Collection[str]) -> int:
        return sum(value.get(id, UNNAMED) for id in sections)

    if kind.is_tied:
        return worth(untold) - worth(told)
    return max(
        worth([id for id in untold if slot.id in round_.sections[id].slots])
        - worth([id for id in told if slot.id in round_.sections[id].slots])
        for slot in round_.slots
    )


def run(lies: int = 100_000) -> list[str]:
    """Lines for `make bench`: as many lies where honesty is promised, a twentieth for each kind where it is not."""
    promised = [kind for kind in KINDS if kind.is_promised]
    lines = [f"{lies:,} false lists where the true one is promised to be best:"]
    for kind in promised:
        tried = try_lies(kind, lies // len(promised))
        lines.append(f"  {kind.name}: {len(tried.gains)} of {tried.lies:,} gained (must be 0)")
    lines.append("where nothing is promised; a gain in points, a first wish is worth 100:")
    for kind in KINDS:
        if not kind.is_promised:
            tried = try_lies(kind, lies // 20)
            lines.append(
                f"  {kind.name}: {tried.share:.2%} of {tried.lies:,} lies gained, on average {tried.mean_gain:.0f} points; "
                f"one lie in {LIES_A_CHILD} gained for {tried.gaining_children / tried.children:.1%} of children"
            )
    return lines
