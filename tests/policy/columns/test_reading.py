"""What is read column by column is what the plain reader reads; what is not certainly clean is left to it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kehou.policy.columns import reading
from kehou.policy.exchange.reading import InputError
from kehou.policy.exchange.table_layouts import LAYOUTS
from kehou.policy.exchange.tables import read_tables

HEAD = "session,student,state,in,out,released_to,online,homework_done"
LINE = "n1,s1,present,2026-09-07 16:10,2026-09-07 17:10,guardian,0,1"
KNOWN = {"sessions": {"n1", "n2"}, "students": {"s1", "s2"}}
PRESENCE = LAYOUTS["presence"]


@pytest.fixture(autouse=True)
def nothing_is_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SMALL", 0)


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("a quote", f"{HEAD}\n{LINE.replace('n1', chr(34) + 'n1' + chr(34))}\n"),
        ("an empty line, which is passed over and counted", f"{HEAD}\n{LINE}\n\n{LINE}\n"),
        ("a lone carriage return, which ends a line", f"{HEAD}\n{LINE}\r{LINE}\n"),
        ("a cell too many", f"{HEAD}\n{LINE},\n"),
        ("a cell too few", f"{HEAD}\n{LINE[:-2]}\n"),
        ("one too many and one too few", f"{HEAD}\n{LINE},\n{LINE[:-2]}\n"),
        ("an unknown code", f"{HEAD}\n{LINE.replace('present', 'here')}\n"),
        ("a day that is none", f"{HEAD}\n{LINE.replace('09-07 16', '02-30 16')}\n"),
        ("an hour that is none", f"{HEAD}\n{LINE.replace('17:10', '25:10')}\n"),
        ("a session nobody has", f"{HEAD}\n{LINE.replace('n1', 'n3')}\n"),
        ("a pupil nobody has", f"{HEAD}\n{LINE.replace('s1', 's3')}\n"),
        ("a column nobody knows", f"{HEAD},mood\n{LINE},fine\n"),
        ("a column twice", f"{HEAD},online\n{LINE},0\n"),
        ("a missing column", f"{HEAD.removesuffix(',homework_done')}\n{LINE[:-2]}\n"),
        ("no line at all", f"{HEAD}\n"),
        ("nothing", ""),
    ],
)
def test_what_is_not_certainly_clean_is_the_plain_readers(why: str, text: str) -> None:
    assert reading.read_columns(PRESENCE, text, KNOWN) is None, why


def test_an_id_given_twice_is_the_plain_readers() -> None:
    head = "student,grade,class,boarding,aid,left_behind,migrant"
    twice = f"{head}\ns1,2,1,0,,0,0\ns1,2,1,0,,0,0\n"
    assert reading.read_columns(LAYOUTS["students"], twice, {}) is None
    assert reading.read_columns(LAYOUTS["students"], twice.replace("\ns1", "\ns2", 1), {}) is not None


CELLS = {
    "session": ["n1", "n2", " n1 ", "n3", ""],
    "student": ["s1", "s2", "s1 ", ""],
    "state": ["present", "leave", "absent", " present", "Present"],
    "in": ["2026-09-07 16:10", "2026-09-07 16:10:59", "", " ", "2026-09-07  16:10", "2026-09-07 9:05", "2026/9/7 16:10",
           "2026-09-07 16：10", "2026-02-29 16:10", "2026-09-07", "16:10", "2026-09-07 24:00"],
    "out": ["2026-09-07 17:10", "2026-09-08 00:00", "", "2026-09-07 17:10 ", "2026-09-07 17:1"],
    "released_to": ["guardian", "next_session", "", "nobody"],
    "online": ["0", "1", "", " 1", "２", "１"],
    "homework_done": ["0", "1", "", "yes"],
}  # fmt: skip


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A few lines of clean cells, with now and then another cell, another order of columns, another end of lines."""
    names = draw(st.permutations(list(CELLS))) if draw(st.booleans()) else list(CELLS)
    odd = draw(st.integers(0, 3)) == 0
    lines = [
        ",".join(draw(st.sampled_from(CELLS[name] if odd else CELLS[name][:2])) for name in names)
        for _ in range(draw(st.integers(1, 4)))
    ]
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    return ends.join([",".join(names), *lines]) + draw(st.sampled_from(["", ends]))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts())
def test_the_same_rows_from_the_same_lines_or_left_to_the_plain_reader(tmp_path: Path, text: str) -> None:
    (tmp_path / "presence.csv").write_bytes(text.encode())
    plain_errors: list[InputError] = []
    plain = read_tables(tmp_path, ["presence"], plain_errors)["presence"]
    quick = reading.read_columns(PRESENCE, text, {})
    if plain_errors:
        assert quick is None
    elif quick is not None:
        assert tuple(quick) == plain
    errors: list[InputError] = []
    assert tuple(read_tables(tmp_path, ["presence"], errors, reading.read_columns)["presence"]) == plain
    assert errors == plain_errors


def test_clean_lines_are_read_by_columns() -> None:
    """Otherwise the equality above would hold of nothing."""
    quick = reading.read_columns(PRESENCE, f"{HEAD}\n{LINE}\n{LINE.replace(':10,', ':10:30,')}\n", KNOWN)
    assert quick is not None
    assert [row.source for row in quick] == ["presence.csv:2", "presence.csv:3"]
