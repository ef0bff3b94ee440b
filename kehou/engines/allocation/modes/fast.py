"""week-fair through flow.py: a round's slots as flat arrays, compiled where numba is installed and it pays."""

from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kehou.engines.allocation import kernel, spec
from kehou.engines.allocation.modes import favour, flow, week_fair
from kehou.engines.allocation.modes.decision import Decision
from kehou.engines.allocation.modes.week_fair import SlotPrices, Weights
from kehou.engines.allocation.modes.worth import worth
from kehou.engines.allocation.round import Decided, Part, Round, Seat
from kehou.engines.allocation.solvers.compiling import Solver, compile_kept, is_worth

COMPILE_FROM = 100_000
"""Wishes in a round below which compiling costs more than it saves: a school of 1,000 takes a second without."""


@cache
def compiled() -> tuple[Solver, Solver] | None:
    """flow.seat_heaviest and favour.favour_order compiled, for threads; None where numba is not installed."""
    counts = "int64[::1]"
    signature = f"void(int16[::1], {counts}, int64, int32[::1], int64, int64, {counts}, {counts}, int64, int16[::1]"
    moves = (flow.best_moves, flow.room_made, flow.pass_on)
    ways = (favour.count_options, favour.way_back, favour.walk_back)
    heaviest = compile_kept(flow.seat_heaviest, signature + ", int64)", *moves)
    return heaviest and (heaviest, compile_kept(favour.favour_order, signature + ")", *ways))


Points = NDArray[np.int64]


