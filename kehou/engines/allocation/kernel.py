"""The same seats, fast: one order, one slot. Compiled where numba is installed, plain Python otherwise.

`serve` is written once, over flat arrays, so that lists and numpy arrays both fit. A part of several slots, or
with a section that has an order of its own, goes to the definition (spec.decide_part).
"""

from collections.abc import Callable, MutableSequence, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kehou.engines.allocation import spec
from kehou.engines.allocation.round import Decided, Outcome, Part, Round, Seat

NONE = -1
LONGEST = 127
COMPILE_FROM = 200_000
"""Wishes in one call below which loading the compiler costs more than it saves."""


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
        weakest, fewest = NONE, 0
        for j in range(sections):
            taken = capacity[j] - free[j]
            if (
                closed_with[j] == NONE
                and 0 < taken < minimum[j]
                and (weakest == NONE or taken * minimum[weakest] < fewest * minimum[j])
            ):
                weakest, fewest = j, taken
        if weakest != NONE:
            closed_with[weakest] = fewest


Solver = Callable[..., None]
Wishes = NDArray[np.int16]
Turns = NDArray[np.int32]
Counts = NDArray[np.int64]


@cache
def compiled() -> Solver | None:
    """`serve` over many parts, compiled; it lets other threads run meanwhile. None where numba is not installed."""
    try:
        import numba
    except ImportError:
        return None

    def jit(function: Callable[..., None], signature: str) -> Solver:
        try:
            return numba.njit(signature, cache=True, nogil=True)(function)
        except RuntimeError:  # nowhere to keep what was compiled: compile once a process
            return numba.njit(signature, nogil=True)(function)

    one = jit(serve, "void(int16[::1], int64, int32[::1], int64[::1], int64[::1], int64[::1], int64[::1], int8[::1])")

    def many(
        choice: Any, width: Any, order: Any, capacity: Any, minimum: Any, free: Any, closed_with: Any, got: Any
    ) -> None:
        for m in range(choice.shape[0]):
            one(choice[m], width, order[m], capacity[m], minimum[m], free[m], closed_with[m], got[m])

    counts = "int64[:,::1]"
    signature = f"void(int16[:,::1], int64, int32[:,::1], {counts}, {counts}, {counts}, {counts}, int8[:,::1])"
    return jit(many, signature)


def serve_many(
    choice: Wishes,
    order: Turns,
    capacity: Counts,
    minimum: Counts,
    *,
    use_compiled: bool | None = None,
    threads: int = 1,
) -> tuple[NDArray[np.int8], Counts]:
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
    wanted = use_compiled if use_compiled is not None else choice.size >= COMPILE_FROM
    many = compiled() if wanted else None
    if many is not None:
        cuts = [parts * thread // threads for thread in range(threads + 1)]
        shares = [slice(*cut) for cut in pairwise(cuts)]

        def decide(at: slice) -> None:
            many(flat[at], width, order[at], capacity[at], minimum[at], free[at], closed_with[at], got[at])

        if threads == 1:
            decide(shares[0])
        else:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(decide, shares))
        return got, closed_with
    for m in range(parts):
        row_free, row_closed, row_got = free[m].tolist(), closed_with[m].tolist(), got[m].tolist()
        lists = flat[m].tolist(), width, order[m].tolist(), capacity[m].tolist(), minimum[m].tolist()
        serve(*lists, row_free, row_closed, row_got)
        got[m], closed_with[m] = row_got, row_closed
    return got, closed_with


def decide_part(round_: Round, part: Part, *, use_compiled: bool | None = None) -> Decided:
    """spec.decide_part, faster where the part has one slot and one order."""
    wanted = {student: wishes for student, wishes in spec.lists(round_, part).items() if wishes}
    width = max(map(len, wanted.values()), default=0)
    nothing_allowed = len(round_.slots) == 1 and any(round_.quota_of(student) < 1 for student in wanted)
    if part.is_tied or part.has_own_orders or nothing_allowed or width > LONGEST:
        return spec.decide_part(round_, part)
    index = {section.id: j for j, section in enumerate(part.sections)}
    order = [student for student in spec.places(round_, part) if student in wanted]
    choice = np.full((1, len(order), width), NONE, np.int16)
    for i, student in enumerate(order):
        choice[0, i, : len(wanted[student])] = [index[wish.section] for wish in wanted[student]]
    capacity = np.array([[section.capacity for section in part.sections]], np.int64)
    minimum = np.array([[section.minimum for section in part.sections]], np.int64)
    turns = np.arange(len(order), dtype=np.int32)[None, :]
    got, closed_with = serve_many(choice, turns, capacity, minimum, use_compiled=use_compiled)
    taken = ((student, wanted[student][k]) for student, k in zip(order, got[0].tolist(), strict=True) if k != NONE)
    seats = (Seat(student, wish.section, wish.rank) for student, wish in taken)
    closed = {
        section.id: int(closed_with[0, j]) for j, section in enumerate(part.sections) if closed_with[0, j] != NONE
    }
    return Decided(tuple(seats), closed)


def allocate(round_: Round) -> Outcome:
    """spec.allocate through the fast path."""
    return spec.allocate(round_, decide_part)
