"""The default mode in memory for a share of a nation of 180 million children with five slots each, checked.

The city of ../shared/tools/gen_city.py again and again, every school with its own numbers. KEHOU_BENCH_NATION=1 runs all
of it (8 GiB); the default is the hundredth part, and the figures for the nation are then multiplied and say so.
"""

import hashlib
import os
import resource
import runpy
import time

import numpy as np

from bench.allocation import EMPTY, GENERATOR
from kehou.engines.allocation import weeks

NATION = 180_000_000
PART = int(os.environ.get("KEHOU_BENCH_NATION", "100"))


def run() -> list[str]:
    """Lines for `make bench`."""
    try:
        import numba  # noqa: F401

        city = runpy.run_path(str(GENERATOR))["city"]()
    except (FileNotFoundError, ImportError):
        return ["skipped, needs ../shared/tools/gen_city.py and numba"]
    schools, children = city["group"].shape
    cities = max(1, NATION // PART // (schools * children))
    nation = _nation(city, cities)
    weeks.compiled()
    one_s, alone = _timed(nation, threads=1)
    by_one = _digest(alone)
    del alone  # two results at once would be counted as what the work needs
    busy = time.process_time()
    two_s, seats = _timed(nation, threads=2)
    started = time.perf_counter()
    faults = weeks.broken(nation, seats, threads=2)
    check_s = time.perf_counter() - started
    processor_s = time.process_time() - busy
    share = cities * schools * children
    slots = len(nation.choice) // len(nation.group)
    same = by_one == _digest(seats)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    held = sum(array.nbytes for array in (nation.choice, nation.group, nation.rank, seats.got)) / share
    return [
        f"{share:,} children × {slots} slots in memory; two threads give the seats of one: {'yes' if same else 'NO'}; "
        f"promises not kept: {sum(faults.values())}",
        f"one thread {one_s:.2f} s, two {two_s:.2f} s (× {one_s / two_s:.2f}), checking {check_s:.2f} s; "
        f"{processor_s / (share * slots) * 1e9:.1f} ns of processor a child-slot, checked",
        f"180 M children: {(two_s + check_s) * NATION / share:.1f} s"
        f"{'' if PART == 1 else f', multiplied by {NATION / share:.0f}'}; "
        f"{held:.0f} bytes a child held = {held * NATION / (1 << 30):.1f} GiB; peak of this process {peak:.1f} GiB",
    ]


def _digest(seats: weeks.Seats) -> list[str]:
    return [hashlib.sha256(array.data).hexdigest() for array in (seats.got, seats.closed)]


def _timed(nation: weeks.Weeks, *, threads: int) -> tuple[float, weeks.Seats]:
    started = time.perf_counter()
    seats = weeks.serve_weeks(nation, threads=threads)
    return time.perf_counter() - started, seats


def _nation(city: dict[str, np.ndarray], cities: int) -> weeks.Weeks:
    markets, children, width = city["choice"].shape
    one = np.where(city["choice"] == EMPTY, -1, city["choice"].astype(np.int16)).astype(np.int8)
    choice = np.empty((cities * markets, children, width), np.int8)
    group = np.tile(city["group"], (cities, 1))
    rank = np.empty(group.shape, np.uint16)
    dice = np.random.default_rng(1)
    schools = len(city["group"])
    for at in range(cities):
        choice[at * markets : (at + 1) * markets] = one
        here = slice(at * schools, (at + 1) * schools)
        line = np.argsort(group[here] + dice.random((schools, children), np.float32), axis=1)
        np.put_along_axis(rank[here], line, np.broadcast_to(np.arange(children, dtype=np.uint16), line.shape), axis=1)
    return weeks.Weeks(choice, group, rank, np.tile(city["cap"], (cities, 1)), np.tile(city["minsz"], (cities, 1)))