def weights_of(width: int, earlier: Points, slots: int) -> Points:
    """week_fair.weight for each child and place. Shape: earlier [children] → [children, width]."""
    points = np.array([worth(place) for place in range(width)], np.int64)[None, :] * 1000
    if slots == 0:
        return np.repeat(points // week_fair.HEAD_START, len(earlier), axis=0)
    result: Points = points * slots // (week_fair.HEAD_START * slots + earlier[:, None])
    return result


def seat_arrays(
    choice: NDArray[np.int16],
    weight: Points,
    order: NDArray[np.int32],
    ends: Points,
    capacity: Points,
    minimum: Points,
    *,
    use_compiled: bool,
) -> tuple[NDArray[np.int16], Points, Points]:
    """One slot with its minimum rule; sections are numbered in order of id, order has the stronger groups first.

    All groups are seated at once, a stronger one's sum before any weaker one's; the prices are of each group with the
    seats the stronger ones left it.

    Shape: choice and weight [children, width], order [children], ends [groups], capacity and minimum [sections]
    → got [children], closed_with [sections], prices [groups, sections].
    """
    sections = len(capacity)
    solvers = compiled() if use_compiled else None
    turns = np.require(order, np.int32, ["C", "W"])
    joined, far = _joined(weight, turns, ends, sections)
    closed_with = np.full(sections, flow.NONE, np.int64)
    while True:
        free = np.where(closed_with == flow.NONE, capacity, 0).astype(np.int64)
        arrays = _Lists(choice, joined, turns, far, solvers)
        got, left, _ = arrays.seat(0, len(turns), free, favours=True)
        taken = capacity - left
        short = np.flatnonzero((closed_with == flow.NONE) & (taken > 0) & (taken < minimum)).tolist()
        if not short:
            break
        weakest = min(short, key=lambda j: (Fraction(int(taken[j]), int(minimum[j])), j))
        closed_with[weakest] = taken[weakest]
    alone = _Lists(choice, weight, turns, flow.FAR, solvers)
    prices, first = np.zeros((len(ends), sections), np.int64), 0
    for group, end in enumerate(ends.tolist()):
        prices[group] = alone.seat(first, end, free, favours=False)[2]
        members = turns[first:end]
        seated = members[got[members] != flow.NONE]
        free = free - np.bincount(choice[seated, got[seated]], minlength=sections)
        first = end
    return got, closed_with, prices


def _joined(weight: Points, order: NDArray[np.int32], ends: Points, sections: int) -> tuple[NDArray[Any], int]:
    """(the weights of all groups as one: a step of a stronger group is more than any chain of moves of the weaker ones
    can gain; and what no move gains). A chain meets each section once, so a step is as long as that many weights.

    They are Python's whole numbers where a machine's are too short: then it is slow, and right.
    """
    size, top = np.diff(ends, prepend=0), int(weight.max(initial=0))
    step = top * (sections + 1) + 1
    scale = [step ** (len(size) - 1 - group) for group in range(len(size))]
    most = top * scale[0] * (sections + 2) if scale else 0
    kind: Any = np.int64 if most < -flow.FAR else object
    joined = weight.astype(kind)
    joined[order] *= np.repeat(np.array(scale, kind), size)[:, None]
    return joined, flow.FAR if kind is np.int64 else -2 * most


class _Lists:
    """One slot's lists with their weights, ready for the solvers: compiled ones if they are given and weights fit."""

    def __init__(
        self,
        choice: NDArray[np.int16],
        weight: NDArray[Any],
        order: NDArray[np.int32],
        far: int,
        solvers: tuple[Solver, Solver] | None,
    ) -> None:
        self.choice, self.weight, self.order, self.far = choice, weight, order, far
        self.solvers = solvers if weight.dtype == np.int64 else None

    def seat(self, first: int, last: int, free: Points, *, favours: bool) -> tuple[NDArray[np.int16], Points, Any]:
        """Seat order[first:last] the heaviest way; favours: of those, the way the order favours.

        → (got by child, seats left, price by section).
        """
        children, width = self.choice.shape
        flat = np.require(self.choice, np.int16, ["C", "W"]).ravel(), np.ascontiguousarray(self.weight).ravel()
        got, left, price = np.full(children, flow.NONE, np.int16), free.copy(), np.zeros(len(free), np.int64)
        arrays: list[Any] = [*flat, width, self.order, first, last, left, price, 0, got]
        solve: Any = self.solvers or (flow.seat_heaviest, favour.favour_order)
        if self.solvers is None:
            arrays = [array.tolist() if isinstance(array, np.ndarray) else array for array in arrays]
        solve[0](*arrays, self.far)
        if favours:
            solve[1](*arrays)
        return np.array(arrays[9], np.int16), np.array(arrays[6], np.int64), arrays[7]


def seat_slot(
    round_: Round, part: Part, weights: Weights, *, use_compiled: bool | None = None
) -> tuple[Decided, SlotPrices]:
    """week_fair.seat_slot with its prices. use_compiled: None lets the size of the round decide."""
    wanted = spec.lists(round_, part)
    groups = week_fair.groups_in_order(round_, part, wanted)
    children = [student for of_group in groups.values() for student in of_group]
    index = {section.id: j for j, section in enumerate(part.sections)}
    width = max((len(wanted[student]) for student in children), default=0)
    choice = np.full((len(children), width), flow.NONE, np.int16)
    weight = np.zeros((len(children), width), np.int64)
    for i, student in enumerate(children):
        choice[i, : len(wanted[student])] = [index[wish.section] for wish in wanted[student]]
        weight[i, : len(wanted[student])] = weights[student]
    if use_compiled is None:
        use_compiled = is_worth(sum(map(len, round_.wishes.values())), COMPILE_FROM)
    got, closed_with, price = seat_arrays(
        choice,
        weight,
        np.arange(len(children), dtype=np.int32),
        np.cumsum([len(of_group) for of_group in groups.values()], dtype=np.int64),
        np.array([section.capacity for section in part.sections], np.int64),
        np.array([section.minimum for section in part.sections], np.int64),
        use_compiled=use_compiled,
    )
    taken = ((student, wanted[student][k]) for student, k in zip(children, got.tolist(), strict=True) if k != flow.NONE)
    seats = tuple(Seat(student, wish.section, wish.rank) for student, wish in taken)
    closed = {
        section.id: count for section, count in zip(part.sections, closed_with.tolist(), strict=True) if count >= 0
    }
    prices = {
        group: {
            section.id: value
            for section, value in zip(part.sections, of_group, strict=True)
            if 0 < value < -flow.FAR and section.id not in closed
        }
        for group, of_group in zip(groups, price.tolist(), strict=True)
    }
    return Decided(seats, closed), prices


def allocate(round_: Round) -> Decision:
    """week_fair.allocate through the fast paths."""
    return week_fair.allocate(round_, seat_slot, kernel.decide_part)
