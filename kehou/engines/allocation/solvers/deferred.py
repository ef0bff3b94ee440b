"""Parts of one slot with section-specific claims: deferred acceptance (spec, point 5), the same seats as spec.propose.

Here one child asks at a time, and whoever it displaces asks on at once. The seats are those of asking in turns, because
what a section keeps does not depend on the order in which children ask: it always keeps as many as it can, and a child
refused once would be refused beside more who ask, reserved seats or not.
A section has the ranks of its children as bits, kind by kind (those of a group it reserves seats for are a kind, all
others are one), and knows the last rank of each: no heap, no sorting.
"""

from collections.abc import MutableSequence, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kehou.engines.allocation.solvers.compiling import Solver, compile_kept, deal, is_worth
from kehou.engines.allocation.solvers.in_order import COMPILE_FROM, NONE, Counts, Turns, Wishes, furthest_below

BITS = 5
"""A word holds 2**BITS ranks: half a machine word, so that no sign is in the way."""
Got = NDArray[np.int16]


def last_bit(bits: Sequence[int], start: int, word: int) -> int:
    """The highest rank among the words bits[start : start + word + 1], NONE if there is none."""
    while word >= 0 and bits[start + word] == 0:
        word -= 1
    if word < 0:
        return NONE
    rest, rank = bits[start + word], word << BITS
    half = 16
    while half > 0:
        if rest >> half > 0:
            rest >>= half
            rank += half
        half >>= 1
    return rank


def loser_kind(
    j: int,
    rank: int,
    kind: int,
    kinds: int,
    capacity: int,
    reserve: Sequence[int],
    count: Sequence[int],
    last: Sequence[int],
) -> int:
    """Of which kind the full section j refuses the last child when one more of `kind` asks with `rank`."""
    loser, most, used = NONE, NONE, 0
    for other in range(kinds):
        at = j * kinds + other
        asking, rank_here = count[at], last[at]
        if other == kind:
            asking, rank_here = asking + 1, max(rank, rank_here)
        on_reserved = min(reserve[at], capacity - used, asking)
        used += on_reserved
        if asking > on_reserved and rank_here > most:
            loser, most = other, rank_here
    return loser


def seat(
    j: int,
    child: int,
    rank: int,
    at: int,
    words: int,
    count: MutableSequence[int],
    last: MutableSequence[int],
    bits: MutableSequence[int],
    who: MutableSequence[int],
) -> None:
    """Give a child a seat in section j; at: its section and kind."""
    bits[at * words + (rank >> BITS)] |= 1 << (rank & 31)
    who[(j * words << BITS) + rank] = child
    count[at] += 1
    last[at] = max(last[at], rank)


def unseat(
    j: int,
    at: int,
    words: int,
    count: MutableSequence[int],
    last: MutableSequence[int],
    bits: MutableSequence[int],
    who: Sequence[int],
) -> int:
    """Take the seat from the last child of this section and kind; says from whom."""
    rank = last[at]
    bits[at * words + (rank >> BITS)] ^= 1 << (rank & 31)
    count[at] -= 1
    last[at] = last_bit(bits, at * words, rank >> BITS)
    return who[(j * words << BITS) + rank]


