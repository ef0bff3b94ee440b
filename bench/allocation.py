"""The draw: how fast, against what, and how fair. Every figure of one run, on the city of ../shared/tools/gen_city.py."""

import runpy
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kehou.engines.allocation import Round, Section, Slot, Student, Wish, kernel, spec
from kehou.engines.allocation.frozen import folder_texts
from kehou.engines.allocation.settings import Settings
from kehou.engines.allocation.solvers import in_order

GENERATOR = Path(__file__).resolve().parents[2] / "shared" / "tools" / "gen_city.py"
VALUE = np.array([100, 70, 50, 35, 25, 18, 0])
"""What a 1st … 6th wish and nothing are worth; a week of five slots at most 500."""
ROW_C = {"first": 0.579, "none": 0.068, "p5": 258.0, "never_first": 0.018, "nothing_twice": 0.037}
"""allocation.md, mode C on this city."""
MATCHING_MARKETS = 6
SPEC_SCHOOLS = 6
EMPTY = 255

City = dict[str, NDArray[Any]]


def run() -> list[str]:
    """Lines for `make bench`. Without the generator or numba, one line says so."""
    try:
        city: City = runpy.run_path(str(GENERATOR))["city"]()
    except (FileNotFoundError, ImportError):
        return ["skipped, needs ../shared/tools/gen_city.py and numba"]
    arrays = _arrays(city)
    kernel.serve_many(*arrays)  # compile, or load what was compiled
    kernel_s, (got, closed_with) = _timed(lambda: kernel.serve_many(*arrays), 7)
    plain_s, (plain_got, _) = _timed(lambda: kernel.serve_many(*arrays, use_compiled=False), 1)
    rounds = [_school(city, school) for school in range(SPEC_SCHOOLS)]
    spec_s, outcomes = _timed(lambda: [spec.allocate(round_) for round_ in rounds], 1)
    scale = len(city["group"]) / SPEC_SCHOOLS
    spec_s *= scale
    parts, children, _ = city["choice"].shape
    seats = int((got != kernel.NONE).sum())
    slots = parts // len(city["group"])
    defined = np.full((SPEC_SCHOOLS * slots, children), kernel.NONE, np.int8)
    for school, outcome in enumerate(outcomes):
        for seat in outcome.seats:
            slot = int(seat.section.split("-")[0])
            defined[school * slots + slot, int(seat.student)] = (seat.rank - 1) // slots
    same = bool((got[: len(defined)] == defined).all() and (got == plain_got).all())
    name = "compiled" if in_order.compiled() is not None else "plain Python"
    lines = [
        f"{parts} markets × {children} children, {seats} seats filled "
        f"({seats / (parts * children):.3f} of child-slots), {int((closed_with != kernel.NONE).sum())} sections closed",
        f"kernel ({name}, one thread) {kernel_s * 1e3:.1f} ms, "
        f"{kernel_s / (parts * children) * 1e9:.1f} ns a child-slot",
        f"× over the kernel's own source in plain Python {plain_s / kernel_s:.0f} ({plain_s:.2f} s)",
        f"× over the definition {spec_s / kernel_s:.0f} "
        f"({spec_s:.2f} s, scaled ×{scale:.0f} from {SPEC_SCHOOLS} schools); same seats: {'yes' if same else 'NO'}",
        _against_matching(city, kernel_s),
        _from_files(rounds[0]),
        *_fairness(got),
    ]
    return lines


def _timed(call: Callable[[], Any], times: int) -> tuple[float, Any]:
    """(shortest of so many runs in seconds, the last result)."""
    best, result = float("inf"), None
    for _ in range(times):
        started = time.perf_counter()
        result = call()
        best = min(best, time.perf_counter() - started)
    return best, result


