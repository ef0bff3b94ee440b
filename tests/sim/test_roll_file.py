"""Roll files of simulated people: read back without loss, and with exactly the faults that were planted."""

from datetime import date
from pathlib import Path

import pytest

from kehou.gateways.sheets import read_table
from kehou.people.roll.columns import ROLL_COLUMNS
from kehou.people.roll.diff import PUPIL, Diff, diff, record_of
from kehou.people.roll.parse import ParsedRoll, SchoolOnRoll, parse_roll
from kehou.people.roll.staff_list import ROLES, STAFF_COLUMNS, parse_staff
from kehou.sim.people import SimSchool, Town
from kehou.sim.roll_file import FAULTS, write_roll, write_staff_list

FIRST_DAY = date(2026, 8, 31)
SCHOOL = SimSchool("2115000017", ("primary",))
TOWN = Town(3, first_day=FIRST_DAY)
PUPILS = TOWN.pupils(SCHOOL, 600)


def read(path: Path) -> ParsedRoll:
    table = read_table(path.read_bytes(), headers=ROLL_COLUMNS)
    return parse_roll(table, schools=[SchoolOnRoll(SCHOOL.code, SCHOOL.stages)], first_day=FIRST_DAY)


@pytest.mark.parametrize(
    ("format", "encoding"), [("xlsx", ""), ("csv", "utf-8"), ("csv", "utf-8-sig"), ("csv", "gb18030")]
)
@pytest.mark.invariant("I25")
def test_every_pupil_comes_back_as_written(tmp_path: Path, format: str, encoding: str) -> None:
    path = tmp_path / f"roll.{format}"
    write_roll(path, PUPILS, format=format, encoding=encoding)
    parsed = read(path)
    assert parsed.refused == ()
    for row, pupil in zip(parsed.rows, PUPILS, strict=True):
        for name in ("name", "sex", "born", "id_number", "grade", "class_no", "seat_no", "entered", "boarding",
                     "left_behind", "migrant"):  # fmt: skip
            assert getattr(row, name) == getattr(pupil, name)
        assert set(row.aid) == set(pupil.aid)
        assert [(each.name, each.phone) for each in row.guardians] == [(g.name, g.phone) for g in pupil.guardians]


def test_all_71_columns_stand_in_the_file(tmp_path: Path) -> None:
    write_roll(tmp_path / "roll.xlsx", PUPILS[:3])
    assert read_table((tmp_path / "roll.xlsx").read_bytes(), headers=ROLL_COLUMNS).header == ROLL_COLUMNS


@pytest.mark.invariant("I25")
def test_xlsx_and_csv_of_the_same_pupils_differ_in_nothing(tmp_path: Path) -> None:
    write_roll(tmp_path / "a.xlsx", PUPILS)
    write_roll(tmp_path / "b.csv", PUPILS, format="csv", encoding="gb18030")
    found = diff([record_of(row) for row in read(tmp_path / "a.xlsx").rows], read(tmp_path / "b.csv"), identity=PUPIL)
    assert found == Diff((), (), (), len(PUPILS), ())


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_roll(tmp_path / name, Town(3, first_day=FIRST_DAY).pupils(SCHOOL, 60))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.invariant("I25")
def test_exactly_the_planted_rows_are_refused_each_at_its_column(tmp_path: Path) -> None:
    planted = write_roll(tmp_path / "roll.xlsx", PUPILS, faults=list(FAULTS))
    parsed = read(tmp_path / "roll.xlsx")
    found = [(row.number, [problem.column for problem in row.problems]) for row in parsed.refused]
    assert found == [(fault.number, [fault.column]) for fault in planted]
    assert len(parsed.rows) == len(PUPILS) - len(FAULTS)


@pytest.mark.invariant("I16")
def test_what_is_told_about_a_refused_row_masks_numbers(tmp_path: Path) -> None:
    write_roll(tmp_path / "roll.xlsx", PUPILS, faults=list(FAULTS))
    told = repr(read(tmp_path / "roll.xlsx").refused)
    for pupil in PUPILS[: 2 * len(FAULTS)]:
        assert pupil.id_number not in told
        assert not [guardian for guardian in pupil.guardians if guardian.phone in told]


def test_the_staff_list_comes_back_as_written(tmp_path: Path) -> None:
    staff = TOWN.staff(SCHOOL, teachers=30)
    write_staff_list(tmp_path / "staff.xlsx", staff)
    parsed = parse_staff(read_table((tmp_path / "staff.xlsx").read_bytes(), headers=STAFF_COLUMNS), today=FIRST_DAY)
    assert parsed.refused == ()
    for row, person in zip(parsed.rows, staff, strict=True):
        assert (row.name, row.phone, row.subjects, row.cleared_on) == (
            person.name,
            person.phone,
            person.subjects,
            person.cleared_on,
        )
        assert set(row.roles) == {ROLES[role] for role in person.roles}
