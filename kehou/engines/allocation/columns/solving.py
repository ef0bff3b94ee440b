"""Seats of a market over arrays: the parts by kernel.serve_many, then "any open section". spec.py is the definition."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kehou.engines.allocation import kernel
from kehou.engines.allocation.columns.cells import Indices
from kehou.engines.allocation.columns.market import NONE, Market

VOID = ("", "grade", "prerequisite", "fixed_block")
"""Why a wish does not count; 0: it does."""
MOST_SECTIONS = 32_000


@dataclass(frozen=True, slots=True)
class Result:
    """What a market came to.

    place: [slot, student], 0 is first. void: by wish, index of VOID. got: by wish, whether it is a seat.
    by_any: by wish, the section an ANY wish became, else NONE. closed_with: by section, the children it had when it
    was closed, else NONE. taken: by section.
    """

    place: Indices
    void: Indices
    got: NDArray[np.bool_]
    by_any: Indices
    closed_with: Indices
    taken: Indices


def solve(market: Market) -> Result | None:
    """Decide a market; None if it is too wide for the kernel (then the definition decides)."""
    slots = len(market.frame.slots)
    counted_in = np.bincount(market.slot_of, minlength=slots)
    if counted_in.max(initial=0) > MOST_SECTIONS:
        return None
    place = places(market.group, market.lottery, slots, market.frame.rotate)
    void = voids(market, market.wisher, market.wanted)
    counts = np.flatnonzero((void == 0) & (market.wanted != NONE))
    turn = counts[np.argsort(market.slot[counts] * len(market.students) + market.wisher[counts], kind="stable")]
    slot, wisher = market.slot[turn], market.wisher[turn]
    starts = np.flatnonzero(np.concatenate(([True], (np.diff(slot) != 0) | (np.diff(wisher) != 0)))[: len(turn)])
    position = np.arange(len(turn)) - np.repeat(starts, np.diff(np.append(starts, len(turn))))
    width = int(position.max(initial=-1)) + 1
    if width > kernel.LONGEST:
        return None
    number = _numbers_in_slot(market.slot_of)
    choice = np.full((slots, len(market.students), width), NONE, np.int16)
    choice[slot, wisher, position] = number[market.wanted[turn]]
    capacity = np.zeros((slots, int(counted_in.max())), np.int64)
    minimum = np.zeros_like(capacity)
    capacity[market.slot_of, number] = [section.capacity for section in market.sections]
    minimum[market.slot_of, number] = [section.minimum for section in market.sections]
    order = np.argsort(place, axis=1).astype(np.int32)
    seat, closed_with = kernel.serve_many(choice, order, capacity, minimum)
    got = np.zeros(len(market.wisher), np.bool_)
    got[turn] = seat[slot, wisher] == position
    taken = np.bincount(market.wanted[got], minlength=len(market.sections))
    result = Result(place, void, got, np.full(len(got), NONE, np.int64), closed_with[market.slot_of, number], taken)
    _seat_anywhere(market, result)
    return result


def places(group: Indices, lottery: Indices, slots: int, rotate: bool) -> Indices:
    """[slot, student]: groups first, then the number, which moves on from slot to slot (spec, point 2)."""
    order = np.lexsort((lottery, group))
    _, first, size = np.unique(group[order], return_index=True, return_counts=True)
    before, n = np.repeat(first, size), np.repeat(size, size)
    r = np.arange(len(order)) - before
    place = np.empty((slots, len(order)), np.int64)
    for slot in range(slots):
        place[slot, order] = before + (r + (slot * n // slots if rotate else 0)) % n
    return place


def voids(market: Market, student: Indices, section: Indices) -> Indices:
    """Why each pair cannot be, as an index of VOID; 0 also for section NONE."""
    result = np.zeros(len(student), np.int64)
    graded = np.array([section.grades is not None for section in market.sections])
    if graded.any():
        grades, at = np.unique(market.grade, return_inverse=True)
        fits = np.array([[s.grades is None or grade in s.grades for grade in grades.tolist()] for s in market.sections])
        result[(section != NONE) & ~fits[section, at[student]]] = 1
    has_after = np.append([bool(section.after) for section in market.sections], False)
    for pair in np.flatnonzero(has_after[section] & (result == 0)).tolist():
        if any((int(student[pair]), id) not in market.done for id in market.sections[section[pair]].after):
            result[pair] = 2
    if market.busy:
        is_busy = np.zeros((len(market.students), len(market.frame.slots)), np.bool_)
        is_busy[tuple(np.array(list(market.busy)).T)] = True
        result[(section != NONE) & (result == 0) & is_busy[student, market.slot_of[section]]] = 3
    return result


def _numbers_in_slot(slot_of: Indices) -> Indices:
    """Each section's number among those of its slot, in order of id."""
    order = np.argsort(slot_of, kind="stable")
    _, first, size = np.unique(slot_of[order], return_index=True, return_counts=True)
    number = np.empty(len(slot_of), np.int64)
    number[order] = np.arange(len(order)) - np.repeat(first, size)
    return number


def _seat_anywhere(market: Market, result: Result) -> None:
    """Point 7: who asked for any section of a slot and has nothing there takes the one with the most seats free."""
    asks = np.flatnonzero(market.wanted == NONE)
    if not len(asks):
        return
    has_seat = np.zeros((len(market.students), len(market.frame.slots)), np.bool_)
    seated = result.got
    has_seat[market.wisher[seated], market.slot[seated]] = True
    free = np.array([section.capacity for section in market.sections]) - result.taken
    is_open = result.taken > 0
    left = asks[~has_seat[market.wisher[asks], market.slot[asks]]]
    left = left[np.lexsort((result.place[market.slot[left], market.wisher[left]], market.slot[left]))]
    for wish in left.tolist():
        slot, student = market.slot[wish], market.wisher[wish]
        here = np.flatnonzero((market.slot_of == slot) & is_open & (free > 0))
        here = here[voids(market, np.full(len(here), student), here) == 0]
        if len(here):
            section = here[np.argmax(free[here])]
            free[section] -= 1
            result.taken[section] += 1
            result.got[wish], result.by_any[wish] = True, section
