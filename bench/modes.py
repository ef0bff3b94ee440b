"""The modes on the city of ../shared/tools/gen_city.py: the table of allocation.md again, and how fast week-fair is."""

import runpy
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench import honesty
from bench.allocation import EMPTY, GENERATOR, VALUE, City, _orders, _school
from kehou.engines.allocation import Round, kernel
from kehou.engines.allocation.modes import decide, fast
from kehou.engines.allocation.modes.kept import unkept
from kehou.engines.allocation.settings import MODES

SLOTS = 5
DRAFT_SCHOOLS = 6
LIES = 5000
DESIGN: dict[str, tuple[float, float, float, float, float, int]] = {
    "first-come = one pure draw": (0.578, 0.068, 135, 0.112, 0.092, 25404),
    "A groups, one draw": (0.578, 0.068, 135, 0.112, 0.092, 0),
    "C rotating draw": (0.579, 0.068, 258, 0.018, 0.037, 0),
    "E fair draft": (0.662, 0.074, 335, 0, 0.009, 15437),
    "G optimum, groups ignored": (0.654, 0.028, 320, 0.005, 0.011, 20584),
    "H groups, optimum inside": (0.650, 0.034, 295, 0.013, 0.017, 0),
    "I week-fair": (0.650, 0.036, 320, 0.005, 0.007, 0),
}
"""Row → first, none, p5, no first all week, nothing in ≥ 2 slots, envy of a weaker group.

The design says "children who envy": its figures are larger than all children of the first two groups together.
"""
Weeks = NDArray[np.int16]
"""[schools, slots, children] → place in the list, or kernel.NONE."""


def run() -> list[str]:
    """Lines for `make bench`."""
    try:
        city: City = runpy.run_path(str(GENERATOR))["city"]()
    except (FileNotFoundError, ImportError):
        return ["skipped, needs ../shared/tools/gen_city.py and numba"]
    fast.compiled()
    weeks: dict[str, Weeks] = {
        "first-come = one pure draw": _served(city, "pure"),
        "A groups, one draw": _served(city, "groups"),
        "C rotating draw": _served(city, "rotating"),
        "E fair draft": _drafted(city),
        "G optimum, groups ignored": _heaviest(city, 2, groups=False, fair=False)[0],
        "H groups, optimum inside": _heaviest(city, 2, fair=False)[0],
    }
    started, worked = time.perf_counter(), time.process_time()
    weeks["I week-fair"], prices = _heaviest(city, 1)
    one_s, work_s = time.perf_counter() - started, time.process_time() - worked
    started = time.perf_counter()
    again, prices_again = _heaviest(city, 2)
    two_s = time.perf_counter() - started
    same = bool((weeks["I week-fair"] == again).all()) and all(map(np.array_equal, prices, prices_again))
    lines = [
        "row: first, none, p5, no first all week, nothing twice, child-slots that envy a weaker group "
        "(in brackets what allocation.md has)"
    ]
    lines += [_row(name, city, week) for name, week in weeks.items()]
    value = {name: int(VALUE[week].sum()) for name, week in weeks.items()}
    share = value["I week-fair"] / value["G optimum, groups ignored"]
    none = float((weeks["I week-fair"] == kernel.NONE).mean())
    lines += [
        f"week-fair, city: {one_s:.2f} s on one thread ({work_s:.2f} s of it work, {work_s / one_s:.0%}), "
        f"{two_s:.2f} s on two, same to the bit: {'yes' if same else 'NO'}; "
        f"{work_s / (len(city['group']) * SLOTS) * 1e3:.2f} ms of work a market",
        f"week-fair: {share:.2%} of the unconstrained optimum's value, {none:.2%} unplaced, "
        f"group envy {_envy(city, weeks['I week-fair'])}",
        _proven(city, weeks["I week-fair"]),
        *(_lies(mode) for mode in MODES),
    ]
    return lines


def _served(city: City, order: str) -> Weeks:
    """In one order a slot, as the default mode does it; pure: numbers drawn without a look at the group."""
    schools, children = city["group"].shape
    orders = _orders(city)
    if order != "rotating":
        dice = np.random.default_rng(1)
        for school in range(schools):
            line = dice.permutation(children) if order == "pure" else np.argsort(city["rank"][school])
            orders[school * SLOTS : (school + 1) * SLOTS] = line
    choice = np.where(city["choice"] == EMPTY, kernel.NONE, city["choice"].astype(np.int16)).astype(np.int16)
    got, _ = kernel.serve_many(choice, orders, city["cap"].astype(np.int64), city["minsz"].astype(np.int64))
    return got.astype(np.int16).reshape(schools, SLOTS, children)


