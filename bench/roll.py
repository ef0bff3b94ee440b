"""The roll: 60,000 pupils in 71 columns, from a file to the school's people (invariant I25: at most 60 s).

Each kind of file goes the whole way as the worker goes it, by the real deeds in a fresh SQLite: upload, preview, confirm,
write; one of them once more, which changes nothing.
"""

import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from kehou.gateways.sheet_writer import Sheet, write_csv, write_xlsx
from kehou.people.roll.columns import ROLL_COLUMNS
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
    lines = [
        f"{kind}: {PUPILS:,} pupils × {len(ROLL_COLUMNS)} columns, {len(data) / 1e6:.1f} MB"
        for kind, data in files.items()
    ]
    with tempfile.TemporaryDirectory(prefix="kehou-bench-") as folder:
        for kind, data in files.items():
            file = Path(folder, f"roll.{kind}")
            file.write_bytes(data)
            # What the same file again costs lies behind its reading, where both kinds are alike.
            lines += _the_whole_way(file, times=2 if kind == "csv" else 1)
    return lines


def _the_whole_way(file: Path, *, times: int) -> list[str]:
    home = file.with_name(f"home-{file.suffix[1:]}")
    home.mkdir(exist_ok=True)
    told = {"KEHOU_HOME": str(home), "KEHOU_DATABASE_URL": "", "KEHOU_DEMO": "", "KEHOU_MASTER_KEY": "bench"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.roll_deeds", str(file), str(times)],
        stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, **told},
    )  # fmt: skip
    return [f"{file.suffix[1:]}, {line}" for line in done.stdout.splitlines()]
