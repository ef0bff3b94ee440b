"""Many schools of one shape, default mode, in memory: a province or a nation. Needs numba (the extra `fast`).

A market is one slot of one school; market m is slot m % slots of school m // slots. Wishes are int8 places of sections
in their market, best first, NONE fills up: six bytes for a child and a slot. Orders are made market by market and never
kept, so that memory does not grow with them. Seats are in_order.serve's; `broken` counts promises by code of its own.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kehou.engines.allocation.solvers.compiling import compile_kept
from kehou.engines.allocation.solvers.in_order import NONE, furthest_below, serve

PROMISES = ("capacity", "minimum", "no_waste", "no_envy")


@dataclass(frozen=True, slots=True)
class Weeks:
    """choice int8 [markets, children, width]; group uint8 and rank uint16 [schools, children]: rank is the child's place
    in its school, groups first; capacity, minimum uint16 [markets, sections]."""

    choice: NDArray[np.int8]
    group: NDArray[np.uint8]
    rank: NDArray[np.uint16]
    capacity: NDArray[np.uint16]
    minimum: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Seats:
    """got int8 [markets, children]: place in the list, NONE without; closed bool [markets, sections]."""

    got: NDArray[np.int8]
    closed: NDArray[np.bool_]


def serve_weeks(weeks: Weeks, *, threads: int = 1) -> Seats:
    """Decide every market. Errors: ImportError without numba."""
    markets, children, _ = weeks.choice.shape
    seats = Seats(np.full((markets, children), NONE, np.int8), np.zeros(weeks.capacity.shape, np.bool_))
    _dealt(compiled()[0], weeks, seats, threads)
    return seats


def broken(weeks: Weeks, seats: Seats, *, threads: int = 1) -> dict[str, int]:
    """Promise → how often it is not kept. Errors: ValueError if these are seats of other markets."""
    if seats.got.shape != weeks.choice.shape[:2] or seats.closed.shape != weeks.capacity.shape:
        raise ValueError("seats of other markets")
    _, counted = compiled()
    parts = _dealt(counted, weeks, seats, threads)
    return dict(zip(PROMISES, np.sum(parts, axis=0).tolist(), strict=True))


def _dealt(function: Any, weeks: Weeks, seats: Seats, threads: int) -> list[Any]:
    """The function over school ranges, one for each thread. Results are independent of how they are dealt out."""
    schools = len(weeks.group)
    slots = len(weeks.choice) // max(1, schools)
    markets = (weeks.choice, weeks.group, weeks.rank, weeks.capacity, weeks.minimum, seats.got, seats.closed)
    types = (np.int8, np.uint8, *3 * [np.uint16], np.int8, np.bool_)
    # What is compiled takes contiguous, writable arrays of exactly these types; others are copied.
    given = (*(np.require(each, kind, ["C", "W"]) for each, kind in zip(markets, types, strict=True)), slots)
    ranges = list(pairwise(schools * thread // threads for thread in range(threads + 1)))
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda ends: function(*given, *ends), ranges))


@cache
def compiled() -> tuple[Any, Any]:
    """(_serve_schools, _count_schools), compiled. Errors: ImportError without numba."""
    import numba  # noqa: F401

    markets = "int8[:,:,::1], uint8[:,::1], uint16[:,::1], uint16[:,::1], uint16[:,::1], int8[:,::1], boolean[:,::1]"
    arguments = f"({markets}, int64, int64, int64)"
    return (
        compile_kept(_serve_schools, f"void{arguments}", furthest_below, serve),
        compile_kept(_count_schools, f"int64[::1]{arguments}"),
    )


def _serve_schools(
    choice: Any, group: Any, rank: Any, capacity: Any, minimum: Any, got: Any, closed: Any,
    slots: Any, first: Any, last: Any,
) -> None:  # fmt: skip
    children, width = choice.shape[1:]
    sections = capacity.shape[1]
    order: Any = np.empty(children, np.int32)
    room: Any = np.empty((2, sections), np.int64)
    free, closed_with = room[0], room[1]
    for school in range(first, last):
        size = np.bincount(group[school], minlength=256)
        before = np.cumsum(size) - size
        for slot in range(slots):
            for i in range(children):
                g = group[school, i]
                turned = rank[school, i] - before[g] + slot * size[g] // slots
                order[before[g] + turned % size[g]] = i
            m = school * slots + slot
            flat, most, least = choice[m].reshape(children * width), capacity[m], minimum[m]
            serve(flat, width, order, most.astype(np.int64), least.astype(np.int64), free, closed_with, got[m])
            for j in range(sections):
                closed[m, j] = closed_with[j] >= 0


def _count_schools(
    choice: Any, group: Any, rank: Any, capacity: Any, minimum: Any, got: Any, closed: Any,
    slots: Any, first: Any, last: Any,
) -> Any:  # fmt: skip
    """Where each child stands is worked out by walking the groups, not by turning places."""
    faults = np.zeros(4, np.int64)
    children, width = choice.shape[1:]
    sections = capacity.shape[1]
    place = np.empty(children, np.int64)
    for school in range(first, last):
        line = np.argsort(rank[school])
        for slot in range(slots):
            m = school * slots + slot
            start = 0
            while start < children:
                end = start
                while end < children and group[school, line[end]] == group[school, line[start]]:
                    end += 1
                shift = slot * (end - start) // slots
                for at in range(start, end):
                    place[line[at]] = start + (at - start + shift) % (end - start)
                start = end
            taken, last_place = np.zeros(sections, np.int64), np.full(sections, -1)
            for i in range(children):
                if got[m, i] >= 0:
                    j = choice[m, i, got[m, i]]
                    taken[j] += 1
                    last_place[j] = max(last_place[j], place[i])
            for j in range(sections):
                faults[0] += taken[j] > capacity[m, j]
                faults[1] += taken[j] > 0 and (taken[j] < minimum[m, j] or closed[m, j])
            for i in range(children):
                better = got[m, i] if got[m, i] >= 0 else width
                for k in range(better):
                    j = choice[m, i, k]
                    if j < 0:
                        break
                    if not closed[m, j]:
                        faults[2] += taken[j] < capacity[m, j]
                        faults[3] += taken[j] >= capacity[m, j] and place[i] < last_place[j]
    return faults
