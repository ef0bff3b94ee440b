"""Parts of one slot and one order: on a child's turn it gets the highest wish that still has a seat (spec, point 4)."""

from collections.abc import MutableSequence, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kehou.engines.allocation.solvers.compiling import Solver, compile_kept, deal, is_worth

NONE = -1
LONGEST = 127
COMPILE_FROM = 200_000
"""Wishes in one call below which loading the compiler costs more than it saves."""
Wishes = NDArray[np.int16]
Turns = NDArray[np.int32]
Counts = NDArray[np.int64]
Got = NDArray[np.int8]


def furthest_below(
    capacity: Sequence[int], minimum: Sequence[int], free: Sequence[int], closed_with: Sequence[int]
) -> int:
    """The section with the smallest share of its minimum, of those that have somebody and too few; NONE if all stand."""
    weakest, fewest = NONE, 0
    for j in range(len(capacity)):
        taken = capacity[j] - free[j]
        if (
            closed_with[j] == NONE
            and 0 < taken < minimum[j]
            and (weakest == NONE or taken * minimum[weakest] < fewest * minimum[j])
        ):
            weakest, fewest = j, taken
    return weakest


def serve(
    choice: Sequence[int],
    width: int,
    order: Sequence[int],
    capacity: Sequence[int],
    minimum: Sequence[int],
    free: MutableSequence[int],
    closed_with: MutableSequence[int],
    got: MutableSequence[int],
) -> None:
    """Decide one part with its minimum rule (spec, points 4 and 6).

    choice: child i's list is choice[i*width : (i+1)*width], section indices, NONE fills up; order: children, first
    served first; sections are numbered in order of id. Writes: free[j] seats left in section j; closed_with[j] the
    children j had when it was closed, else NONE; got[i] the index in i's list of its seat, else NONE.
    """
    sections = len(capacity)
    for j in range(sections):
        closed_with[j] = NONE
    weakest = 0
    while weakest != NONE:
        for j in range(sections):
            free[j] = capacity[j] if closed_with[j] == NONE else 0
        for i in order:
            got[i] = NONE
            for k in range(width):
                j = choice[i * width + k]
                if j < 0:
                    break
                if free[j] > 0:
                    free[j] -= 1
                    got[i] = k
                    break
        weakest = furthest_below(capacity, minimum, free, closed_with)
        if weakest != NONE:
            closed_with[weakest] = capacity[weakest] - free[weakest]


def _serve_parts(
    choice: Any, width: Any, order: Any, capacity: Any, minimum: Any, free: Any, closed_with: Any, got: Any
) -> None:
    for m in range(choice.shape[0]):
        serve(choice[m], width, order[m], capacity[m], minimum[m], free[m], closed_with[m], got[m])


@cache
def compiled() -> Solver | None:
    """`serve` over many parts. None where numba is not installed."""
    counts = "int64[:,::1]"
    signature = f"void(int16[:,::1], int64, int32[:,::1], {counts}, {counts}, {counts}, {counts}, int8[:,::1])"
    solver: Solver | None = compile_kept(_serve_parts, signature, furthest_below, serve)
    return solver


def serve_many(
    choice: Wishes,
    order: Turns,
    capacity: Counts,
    minimum: Counts,
    *,
    use_compiled: bool | None = None,
    threads: int = 1,
) -> tuple[Got, Counts]:
    """Decide many parts of equal shape.

    Shape: choice [parts, children, width], order [parts, children], capacity and minimum [parts, sections]
    → got int8 [parts, children] (place in the list of the seat, NONE without), closed_with int64 [parts, sections].
    Errors: ValueError if a list is longer than 127.
    use_compiled: None lets the size decide. threads: parts are dealt out to so many; compiled only.
    """
    parts, children, width = choice.shape
    if width > LONGEST:
        raise ValueError(f"a list of more than {LONGEST} wishes in one slot")
    # The compiled signatures take writable, contiguous arrays of exactly these types; others are copied.
    choice, order = np.require(choice, np.int16, ["C", "W"]), np.require(order, np.int32, ["C", "W"])
    capacity, minimum = np.require(capacity, np.int64, ["C", "W"]), np.require(minimum, np.int64, ["C", "W"])
    got = np.full((parts, children), NONE, np.int8)
    free = np.zeros(capacity.shape, np.int64)
    closed_with = np.full(capacity.shape, NONE, np.int64)
    flat = choice.reshape(parts, children * width)
    wanted = use_compiled if use_compiled is not None else is_worth(choice.size, COMPILE_FROM)
    many = compiled() if wanted else None
    if many is not None:

        def decide(at: slice) -> None:
            many(flat[at], width, order[at], capacity[at], minimum[at], free[at], closed_with[at], got[at])

        deal(decide, parts, threads)
        return got, closed_with
    for m in range(parts):
        row_free, row_closed, row_got = free[m].tolist(), closed_with[m].tolist(), got[m].tolist()
        lists = flat[m].tolist(), width, order[m].tolist(), capacity[m].tolist(), minimum[m].tolist()
        serve(*lists, row_free, row_closed, row_got)
        got[m], closed_with[m] = row_got, row_closed
    return got, closed_with