def defer(
    choice: Sequence[int],
    claim: Sequence[int],
    width: int,
    kind: Sequence[int],
    kinds: int,
    capacity: Sequence[int],
    minimum: Sequence[int],
    reserve: Sequence[int],
    free: MutableSequence[int],
    refuses: MutableSequence[int],
    count: MutableSequence[int],
    last: MutableSequence[int],
    bits: MutableSequence[int],
    who: MutableSequence[int],
    closed_with: MutableSequence[int],
    got: MutableSequence[int],
) -> None:
    """Decide one part with its minimum rule (spec, points 5 and 6).

    choice, closed_with, got: as in in_order.serve. claim beside choice: the child's rank in that section, below the
    number of children, no two alike in one section, smaller is stronger. kind: by child; reserve[j*kinds + g]: seats of
    section j for kind g, stronger groups first. free, refuses, count, last, bits, who: room to work in; refuses: by
    section and kind, a rank from which on everyone is refused.
    """
    sections, children = len(capacity), len(got)
    words = (children + 31) >> BITS
    for j in range(sections):
        closed_with[j] = NONE
    weakest = 0
    while weakest != NONE:
        for j in range(sections):
            free[j] = capacity[j]
        for at in range(sections * kinds):
            count[at], last[at] = 0, NONE
            refuses[at] = children if closed_with[at // kinds] == NONE else 0
        for at in range(sections * kinds * words):
            bits[at] = 0
        for i in range(children):
            child, k = i, 0
            while child != NONE:
                if k == width or choice[child * width + k] < 0:
                    got[child] = NONE
                    break
                j, rank = choice[child * width + k], claim[child * width + k]
                at = j * kinds + kind[child]
                if rank >= refuses[at]:
                    k += 1
                elif free[j] > 0:
                    free[j] -= 1
                    seat(j, child, rank, at, words, count, last, bits, who)
                    got[child] = k
                    child = NONE
                else:
                    loser = loser_kind(j, rank, kind[child], kinds, capacity[j], reserve, count, last)
                    if loser == kind[child] and rank > last[at]:
                        refuses[at] = rank
                        k += 1
                        continue
                    displaced = unseat(j, j * kinds + loser, words, count, last, bits, who)
                    seat(j, child, rank, at, words, count, last, bits, who)
                    got[child] = k
                    child, k = displaced, got[displaced] + 1
        weakest = furthest_below(capacity, minimum, free, closed_with)
        if weakest != NONE:
            closed_with[weakest] = capacity[weakest] - free[weakest]


def _defer_parts(
    choice: Any, claim: Any, width: Any, kind: Any, kinds: Any, capacity: Any, minimum: Any, reserve: Any,
    closed_with: Any, got: Any,
) -> None:  # fmt: skip
    sections, children = capacity.shape[1], got.shape[1]
    words = (children + 31) >> BITS
    free: Any = np.zeros(sections, np.int64)
    by_kind: Any = np.zeros((3, sections * kinds), np.int64)
    refuses, count, last = by_kind[0], by_kind[1], by_kind[2]
    bits: Any = np.zeros(sections * kinds * words, np.int64)
    who: Any = np.zeros(sections * words << BITS, np.int32)
    for m in range(choice.shape[0]):
        defer(
            choice[m], claim[m], width, kind[m], kinds, capacity[m], minimum[m], reserve[m],
            free, refuses, count, last, bits, who, closed_with[m], got[m],
        )  # fmt: skip


@cache
def compiled() -> Solver | None:
    """`defer` over many parts. None where numba is not installed."""
    counts, turns, wishes = "int64[:,::1]", "int32[:,::1]", "int16[:,::1]"
    signature = f"void({wishes}, {turns}, int64, {turns}, int64, {counts}, {counts}, {counts}, {counts}, {wishes})"
    solver: Solver | None = compile_kept(
        _defer_parts, signature, furthest_below, last_bit, loser_kind, seat, unseat, defer
    )
    return solver


def defer_many(
    choice: Wishes,
    claim: Turns,
    kind: Turns,
    reserve: Counts,
    capacity: Counts,
    minimum: Counts,
    *,
    use_compiled: bool | None = None,
    threads: int = 1,
) -> tuple[Got, Counts]:
    """Decide many parts of equal shape.

    Shape: choice and claim [parts, children, width], kind [parts, children], reserve [parts, sections, kinds], capacity
    and minimum [parts, sections] → got int16 [parts, children], closed_with int64 [parts, sections].
    It goes fastest where children stand in the order of the part. use_compiled, threads: as in serve_many.
    """
    parts, children, width = choice.shape
    sections, kinds = reserve.shape[1:]
    flat = np.require(choice, np.int16, ["C", "W"]).reshape(parts, children * width)
    claims = np.require(claim, np.int32, ["C", "W"]).reshape(parts, children * width)
    kind = np.require(kind, np.int32, ["C", "W"])
    capacity, minimum = np.require(capacity, np.int64, ["C", "W"]), np.require(minimum, np.int64, ["C", "W"])
    reserved = np.require(reserve, np.int64, ["C", "W"]).reshape(parts, sections * kinds)
    got = np.full((parts, children), NONE, np.int16)
    closed_with = np.full(capacity.shape, NONE, np.int64)
    wanted = use_compiled if use_compiled is not None else is_worth(choice.size, COMPILE_FROM)
    many = compiled() if wanted else None
    if many is not None:

        def decide(at: slice) -> None:
            many(
                flat[at], claims[at], width, kind[at], kinds, capacity[at], minimum[at], reserved[at],
                closed_with[at], got[at],
            )  # fmt: skip

        deal(decide, parts, threads)
        return got, closed_with
    words = (children + 31) >> BITS
    for m in range(parts):
        lists = flat[m].tolist(), claims[m].tolist(), width, kind[m].tolist(), kinds
        rows = [column[m].tolist() for column in (capacity, minimum, reserved)]
        sizes = (sections, *3 * [sections * kinds], sections * kinds * words, sections * words << BITS)
        row_closed, row_got = closed_with[m].tolist(), got[m].tolist()
        room = [[0] * size for size in sizes]
        arrays: Any = [*lists, *rows, *room, row_closed, row_got]
        defer(*arrays)
        got[m], closed_with[m] = row_got, row_closed
    return got, closed_with
