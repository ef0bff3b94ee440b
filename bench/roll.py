"""The roll: 60,000 pupils in 71 columns, from a file to the school's people (invariant I25: at most 60 s).

First reading alone, in both kinds of file; then the whole way as the worker goes it, by the real deeds in a fresh SQLite:
upload, preview, confirm, write; and the same file once more.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from kehou.gateways.sheet_writer import Sheet, write_csv, write_xlsx
from kehou.gateways.sheets import read_table
from kehou.people.roll.columns import ROLL_COLUMNS
from kehou.people.roll.parse import SchoolOnRoll, parse_roll
from kehou.sim.people import SimSchool, Town
from kehou.sim.roll_file import roll_values

FIRST_DAY = date(2026, 8, 31)
SCHOOL = SimSchool("3415030299", ("primary", "junior", "senior"))
PUPILS = int(os.environ.get("KEHOU_BENCH_PUPILS") or 60_000)


def run() -> list[str]:
    """Lines for `make bench`."""
    pupils = Town(1, first_day=FIRST_DAY).pupils(SCHOOL, PUPILS)
    rows = [[values.get(column, "") for column in ROLL_COLUMNS] for values in map(roll_values, pupils)]
    files = {
        "xlsx": write_xlsx([Sheet("roll", ROLL_COLUMNS, rows)]),
        "csv": write_csv(ROLL_COLUMNS, rows, encoding="gb18030"),
    }
    lines = [_reading(kind, data) for kind, data in files.items()]
    with tempfile.TemporaryDirectory(prefix="kehou-bench-") as folder:
        for kind, data in files.items():
            file = Path(folder, f"roll.{kind}")
            file.write_bytes(data)
            lines += _the_whole_way(file)
    return lines


def _reading(kind: str, data: bytes) -> str:
    wall, cpu = time.perf_counter(), time.process_time()
    table = read_table(data, headers=ROLL_COLUMNS)
    read_s = time.perf_counter() - wall
    parsed = parse_roll(table, schools=[SchoolOnRoll(SCHOOL.code, SCHOOL.stages)], first_day=FIRST_DAY)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return (
        f"{kind}: {len(parsed.rows):,} pupils × {len(ROLL_COLUMNS)} columns, {len(data) / 1e6:.1f} MB, read in {wall:.1f} s: "
        f"opening {read_s:.1f} s, judging {wall - read_s:.1f} s; {cpu * 1e6 / PUPILS:.0f} µs CPU a row; "
        f"refused {len(parsed.refused)}"
    )


def _the_whole_way(file: Path) -> list[str]:
    home = file.with_name(f"home-{file.suffix[1:]}")
    home.mkdir(exist_ok=True)
    told = {"KEHOU_HOME": str(home), "KEHOU_DATABASE_URL": "", "KEHOU_DEMO": "", "KEHOU_MASTER_KEY": "bench"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.roll_deeds", str(file)],
        stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, **told},
    )  # fmt: skip
    return [f"{file.suffix[1:]}, {line}" for line in done.stdout.splitlines()]
