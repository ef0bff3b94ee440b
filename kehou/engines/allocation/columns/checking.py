"""The promises of a market counted over arrays. Nothing here is shared with solving.py; promises.py says what they mean.

Places and eligibility are worked out again, in another way than where the seats were made.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from kehou.engines.allocation.columns.cells import Indices
from kehou.engines.allocation.columns.market import NONE, Market


def broken(market: Market, student: Indices, section: Indices, wish: Indices, is_closed: Indices) -> Mapping[str, int]:
    """Promise → how often it is not kept, of those that can be kept in parts of one slot and one order.

    student, section, wish: by seat, indices; wish is the one that got it. is_closed: by section, 0 or 1.
    """
    slots = len(market.frame.slots)
    capacity = np.array([each.capacity for each in market.sections])
    minimum = np.array([each.minimum for each in market.sections])
    taken = np.bincount(section, minlength=len(market.sections))
    by_name = market.wanted[wish] == section
    by_any = (market.wanted[wish] == NONE) & (market.slot[wish] == market.slot_of[section])
    asked = (market.wisher[wish] == student) & (by_name | by_any)
    in_slot = np.bincount(student * slots + market.slot_of[section])
    week = np.bincount(student, minlength=len(market.students))
    limit = np.where(market.quota == NONE, slots if market.frame.quota is None else market.frame.quota, market.quota)
    return {
        "capacity": int((taken > capacity).sum()),
        "wished": int((~asked).sum()),
        "eligible": int((~_may(market, student, section)).sum()),
        "clash": len(np.unique(np.flatnonzero(in_slot > 1) // slots)),
        "quota": int((week > limit).sum()),
        "minimum": int(((taken > 0) & ((taken < minimum) | (is_closed > 0))).sum()),
        **_refusals(market, student, section, by_name, is_closed, capacity, taken),
    }


def _refusals(
    market: Market,
    student: Indices,
    section: Indices,
    by_name: Indices,
    is_closed: Indices,
    capacity: Indices,
    taken: Indices,
) -> Mapping[str, int]:
    """Wishes for an open section the child likes better than its seat: there must be no seat free and nobody behind."""
    strength = _strength(market)
    weakest = np.full(len(market.sections), -1, np.int64)
    np.maximum.at(weakest, section[by_name], strength[market.slot_of[section], student][by_name])
    nothing = np.iinfo(np.int64).max
    best = np.full((len(market.students), len(market.frame.slots)), nothing, np.int64)
    number = np.arange(len(market.wisher))
    named = market.wanted != NONE
    seat_in = np.full((len(market.students), len(market.frame.slots)), NONE, np.int64)
    seat_in[student[by_name], market.slot_of[section[by_name]]] = section[by_name]
    holds = named & (seat_in[market.wisher, market.slot] == market.wanted)
    np.minimum.at(best, (market.wisher[holds], market.slot[holds]), number[holds])
    refused = named & ~holds & (number < best[market.wisher, market.slot])
    refused &= ~np.append(is_closed > 0, True)[market.wanted]
    where = np.flatnonzero(refused)
    where = where[_may(market, market.wisher[where], market.wanted[where])]
    wanted = market.wanted[where]
    is_free = taken[wanted] < capacity[wanted]
    own = strength[market.slot[where], market.wisher[where]]
    envies = ~is_free & (own < weakest[wanted])
    return {
        "no_waste": int(is_free.sum()) + _any_wasted(market, student, section, by_name, capacity, taken),
        "no_envy": int(envies.sum()),
    }


def _any_wasted(
    market: Market, student: Indices, section: Indices, by_name: Indices, capacity: Indices, taken: Indices
) -> int:
    """Children who asked for anything in a slot, have nothing there, while an open section had a seat for them."""
    has_seat = set(zip(student.tolist(), market.slot_of[section].tolist(), strict=True))
    is_open = (taken > 0) & (taken < capacity) & (np.bincount(section[by_name], minlength=len(taken)) > 0)
    wasted = 0
    for wish in np.flatnonzero(market.wanted == NONE).tolist():
        child, slot = int(market.wisher[wish]), int(market.slot[wish])
        if (child, slot) not in has_seat:
            free = np.flatnonzero(is_open & (market.slot_of == slot))
            wasted += bool(len(free) and _may(market, np.full(len(free), child), free).any())
    return wasted


def _strength(market: Market) -> Indices:
    """[slot, student]: a number that is smaller for who comes first; group by group, the turned order written out."""
    slots = len(market.frame.slots)
    strength = np.empty((slots, len(market.students)), np.int64)
    by_number = np.argsort(market.lottery, kind="stable")
    for slot in range(slots):
        line = []
        for group in np.unique(market.group).tolist():
            members = by_number[market.group[by_number] == group]
            line.append(np.roll(members, slot * len(members) // slots if market.frame.rotate else 0))
        strength[slot, np.concatenate(line)] = np.arange(len(market.students))
    return strength


def _may(market: Market, student: Indices, section: Indices) -> NDArray[np.bool_]:
    """Which pairs are open to the child: its grade, what it has finished, where it has to be."""
    fits = np.ones(len(student), np.bool_)
    if not market.busy and all(each.grades is None and not each.after for each in market.sections):
        return fits
    order = np.argsort(section, kind="stable")
    for pairs in np.split(order, np.flatnonzero(np.diff(section[order])) + 1) if len(order) else ():
        number = int(section[pairs[0]])
        wanted = market.sections[number]
        if wanted.grades is not None:
            fits[pairs] &= np.isin(market.grade[student[pairs]], list(wanted.grades))
        for id in wanted.after:
            fits[pairs] &= [(child, id) in market.done for child in student[pairs].tolist()]
        if market.busy:
            slot = int(market.slot_of[number])
            fits[pairs] &= [(child, slot) not in market.busy for child in student[pairs].tolist()]
    return fits
