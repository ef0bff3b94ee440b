"""Sections with orders of their own, and slots tied together: the city of ../shared/tools/gen_city.py with claims.

A tenth of the children hold a seat of last term in a section of each slot and keep it, a fifth have a brother or sister in
one (class 1). Tied: the same wishes, one part a school, QUOTA seats a week for everyone.
"""

import runpy
import time
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.allocation import EMPTY, GENERATOR, City, _orders, _school, _timed
from kehou.engines.allocation import Round, spec
from kehou.engines.allocation.kernel import NONE
from kehou.engines.allocation.solvers import deferred, tied

HOLD, HAVE_KIN = 0.1, 0.2
QUOTA = 3
SCHOOLS, MARKETS, SLOTS = 4, 6, 5
"""For the definition; for the package matching; of a week."""

Arrays = tuple[NDArray[Any], ...]


def run() -> list[str]:
    """Lines for `make bench`."""
    try:
        import numba  # noqa: F401

        city: City = runpy.run_path(str(GENERATOR))["city"]()
    except (FileNotFoundError, ImportError):
        return ["skipped, needs ../shared/tools/gen_city.py and numba"]
    orders = _orders(city).astype(np.int64)
    strength, groups = _strength(city, orders)
    by_claim = _market(city, orders, strength)
    reserving = _market(city, orders, strength, reserves=True)
    weeks = _weeks(city, orders)
    return [
        *_solved("deferred acceptance", deferred.defer_many, by_claim, lambda: _defined(city, groups)),
        _against_matching(by_claim),
        *_solved("the same, a fifth of the seats reserved for the last group", deferred.defer_many, reserving, None),
        *_solved(f"tied, {QUOTA} seats a week", tied.serve_tied_many, weeks, lambda: _defined(city, None)),
    ]


def _solved(name: str, many: Any, arrays: Arrays, defined: Any) -> list[str]:
    """How long on one thread and on two, against plain Python and, where it is given, the definition on some schools."""
    many(*arrays, use_compiled=True)  # compile, or load what was compiled
    one_s, (got, closed_with) = _timed(lambda: many(*arrays, use_compiled=True), 9)
    two_s, again = _timed(lambda: many(*arrays, use_compiled=True, threads=2), 9)
    plain_s, plain = _timed(lambda: many(*arrays, use_compiled=False), 1)
    same = all((a == b).all() for other in (again, plain) for a, b in zip((got, closed_with), other, strict=True))
    lines = [
        f"{name}: {one_s * 1e3:.1f} ms on one thread, {two_s * 1e3:.1f} on two; × {plain_s / one_s:.0f} over its own "
        f"source in plain Python; {int((closed_with != NONE).sum())} sections closed; the same seats: {_yes(same)}"
    ]
    if defined:
        spec_s, seats = defined()
        # Children stand in the order of their part, so only how many hold a seat is compared here; tests hold the rest.
        share = len(arrays[0]) * SCHOOLS // 60
        ours = int((got[:share] > 0).sum() if got.ndim == 3 else (got[:share] != NONE).sum())
        scale = 60 / SCHOOLS
        lines.append(
            f"  × over the definition {spec_s * scale / one_s:.0f} ({spec_s * scale:.2f} s, scaled ×{scale:.0f} from "
            f"{SCHOOLS} schools); as many seats: {_yes(seats == ours)}"
        )
    return lines


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "NO"


def _strength(city: City, orders: NDArray[Any]) -> tuple[NDArray[Any], tuple[NDArray[Any], NDArray[Any]]]:
    """([market, child, section]: smaller is stronger; (section held, section of a brother or sister) or NONE)."""
    parts, children, _ = city["choice"].shape
    sections = city["cap"].shape[1]
    dice = np.random.default_rng(1)
    some = dice.integers(0, sections, (2, parts, children))
    some[dice.random(some.shape) >= np.array([HOLD, HAVE_KIN])[:, None, None]] = NONE
    held, kin = some
    strength = np.repeat(np.argsort(orders, axis=1)[:, :, None], sections, axis=2) + 4 * children
    for claimed, ahead in ((held, 2 * children), (kin, children)):
        market, child = np.nonzero(claimed != NONE)
        strength[market, child, claimed[market, child]] -= ahead
    return strength, (held, kin)


def _market(city: City, orders: NDArray[Any], strength: NDArray[Any], *, reserves: bool = False) -> Arrays:
    """The arguments of deferred.defer_many, children in the order of their part."""
    rank = np.argsort(np.argsort(strength, axis=1), axis=1)
    choice = _in_turn(np.where(city["choice"] == EMPTY, NONE, city["choice"].astype(np.int16)), orders)
    claim = np.take_along_axis(_in_turn(rank, orders), np.maximum(choice, 0), axis=2)
    group = np.take_along_axis(np.repeat(city["group"], SLOTS, axis=0), orders, axis=1)
    capacity = city["cap"].astype(np.int64)
    kind = (group != group.max()).astype(np.int32) * reserves
    of_last = capacity // 5 * reserves
    reserve = np.stack([of_last, 0 * of_last], axis=2)[:, :, : 1 + reserves]
    return choice.astype(np.int16), claim.astype(np.int32), kind, reserve, capacity, city["minsz"].astype(np.int64)


