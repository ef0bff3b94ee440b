"""Every mode on the same wishes, side by side: what a school looks at before it decides on one.

Whoever filed other wishes under another mode is not foreseen: where honesty is not the best list, families might.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from kehou.engines.allocation import spec
from kehou.engines.allocation.modes import decide, fast
from kehou.engines.allocation.modes.worth import WORTH, valid_wishes, week_values, worth
from kehou.engines.allocation.round import ANY, Round, Seat

Row = Literal["one-line", "one-draw", "rotating-draw", "draft", "week-fair", "bound"]
ROWS: tuple[Row, ...] = ("one-line", "one-draw", "rotating-draw", "draft", "week-fair", "bound")
"""one-line: fair-gate, by the arrivals there are. one-draw: groups, no rotation. bound: the most points there could be,
were there no groups, no minimum and no section with an order of its own: what those rules cost. Left out where slots
are tied or a child asked for any open section: there it would be no bound."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some children, in one mode. Shares of 0 … 1.

    first: slots a child had wishes for in which it got its first; none: in which it got nothing; never_first: children
    without a first wish in the whole week; none_twice: with nothing in two slots or more. worst_week: points that all
    but one child in twenty reach; mean_week: on average. envy: children refused a section that a child of a weaker
    group has.
    """

    children: int
    first: float
    none: float
    worst_week: float
    mean_week: float
    never_first: float
    none_twice: float
    envy: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Row → figures of all children, and of each group. of_bound: total points as a share of the bound's, if any."""

    all: Mapping[Row, Figures]
    by_group: Mapping[Row, Mapping[int, Figures]]
    of_bound: Mapping[Row, float]

    def as_json(self) -> dict[str, Any]:
        return {
            "worth": list(WORTH),
            "modes": {
                row: asdict(figures)
                | {"of_bound": self.of_bound.get(row)}
                | {"groups": {str(group): asdict(own) for group, own in self.by_group[row].items()}}
                for row, figures in self.all.items()
            },
        }


def compare(round_: Round) -> Compared:
    """Decide the round in every mode, trades left out."""
    round_ = replace(round_, trades={})
    wishes = valid_wishes(round_)
    asked = {student: set(of_slot) for student, of_slot in wishes.items() if of_slot}
    groups = sorted({round_.students[student].group for student in asked})
    everyone: dict[Row, Figures] = {}
    by_group: dict[Row, dict[int, Figures]] = {}
    total: dict[Row, int] = {}
    for row in ROWS:
        seats = _seats(round_, row)
        if seats is None:
            continue
        weeks = _Weeks(round_, seats, wishes)
        total[row] = sum(weeks.points(student) for student in asked)
        everyone[row] = weeks.figures({student: asked[student] for student in sorted(asked)})
        by_group[row] = {
            group: weeks.figures({id: slots for id, slots in asked.items() if round_.students[id].group == group})
            for group in groups
        }
    of_bound: dict[Row, float] = {}
    if total.get("bound"):
        of_bound = {row: points / total["bound"] for row, points in total.items()}
    return Compared(everyone, by_group, of_bound)


def _seats(round_: Round, row: Row) -> tuple[Seat, ...] | None:
    if row == "bound":
        return _most_points(round_)
    if row == "one-draw":
        return decide(replace(round_, rotate=False), "rotating-draw").outcome.seats
    if row == "one-line":
        return decide(replace(round_, groups_first=False), "fair-gate").outcome.seats
    return decide(round_, row).outcome.seats


def _most_points(round_: Round) -> tuple[Seat, ...] | None:
    if any(wish.section == ANY for wishes in round_.wishes.values() for wish in wishes):
        return None
    sections = {id: replace(section, minimum=0) for id, section in round_.sections.items()}
    free = replace(round_, sections=sections, groups_first=False, classes={}, reserved={}, held=frozenset())
    seats: list[Seat] = []
    for part in spec.parts(free):
        if part.is_tied:
            return None
        points = {student: [worth(k) for k in range(len(own))] for student, own in spec.lists(free, part).items()}
        seats += fast.seat_slot(free, part, points)[0].seats
    return tuple(seats)


Wishes = Mapping[str, Mapping[str, Mapping[str, int]]]


class _Weeks:
    """What each child got in one mode."""

    def __init__(self, round_: Round, seats: Collection[Seat], wishes: Wishes) -> None:
        self.values = week_values(round_, seats, wishes)
        self.place: dict[tuple[str, str], int] = {}
        weakest: dict[str, int] = {}
        for seat in seats:
            group = round_.students[seat.student].group
            weakest[seat.section] = max(group, weakest.get(seat.section, group))
            for slot in round_.sections[seat.section].slots:
                here = wishes.get(seat.student, {}).get(slot, {})
                self.place[seat.student, slot] = len(here) if seat.by_any else here[seat.section]
        self.envious = {
            student
            for student, of_slot in wishes.items()
            for slot, here in of_slot.items()
            for section, place in here.items()
            if place < self.place.get((student, slot), len(here) + 1)
            and weakest.get(section, 0) > round_.students[student].group
        }

    def points(self, student: str) -> int:
        return sum(self.values[student].values())

    def figures(self, asked: Mapping[str, Collection[str]]) -> Figures:
        """asked: student → slots it has wishes for."""
        weeks = sorted(self.points(student) for student in asked)
        cells = [[self.place.get((student, slot)) for slot in slots] for student, slots in asked.items()]
        places = [place for week in cells for place in week]
        return Figures(
            children=len(asked),
            first=_share(places.count(0), len(places)),
            none=_share(places.count(None), len(places)),
            worst_week=_low(weeks),
            mean_week=_share(sum(weeks), len(weeks)),
            never_first=_share(sum(0 not in week for week in cells), len(cells)),
            none_twice=_share(sum(week.count(None) >= 2 for week in cells), len(cells)),
            envy=sum(student in self.envious for student in asked),
        )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _low(weeks: list[int]) -> float:
    """The 5th percentile, between two children by proportion."""
    if not weeks:
        return 0.0
    at = 0.05 * (len(weeks) - 1)
    below = int(at)
    above = min(below + 1, len(weeks) - 1)
    return weeks[below] + (weeks[above] - weeks[below]) * (at - below)
