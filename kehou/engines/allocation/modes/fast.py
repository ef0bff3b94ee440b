"""week-fair through flow.py: a round's slots as flat arrays, compiled where numba is installed and it pays."""

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from kehou.engines.allocation import kernel, spec
from kehou.engines.allocation.modes import flow, week_fair
from kehou.engines.allocation.modes.decision import Decision
from kehou.engines.allocation.modes.week_fair import SlotPrices, Weights
from kehou.engines.allocation.modes.worth import worth
from kehou.engines.allocation.round import Decided, Part, Round, Seat

COMPILE_FROM = 100_000
"""Wishes in a round below which compiling costs more than it saves: a school of 1,000 takes a second without."""
Solver = Callable[..., None]


@cache
def compiled() -> Solver | None:
    """flow.seat_slot compiled, for threads; None where numba is not installed."""
    try:
        import numba
        from numba.extending import register_jitable
    except ImportError:
        return None
    for function in (
        *(flow.best_moves, flow.room_made, flow.pass_on, flow.seat_heaviest),
        *(flow.count_options, flow.way_back, flow.walk_back, flow.favour_order),
    ):
        register_jitable(function)
    counts = "int64[::1]"
    signature = f"void(int16[::1], {counts}, int64, int32[::1], {', '.join([counts] * 6)}, int16[::1])"
    try:
        solver: Solver = numba.njit(signature, cache=True, nogil=True)(flow.seat_slot)
    except RuntimeError:  # nowhere to keep what was compiled: compile once a process
        solver = numba.njit(signature, nogil=True)(flow.seat_slot)
    return solver


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
    """One slot by flow.seat_slot.

    Shape: choice and weight [children, width], order [children], ends [groups], capacity and minimum [sections]
    → got [children], closed_with [sections], prices [groups, sections].
    """
    children, width = choice.shape
    sections, groups = len(capacity), len(ends)
    got = np.full(children, flow.NONE, np.int16)
    free, closed_with = np.zeros(sections, np.int64), np.full(sections, flow.NONE, np.int64)
    price = np.zeros(groups * sections, np.int64)
    flat = np.require(choice, np.int16, ["C", "W"]).ravel(), np.require(weight, np.int64, ["C", "W"]).ravel()
    lists = (np.require(array, np.int64, ["C", "W"]) for array in (ends, capacity, minimum))
    order = np.require(order, np.int32, ["C", "W"])
    solver = compiled() if use_compiled else None
    if solver is not None:
        solver(*flat, width, order, *lists, free, closed_with, price, got)
        return got, closed_with, price.reshape(groups, sections)
    free_, closed_, price_, got_ = free.tolist(), closed_with.tolist(), price.tolist(), got.tolist()
    choices, weights = (array.tolist() for array in flat)
    ends_, capacity_, minimum_ = (array.tolist() for array in lists)
    flow.seat_slot(choices, weights, width, order.tolist(), ends_, capacity_, minimum_, free_, closed_, price_, got_)
    prices = np.array(price_, np.int64).reshape(groups, sections)
    return np.array(got_, np.int16), np.array(closed_, np.int64), prices


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
        use_compiled = sum(map(len, round_.wishes.values())) >= COMPILE_FROM
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