def _in_turn(by_child: NDArray[Any], orders: NDArray[Any]) -> NDArray[Any]:
    return np.take_along_axis(by_child, orders[:, :, None], axis=1)


def _weeks(city: City, orders: NDArray[Any]) -> Arrays:
    """The arguments of tied.serve_tied_many: a part a school, wishes by rank, then slot, as in allocation._school."""
    parts, children, width = city["choice"].shape
    schools, sections = parts // SLOTS, city["cap"].shape[1]
    by_slot = city["choice"].astype(np.int64).reshape(schools, SLOTS, children, width)
    numbered = np.where(by_slot == EMPTY, NONE, by_slot + sections * np.arange(SLOTS)[None, :, None, None])
    choice = numbered.transpose(0, 2, 3, 1).reshape(schools, children, width * SLOTS)
    to_the_front = np.argsort(choice == NONE, axis=2, kind="stable")
    choice = _in_turn(np.take_along_axis(choice, to_the_front, axis=2), orders[::SLOTS])
    meets = np.tile(np.repeat(1 << np.arange(SLOTS), sections), (schools, 1))
    nothing = np.zeros_like(meets)
    everyone = np.tile(np.arange(children), (schools, 1))
    quota, home = np.full_like(everyone, QUOTA), 0 * everyone
    flat = (city[key].astype(np.int64).reshape(schools, SLOTS * sections) for key in ("cap", "minsz"))
    return choice.astype(np.int16), everyone, quota, home, meets, meets, nothing, nothing, *flat


def _defined(city: City, claims: tuple[NDArray[Any], NDArray[Any]] | None) -> tuple[float, int]:
    """(seconds of the definition on the first schools, seats it gives). claims: None = a quota instead."""
    rounds = [_school(city, school) for school in range(SCHOOLS)]
    if claims is None:
        rounds = [replace(round_, quota=QUOTA) for round_ in rounds]
    else:
        rounds = [_claimed(round_, school, *claims) for school, round_ in enumerate(rounds)]
    started = time.process_time()
    outcomes = [spec.allocate(round_) for round_ in rounds]
    return time.process_time() - started, sum(len(outcome.seats) for outcome in outcomes)


def _claimed(round_: Round, school: int, held: NDArray[Any], kin: NDArray[Any]) -> Round:
    def pairs(claimed: NDArray[Any]) -> list[tuple[str, str]]:
        of_school = claimed[school * SLOTS : (school + 1) * SLOTS]
        return [
            (f"{child:04}", f"{slot}-{of_school[slot, child]:02}") for slot, child in np.argwhere(of_school != NONE)
        ]

    classes = {(section, child): 1 for child, section in pairs(kin)}
    return replace(round_, classes=classes, held=frozenset(pairs(held)), keep=True)


def _against_matching(arrays: Arrays) -> str:
    """The package `matching` on a few markets: solving only, and without minimum on either side."""
    try:
        from matching.games import HospitalResident
    except ImportError:
        return "× over the package matching: not installed"
    choice, claim, kind, reserve, capacity, minimum = arrays
    alone = choice, claim, kind, reserve, capacity, 0 * minimum
    one_s, (got, _) = _timed(lambda: deferred.defer_many(*alone, use_compiled=True), 9)
    spent, same = 0.0, True
    for market in range(MARKETS):
        lists = {i: [j for j in own if j != NONE] for i, own in enumerate(choice[market].tolist()) if own[0] != NONE}
        ranks: dict[int, dict[int, int]] = {}
        for i, own in lists.items():
            for k, j in enumerate(own):
                ranks.setdefault(j, {})[i] = int(claim[market, i, k])
        wanted = {j: sorted(of_section, key=of_section.__getitem__) for j, of_section in ranks.items()}
        room = {j: int(capacity[market, j]) for j in wanted}
        game = HospitalResident.create_from_dictionaries(lists, wanted, room)
        started = time.process_time()
        solution = game.solve(optimal="resident")
        spent += time.process_time() - started
        theirs = {(child.name, section.name) for section, seated in solution.items() for child in seated}
        ours = {(i, lists[i][k]) for i, k in enumerate(got[market].tolist()) if k != NONE}
        same = same and theirs == ours
    scale = len(choice) / MARKETS
    return (
        f"  × over the package matching {spent * scale / one_s:.0f} (solving only, {spent * scale:.1f} s, scaled "
        f"×{scale:.0f} from {MARKETS} markets, no minimum); the same seats: {_yes(same)}"
    )