def _heaviest(city: City, threads: int, *, groups: bool = True, fair: bool = True) -> tuple[Weeks, list[NDArray[Any]]]:
    """Flow in every slot; fair: weights by the week so far. Schools side by side on so many threads."""
    orders = _orders(city)

    def school(number: int) -> tuple[Weeks, NDArray[Any]]:
        children = city["group"].shape[1]
        size = np.bincount(city["group"][number], minlength=3)
        ends = np.cumsum(size) if groups else np.array([children])
        earlier, week, prices = np.zeros(children, np.int64), [], []
        for slot in range(SLOTS):
            market = number * SLOTS + slot
            choice = city["choice"][market].astype(np.int16)
            choice[choice == EMPTY] = kernel.NONE
            weight = fast.weights_of(choice.shape[1], earlier if fair else 0 * earlier, slot if fair else 0)
            capacity, minimum = city["cap"][market].astype(np.int64), city["minsz"][market].astype(np.int64)
            got, _, price = fast.seat_arrays(
                choice, weight, orders[market], ends, capacity, minimum, use_compiled=fast.compiled() is not None
            )
            earlier += VALUE[got]
            week.append(got)
            prices.append(price)
        return np.array(week), np.array(prices)

    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(school, range(len(city["group"]))))
    return np.array([week for week, _ in done]), [prices for _, prices in done]


def _drafted(city: City) -> Weeks:
    """Of the first schools only: plain Python is enough for a school, and a city of it says nothing more."""
    weeks = []
    for school in range(DRAFT_SCHOOLS):
        seats = decide(_school(city, school), "draft").outcome.seats
        week = np.full((SLOTS, city["group"].shape[1]), kernel.NONE, np.int16)
        for seat in seats:
            week[int(seat.section.split("-")[0]), int(seat.student)] = (seat.rank - 1) // SLOTS
        weeks.append(week)
    return np.array(weeks)


def _row(name: str, city: City, week: Weeks) -> str:
    scale = len(city["group"]) / len(week)
    value = VALUE[week].sum(axis=1)
    nothing = week == kernel.NONE
    ours = (
        float((week == 0).mean()),
        float(nothing.mean()),
        float(np.percentile(value, 5)),
        float((~(week == 0).any(axis=1)).mean()),
        float((nothing.sum(axis=1) >= 2).mean()),
        _envy(city, week) * scale,
    )
    shown = ", ".join(f"{own:.4g} ({there:g})" for own, there in zip(ours, DESIGN[name], strict=True))
    return f"{name}: {shown}" + (f" (scaled ×{scale:.0f} from {len(week)} schools)" if scale > 1 else "")


def _envy(city: City, weeks: Weeks) -> int:
    """Child-slots refused a section that a child of a weaker group has."""
    envious = 0
    for school, week in enumerate(weeks):
        group = city["group"][school].astype(np.int64)
        for slot, got in enumerate(week):
            choice = city["choice"][school * SLOTS + slot].astype(np.int64)
            weakest = np.full(EMPTY + 1, -1)
            seated = np.flatnonzero(got != kernel.NONE)
            np.maximum.at(weakest, choice[seated, got[seated]], group[seated])
            places = np.arange(choice.shape[1])[None, :]
            refused = (places < np.where(got == kernel.NONE, choice.shape[1], got)[:, None]) & (choice != EMPTY)
            envious += int((refused & (weakest[choice] > group[:, None])).any(axis=1).sum())
    return envious


def _proven(city: City, weeks: Weeks) -> str:
    """One school through the files' way: its seats are those of the arrays, and its prices prove them."""
    started = time.perf_counter()
    decision = decide(_school(city, 0), "week-fair")
    solved = time.perf_counter() - started
    faults = unkept(decision, "week-fair")
    week = np.full(weeks.shape[1:], kernel.NONE, np.int16)
    for seat in decision.outcome.seats:
        week[int(seat.section.split("-")[0]), int(seat.student)] = (seat.rank - 1) // SLOTS
    same = "yes" if (week == weeks[0]).all() else "no"
    return (
        f"one school in plain Python {solved:.2f} s; promises and dual certificate checked: {len(faults)} faults; "
        f"same seats as in the city: {same}"
    )


def _lies(mode: str) -> str:
    """What a false list gains in this mode, on the small rounds of bench/honesty.py with slots of their own."""
    dice = Random(f"lies {mode}")
    kind = honesty.KINDS[0]
    # Slot by slot where that is promised; elsewhere only the week as a whole says what a family gained.
    judged = kind if mode in ("rotating-draw", "fair-gate") else replace(kind, travel=0)
    gains, tried = [], 0
    while tried < LIES:
        round_ = honesty.market(dice, kind)
        told = _seats(round_, mode)
        for child in dice.sample(sorted(round_.students), 3):
            for _ in range(honesty.LIES_A_CHILD):
                lie = honesty._lie(dice, kind, round_.wishes[child])
                lied = _seats(replace(round_, wishes={**round_.wishes, child: lie}), mode)
                gain = honesty._gain(judged, round_, child, told.get(child, ()), lied.get(child, ()))
                gains += [gain] if gain > 0 else []
                tried += 1
    mean = sum(gains) / len(gains) if gains else 0.0
    return f"{mode}: of {tried} false lists {len(gains) / tried:.2%} gain, {mean:.0f} points on average"


def _seats(round_: Round, mode: str) -> dict[str, list[str]]:
    got: dict[str, list[str]] = {}
    for seat in decide(round_, mode).outcome.seats:
        got.setdefault(seat.student, []).append(seat.section)
    return got
