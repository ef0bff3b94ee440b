"""A city's term audited: from exchange folders by columns, beside the plain rules and beside merely reading the tables."""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from bench.city_term import PLANTED, Size, write_city
from kehou.policy.audit import audit_folder

CITY = Size()
LIMIT_S, LIMIT_GIB = 60, 4


def run() -> list[str]:
    place = Path(tempfile.mkdtemp(prefix="kehou-bench-"))
    try:
        rows = write_city(place / "city", CITY)
        return _lines(place / "city", rows)
    finally:
        shutil.rmtree(place)


def _lines(city: Path, rows: int) -> list[str]:
    one = next(iter(sorted(city.iterdir())))
    seconds, cpu, peak, said = _audited(city)
    reading = _cpu(lambda: [_read(school) for school in sorted(city.iterdir())])
    plain = _cpu(lambda: audit_folder(one, columns=False))
    quick = _cpu(lambda: audit_folder(one, columns=True))
    same = audit_folder(one, columns=True).report == audit_folder(one, columns=False).report
    found = {finding.rule for finding in audit_folder(one).report.findings}
    return [
        f"{CITY.schools} schools, {rows:,} presence rows, {CITY.days} days: {said}",
        f"folders to answers {seconds:.1f} s of {LIMIT_S}, {cpu:.1f} s CPU, {os.cpu_count()} cores; "
        f"{rows / seconds:,.0f} rows a second; largest process {peak:.2f} GiB of {LIMIT_GIB}",
        f"merely reading every table into typed columns {reading:.1f} s CPU: an audit is {cpu / reading:.1f} times that",
        f"one school: plain rules {plain:.2f} s CPU, by columns {quick:.2f}: {plain / quick:.1f}x; "
        f"{'same findings' if same else 'NO, OTHER FINDINGS'}; planted {'found' if found == set(PLANTED) else f'NO: {found}'}",
    ]


def _audited(city: Path) -> tuple[float, float, float, str]:
    """Seconds, CPU seconds, the largest process in GiB, and the sum as told; the command, as a district calls it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    words = [sys.executable, "-m", "kehou.cli", "audit", str(city)]
    answer = subprocess.run(words, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert answer.returncode in (0, 1), answer.stderr
    said = next(line for line in answer.stdout.splitlines() if line.startswith("一共"))
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, cpu, after.ru_maxrss / 2**20, said


def _read(school: Path) -> int:
    """Every table of a school into typed columns, and nothing more: what an audit can't be faster than."""
    return sum(pl.read_csv(file, try_parse_dates=True).height for file in school.glob("*.csv"))


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
