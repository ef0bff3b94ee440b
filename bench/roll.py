"""The roll: 60,000 pupils in 71 columns from a file to a difference (invariant I25: at most 60 s)."""

import time
from datetime import date

from kehou.gateways.sheet_writer import Sheet, write_csv, write_xlsx
from kehou.gateways.sheets import read_table
from kehou.people.roll.columns import ROLL_COLUMNS
from kehou.people.roll.diff import PUPIL, diff, record_of
from kehou.people.roll.parse import ParsedRoll, SchoolOnRoll, parse_roll
from kehou.sim.people import SimSchool, Town
from kehou.sim.roll_file import roll_values

FIRST_DAY = date(2026, 8, 31)
SCHOOLS = [SimSchool(f"21150000{number:02d}", ("primary",)) for number in range(10, 90)]
PUPILS_PER_SCHOOL = 750


def run() -> list[str]:
    """Lines for `make bench`."""
    town = Town(1, first_day=FIRST_DAY)
    rows = [
        [values.get(column, "") for column in ROLL_COLUMNS]
        for school in SCHOOLS
        for values in map(roll_values, town.pupils(school, PUPILS_PER_SCHOOL))
    ]
    lines = []
    parsed: ParsedRoll | None = None
    files = {
        "xlsx": write_xlsx([Sheet("roll", ROLL_COLUMNS, rows)]),
        "csv GB18030": write_csv(ROLL_COLUMNS, rows, encoding="gb18030"),
    }
    for kind, data in files.items():
        wall, cpu = time.perf_counter(), time.process_time()
        table = read_table(data, headers=ROLL_COLUMNS)
        read_s = time.perf_counter() - wall
        parsed = parse_roll(table, schools=[SchoolOnRoll(s.code, s.stages) for s in SCHOOLS], first_day=FIRST_DAY)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        lines.append(
            f"roll {kind}: {len(parsed.rows):,} pupils × {len(ROLL_COLUMNS)} columns, {len(data) / 1e6:.1f} MB, in "
            f"{wall:.1f} s ({60 / wall:.0f}× under the 60 s of I25): reading {read_s:.1f} s, judging {wall - read_s:.1f} s; "
            f"{cpu * 1e6 / len(rows):.0f} µs CPU a row; refused {len(parsed.refused)}"
        )
    assert parsed is not None
    stored = [record_of(row) for row in parsed.rows]
    wall = time.perf_counter()
    found = diff(stored, parsed, identity=PUPIL)
    lines.append(f"roll diff: the same file again in {time.perf_counter() - wall:.1f} s, empty: {found.is_empty}")
    return lines
