"""Whatever a folder holds, the answer is findings or errors, never a traceback."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kehou.policy.check import judge
from kehou.policy.exchange.reading import Unreadable
from kehou.policy.exchange.table_layouts import LAYOUTS
from kehou.policy.exchange.tables import read_folder
from kehou.policy.pack import load_packs

CELLS = [
    "",
    "0",
    "1",
    "x",
    "-1",
    "9999999999",
    "2026-09-07",
    "2026-09-07 16:10",
    "16:10",
    "2026-09",
    "60.00",
    '"',
    ",",
    "\x00",
]
damage = st.tuples(
    st.sampled_from(sorted(LAYOUTS)),
    st.integers(0, 400),
    st.integers(0, 9),
    st.sampled_from(CELLS) | st.text(max_size=8),
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(damage, min_size=1, max_size=3))
def test_no_damaged_cell_is_ever_a_traceback(shared: Path, tmp_path: Path, damages) -> None:
    folder = tmp_path / "term"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file in (shared / "policy" / "cases" / "v070-session-not-held-plus7-near").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    for table, line, column, cell in damages:
        _damage(folder / f"{table}.csv", line, column, cell)
    try:
        facts = read_folder(folder)
    except Unreadable as unreadable:
        assert all(error.file and error.expected and error.says for error in unreadable.errors)
        return
    assert facts.plan is not None
    report = judge(facts, load_packs(facts.plan.policy), judges=("plan", "records"))
    assert all(finding.says and finding.satisfied_by and finding.where for finding in report.findings)


def _damage(file: Path, line: int, column: int, cell: str) -> None:
    lines = file.read_text(encoding="utf-8").split("\n")
    row = lines[line % len(lines)].split(",")
    row[column % len(row)] = cell
    lines[line % len(lines)] = ",".join(row)
    file.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