def _arrays(city: City) -> tuple[NDArray[np.int16], NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    choice = np.where(city["choice"] == EMPTY, kernel.NONE, city["choice"].astype(np.int16))
    return choice.astype(np.int16), _orders(city), city["cap"].astype(np.int64), city["minsz"].astype(np.int64)


def _orders(city: City) -> NDArray[np.int32]:
    """Mode C: in slot s a child of a group of n stands at (r + s·n div S) mod n of its group."""
    schools, children = city["group"].shape
    slots = len(city["choice"]) // schools
    orders = np.empty((schools * slots, children), np.int32)
    for school in range(schools):
        group, rank = city["group"][school], city["rank"][school].astype(np.int64)
        size = np.bincount(group, minlength=3)
        before = np.concatenate(([0], np.cumsum(size)[:-1]))[group]
        n = size[group]
        for slot in range(slots):
            place = before + (rank - before + slot * n // slots) % n
            orders[school * slots + slot] = np.argsort(place)
    return orders


def _school(city: City, school: int) -> Round:
    """One school of the city as a round: what the definition reads."""
    children = city["group"].shape[1]
    slots = len(city["choice"]) // len(city["group"])
    first = school * slots
    sections = {}
    for slot in range(slots):
        for j, (capacity, minimum) in enumerate(
            zip(city["cap"][first + slot].tolist(), city["minsz"][first + slot].tolist(), strict=True)
        ):
            id = f"{slot}-{j:02}"
            sections[id] = Section(id, (str(slot),), capacity, minimum)
    students = {
        f"{i:04}": Student(f"{i:04}", int(city["rank"][school, i]), int(city["group"][school, i]) + 1)
        for i in range(children)
    }
    wishes = {
        f"{i:04}": tuple(
            Wish(1 + slot + k * slots, f"{slot}-{j:02}")
            for k in range(city["choice"].shape[2])
            for slot in range(slots)
            if (j := int(city["choice"][first + slot, i, k])) != EMPTY
        )
        for i in range(children)
    }
    return Round(tuple(Slot(str(slot)) for slot in range(slots)), sections, students, wishes)


def _against_matching(city: City, kernel_s: float) -> str:
    """The package `matching` on a few markets, first run of each (no minimum there: one pass, in its favour)."""
    try:
        from matching.games import HospitalResident
    except ImportError:
        return "× over the package matching: not installed"
    orders = _orders(city)
    spent = 0.0
    for market in range(MATCHING_MARKETS):
        place = {int(child): position for position, child in enumerate(orders[market])}
        lists = {
            child: [int(j) for j in city["choice"][market, child] if j != EMPTY]
            for child in place
            if city["choice"][market, child, 0] != EMPTY
        }
        wanted = {j: sorted((c for c, own in lists.items() if j in own), key=place.__getitem__) for j in range(20)}
        lists = {child: [j for j in own if wanted[j]] for child, own in lists.items()}
        wanted = {j: children for j, children in wanted.items() if children}
        capacity = {j: int(city["cap"][market, j]) for j in wanted}
        game = HospitalResident.create_from_dictionaries(lists, wanted, capacity)
        started = time.perf_counter()
        game.solve(optimal="resident")
        spent += time.perf_counter() - started
    scale = len(city["choice"]) / MATCHING_MARKETS
    return (
        f"× over the package matching {spent * scale / kernel_s:.0f} "
        f"(solving only, {spent * scale:.1f} s, scaled ×{scale:.0f} from {MATCHING_MARKETS} markets)"
    )


def _from_files(round_: Round) -> str:
    """One school from a folder, each command a new process, against a process that only loads numpy."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in folder_texts(round_, Settings(own_seed="1"), with_numbers=True).items():
            (folder / file).write_text(text, "utf-8")
        command = [sys.executable, "-m", "kehou.cli"]
        bare_s, _ = _timed(lambda: subprocess.run([sys.executable, "-c", "import numpy"], check=True), 2)
        calls = {"allocate": ["allocate", name, "--out", name], "verify": ["verify", name]}
        spent = {
            word: _timed(lambda call=call: subprocess.run(command + call, check=True, capture_output=True), 2)[0]
            for word, call in calls.items()
        }
    wishes = sum(map(len, round_.wishes.values()))
    shown = ", ".join(
        f"{word} {seconds:.2f} s (× {seconds / bare_s:.1f} of an idle start)" for word, seconds in spent.items()
    )
    return f"one school of {len(round_.students)} children and {wishes} wishes, cold, files to files: {shown}"


def _fairness(got: NDArray[np.int8]) -> list[str]:
    """Row C of allocation.md again, and how far off."""
    slots = 5
    week = got.reshape(-1, slots, got.shape[1])
    value = VALUE[np.where(week == kernel.NONE, 6, week)].sum(axis=1).ravel()
    ours = {
        "first": float((got == 0).mean()),
        "none": float((got == kernel.NONE).mean()),
        "p5": float(np.percentile(value, 5)),
        "never_first": float((~(week == 0).any(axis=1)).mean()),
        "nothing_twice": float(((week == kernel.NONE).sum(axis=1) >= 2).mean()),
    }
    shown = ", ".join(f"{key} {ours[key]:.4g} (there {there:g})" for key, there in ROW_C.items())
    furthest = max(abs(ours[key] - ROW_C[key]) / ROW_C[key] for key in ROW_C)
    return [f"mode C, row C of allocation.md: {shown}; furthest off {furthest:.1%}"]
