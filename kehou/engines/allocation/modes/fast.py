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
    signature = f"void(int16[::1], {counts}, int64, int32[::1], int64, int64, {counts}, {counts}, int64, int16[::1])"
    moves = (flow.best_moves, flow.room_made, flow.pass_on)
    ways = (favour.count_options, favour.way_back, favour.walk_back)
    heaviest = compile_kept(flow.seat_heaviest, signature, *moves)
    return heaviest and (heaviest, compile_kept(favour.favour_order, signature, *ways))


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
    """One slot with its minimum rule, groups first; sections are numbered in order of id, order has groups first.

    Shape: choice and weight [children, width], order [children], ends [groups], capacity and minimum [sections]
    → got [children], closed_with [sections], prices [groups, sections].
    """
    sections, groups = len(capacity), len(ends)
    flat = np.require(choice, np.int16, ["C", "W"]).ravel(), np.require(weight, np.int64, ["C", "W"]).ravel()
    turns = np.require(order, np.int32, ["C", "W"])
    got, price = np.full(len(choice), flow.NONE, np.int16), np.zeros(groups * sections, np.int64)
    closed_with = np.full(sections, flow.NONE, np.int64)
    solvers = compiled() if use_compiled else None
    while True:
        free = np.where(closed_with == flow.NONE, capacity, 0).astype(np.int64)
        if solvers is not None:
            _seat_groups(solvers, *flat, choice.shape[1], turns, ends.tolist(), free, price, got)
        else:
            plain = free.tolist(), price.tolist(), got.tolist()
            lists = flat[0].tolist(), flat[1].tolist(), choice.shape[1], turns.tolist(), ends.tolist()
            _seat_groups((flow.seat_heaviest, favour.favour_order), *lists, *plain)
            free, price, got = np.array(plain[0]), np.array(plain[1], np.int64), np.array(plain[2], np.int16)
        taken = capacity - free
        short = np.flatnonzero((closed_with == flow.NONE) & (taken > 0) & (taken < minimum)).tolist()
        if not short:
            return got, closed_with, price.reshape(groups, sections)
        weakest = min(short, key=lambda j: (Fraction(int(taken[j]), int(minimum[j])), j))
        closed_with[weakest] = taken[weakest]


def _seat_groups(
    solvers: tuple[Solver, Solver],
    choice: Any,
    weight: Any,
    width: int,
    order: Any,
    ends: list[int],
    free: Any,
    price: Any,
    got: Any,
) -> None:
    """Group after group with the seats left to it: the heaviest way, and of those the one the order favours."""
    first = 0
    for group, end in enumerate(ends):
        for solver in solvers:
            solver(choice, weight, width, order, first, end, free, price, group * len(free), got)
        first = end


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
