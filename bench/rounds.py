"""A city's round from files to files, and from database to database, checked; and where the time goes."""

import runpy
import sqlite3
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.allocation import EMPTY, GENERATOR
from kehou.engines.allocation import columns, weeks
from kehou.engines.allocation.solvers import in_order

City = dict[str, NDArray[Any]]


def run() -> list[str]:
    """Lines for `make bench`."""
    try:
        import numba  # noqa: F401

        city: City = runpy.run_path(str(GENERATOR))["city"]()
    except (FileNotFoundError, ImportError):
        return ["skipped, needs ../shared/tools/gen_city.py and numba"]
    with tempfile.TemporaryDirectory() as name:
        return [*_files(city, Path(name)), *_database(city, Path(name) / "city.sqlite")]


def _files(city: City, path: Path) -> list[str]:
    """One folder with all schools' children, numbers given: 60,000 children, 1.8 million wishes."""
    _write_folder(city, path)
    in_order.compiled()
    marks = [_now()]
    decision = columns.decide_folder(path)
    marks.append(_now())
    if decision is None:
        return ["from files: NOT taken by columns"]
    decision.write(path / "out")
    marks.append(_now())
    read = sum(file.stat().st_size for file in path.glob("*.csv"))
    written = sum(file.stat().st_size for file in (path / "out").iterdir())
    (wall, cpu), (deciding, _) = marks[2] - marks[0], marks[1] - marks[0]
    merely = time.perf_counter()
    for file in path.glob("*.csv"):
        file.read_bytes().count(b"\n")
    merely = time.perf_counter() - merely
    figures = decision.counted.figures
    return [
        f"files to files: {figures['students']:,} children, {figures['wishes']:,} wishes, {read >> 20} MB in, "
        f"{written >> 20} MB out: {wall:.2f} s ({deciding:.2f} s until decided and checked), {cpu:.2f} s of processor, "
        f"{cpu / figures['wishes'] * 1e9:.0f} ns a wish, × {wall / merely:.0f} of counting the files' lines; "
        f"promises not kept: {sum(decision.counted.broken.values())}"
    ]


def _database(city: City, path: Path) -> list[str]:
    """Tables of the bench's own in SQLite: one blob of wishes and one of seats a child. The running system keeps a row
    for every seat and reason instead; what that costs, it says with the school's round (enrol)."""
    database = _filled(city, path)
    marks = [_now()]
    schools, children = city["group"].shape
    rows = database.execute("SELECT lists, grp, place FROM wishes ORDER BY child").fetchall()
    lists = np.frombuffer(b"".join(row[0] for row in rows), np.int8)
    groups = np.array([row[1] for row in rows], np.uint8).reshape(schools, children)
    places = np.array([row[2] for row in rows], np.uint16).reshape(schools, children)
    slots, width = len(city["choice"]) // schools, city["choice"].shape[2]
    by_child = lists.reshape(schools, children, slots, width)
    choice = np.ascontiguousarray(by_child.transpose(0, 2, 1, 3)).reshape(schools * slots, children, width)
    round_ = weeks.Weeks(choice, groups, places, city["cap"], city["minsz"])
    marks.append(_now())
    seats = weeks.serve_weeks(round_, threads=2)
    marks.append(_now())
    faults = weeks.broken(round_, seats, threads=2)
    marks.append(_now())
    by_week = np.ascontiguousarray(seats.got.reshape(schools, slots, children).transpose(0, 2, 1)).tobytes()
    stored = ((at, by_week[at * slots : (at + 1) * slots]) for at in range(schools * children))
    with database:
        database.executemany("INSERT INTO seats VALUES (?, ?)", stored)
    marks.append(_now())
    database.close()
    load, solve, check, store = (b[0] - a[0] for a, b in pairwise(marks))
    wall, cpu = marks[-1] - marks[0]
    return [
        f"database to database (a blob a child, SQLite, synced): {wall:.3f} s: load {load:.3f}, solve {solve:.4f}, "
        f"check {check:.4f}, store {store:.3f}; {cpu:.3f} s of processor; solving is {solve / wall:.1%}; "
        f"promises not kept: {sum(faults.values())}"
    ]


def _now() -> NDArray[np.float64]:
    """(wall, processor) seconds."""
    return np.array([time.perf_counter(), time.process_time()])


def _filled(city: City, path: Path) -> sqlite3.Connection:
    schools, children = city["group"].shape
    slots = len(city["choice"]) // schools
    choice = np.where(city["choice"] == EMPTY, -1, city["choice"].astype(np.int16)).astype(np.int8)
    blobs = choice.reshape(schools, slots, children, -1).transpose(0, 2, 1, 3).reshape(schools * children, -1)
    rows = zip(
        range(schools * children),
        map(bytes, np.ascontiguousarray(blobs).view(np.uint8)),
        city["group"].ravel().tolist(),
        city["rank"].ravel().tolist(),
        strict=True,
    )
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE wishes (child INTEGER PRIMARY KEY, lists BLOB, grp INTEGER, place INTEGER)")
    database.execute("CREATE TABLE seats (child INTEGER PRIMARY KEY, week BLOB)")
    with database:
        database.executemany("INSERT INTO wishes VALUES (?, ?, ?, ?)", rows)
    small = weeks.Weeks(choice[:slots], city["group"][:1], city["rank"][:1], city["cap"][:slots], city["minsz"][:slots])
    weeks.broken(small, weeks.serve_weeks(small))  # compile
    return database


def _write_folder(city: City, path: Path) -> None:
    schools, children = city["group"].shape
    slots = len(city["choice"]) // schools
    lists = {key: array.tolist() for key, array in city.items()}
    (path / "round.yaml").write_text("mode: rotating-draw\nseed: 1\n")
    (path / "slots.csv").write_text("slot\n" + "".join(f"{slot}\n" for slot in range(slots)))
    markets = [(school, slot, school * slots + slot) for school in range(schools) for slot in range(slots)]
    sections = (
        f"{school:02}-{slot}-{j:02},{slot},{capacity},{minimum}\n"
        for school, slot, m in markets
        for j, (capacity, minimum) in enumerate(zip(lists["cap"][m], lists["minsz"][m], strict=True))
    )
    (path / "sections.csv").write_text("section,slots,capacity,minimum\n" + "".join(sections))
    students = (
        f"s{school:02}{i:04},{group + 1},{number}\n"
        for school in range(schools)
        for i, (group, number) in enumerate(zip(lists["group"][school], lists["rank"][school], strict=True))
    )
    (path / "students.csv").write_text("student,group,lottery\n" + "".join(students))
    wishes = (
        f"s{school:02}{i:04},{1 + slot + k * slots},{school:02}-{slot}-{j:02}\n"
        for school in range(schools)
        for i in range(children)
        for k in range(len(lists["choice"][0][0]))
        for slot in range(slots)
        if (j := lists["choice"][school * slots + slot][i][k]) != EMPTY
    )
    (path / "wishes.csv").write_text("student,rank,section\n" + "".join(wishes))
