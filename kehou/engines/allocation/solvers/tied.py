"""Parts of several slots: one child after the other takes every wish with a seat, no clash and within its quota
(spec, point 4). Slots are bits of one word; so are the slots a section would be in the way of.
"""

from collections.abc import MutableSequence, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kehou.engines.allocation.solvers.compiling import Solver, compile_kept, deal, is_worth
from kehou.engines.allocation.solvers.in_order import COMPILE_FROM, NONE, Counts, Turns, Wishes, furthest_below

MOST_SLOTS = 62
Flags = NDArray[np.int8]


def is_in_the_way(
    i: int,
    k: int,
    width: int,
    choice: Sequence[int],
    got: Sequence[int],
    meets: Sequence[int],
    close: Sequence[int],
    campus: Sequence[int],
    home: int,
) -> bool:
    """Whether a seat child i already has is too close in time to its wish k, for the way between their campuses."""
    j = choice[i * width + k]
    here = campus[j] if campus[j] > 0 else home
    for earlier in range(k):
        if got[i * width + earlier] > 0:
            other = choice[i * width + earlier]
            there = campus[other] if campus[other] > 0 else home
            if here != there and close[j] & meets[other]:
                return True
    return False


def serve_tied(
    choice: Sequence[int],
    width: int,
    order: Sequence[int],
    quota: Sequence[int],
    home: Sequence[int],
    meets: Sequence[int],
    excludes: Sequence[int],
    close: Sequence[int],
    campus: Sequence[int],
    capacity: Sequence[int],
    minimum: Sequence[int],
    free: MutableSequence[int],
    closed_with: MutableSequence[int],
    got: MutableSequence[int],
) -> None:
    """Decide one part with its minimum rule (spec, points 4 and 6).

    choice, order, free, closed_with: as in in_order.serve. By section, a bit a slot: meets its own slots, excludes those
    nobody can be in besides, close those that leave too little time to change campus. campus, home: numbers from 1, 0 =
    where the child is. Writes got[i*width + k]: 1 where wish k became a seat, else 0.
    """
    sections = len(capacity)
    for j in range(sections):
        closed_with[j] = NONE
    weakest = 0
    while weakest != NONE:
        for j in range(sections):
            free[j] = capacity[j] if closed_with[j] == NONE else 0
        for i in order:
            busy, left = 0, quota[i]
            for k in range(width):
                got[i * width + k] = 0
            for k in range(width):
                j = choice[i * width + k]
                if j < 0 or left <= 0:
                    break
                if free[j] <= 0 or busy & excludes[j]:
                    continue
                if busy & close[j] and is_in_the_way(i, k, width, choice, got, meets, close, campus, home[i]):
                    continue
                free[j] -= 1
                got[i * width + k] = 1
                busy |= meets[j]
                left -= 1
        weakest = furthest_below(capacity, minimum, free, closed_with)
        if weakest != NONE:
            closed_with[weakest] = capacity[weakest] - free[weakest]


def _serve_parts(
    choice: Any, width: Any, order: Any, quota: Any, home: Any, meets: Any, excludes: Any, close: Any, campus: Any,
    capacity: Any, minimum: Any, free: Any, closed_with: Any, got: Any,
) -> None:  # fmt: skip
    for m in range(choice.shape[0]):
        serve_tied(
            choice[m], width, order[m], quota[m], home[m], meets[m], excludes[m], close[m], campus[m],
            capacity[m], minimum[m], free[m], closed_with[m], got[m],
        )  # fmt: skip


@cache
def compiled() -> Solver | None:
    """`serve_tied` over many parts. None where numba is not installed."""
    counts, turns = "int64[:,::1]", "int32[:,::1]"
    signature = f"void(int16[:,::1], int64, {turns}, {', '.join([counts] * 10)}, int8[:,::1])"
    solver: Solver | None = compile_kept(_serve_parts, signature, furthest_below, is_in_the_way, serve_tied)
    return solver


def serve_tied_many(
    choice: Wishes,
    order: Turns,
    quota: Counts,
    home: Counts,
    meets: Counts,
    excludes: Counts,
    close: Counts,
    campus: Counts,
    capacity: Counts,
    minimum: Counts,
    *,
    use_compiled: bool | None = None,
    threads: int = 1,
) -> tuple[Flags, Counts]:
    """Decide many parts of equal shape.

    Shape: choice [parts, children, width]; order, quota, home [parts, children]; the others [parts, sections]
    → got int8 [parts, children, width] (1: a seat), closed_with int64 [parts, sections].
    use_compiled, threads: as in serve_many.
    """
    parts, children, width = choice.shape
    flat = np.require(choice, np.int16, ["C", "W"]).reshape(parts, children * width)
    turns = np.require(order, np.int32, ["C", "W"])
    given = (quota, home, meets, excludes, close, campus, capacity, minimum)
    counts = [np.require(column, np.int64, ["C", "W"]) for column in given]
    got = np.zeros((parts, children * width), np.int8)
    free = np.zeros(capacity.shape, np.int64)
    closed_with = np.full(free.shape, NONE, np.int64)
    wanted = use_compiled if use_compiled is not None else is_worth(choice.size, COMPILE_FROM)
    many = compiled() if wanted else None
    if many is not None:

        def decide(at: slice) -> None:
            by_part = (column[at] for column in (turns, *counts, free, closed_with, got))
            many(flat[at], width, *by_part)

        deal(decide, parts, threads)
    else:
        for m in range(parts):
            rows: Any = [column[m].tolist() for column in (turns, *counts, free, closed_with, got)]
            serve_tied(flat[m].tolist(), width, *rows)
            closed_with[m], got[m] = rows[-2:]
    return got.reshape(parts, children, width), closed_with
