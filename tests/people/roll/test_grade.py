"""Grade and class from what the roll says."""

from datetime import date

import pytest

from kehou.people.roll.cells import Unfit
from kehou.people.roll.grade import ClassName, grade_of, read_class, school_year
from tests.people.roll.cast import ROW, parse


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("202304", ClassName(2023, None, 4)),
        ("2023级4班", ClassName(2023, None, 4)),
        ("4", ClassName(None, None, 4)),
        ("04", ClassName(None, None, 4)),
        ("12班", ClassName(None, None, 12)),
        ("四（2）班", ClassName(None, 4, 2)),
        ("四年级(2)班", ClassName(None, 4, 2)),
        ("初二（3）班", ClassName(None, 8, 3)),
        ("高一11班", ClassName(None, 10, 11)),
    ],
)
def test_class_numbers_are_read_as_schools_write_them(written: str, read: ClassName) -> None:
    assert read_class(written) == read


@pytest.mark.parametrize("written", ["", "0", "00", "202300", "20234", "火箭班", "123", "1999级2班"])
def test_what_is_no_class_number_is_refused(written: str) -> None:
    with pytest.raises(Unfit):
        read_class(written)


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 8, 31), 2026), (date(2027, 2, 20), 2026), (date(2027, 7, 31), 2026)]
)
def test_the_school_year_runs_from_august_to_july(day: date, year: int) -> None:
    assert school_year(day) == year


@pytest.mark.parametrize(("first_day", "grade"), [(date(2026, 8, 31), 3), (date(2027, 3, 1), 3), (date(2027, 9, 1), 4)])
def test_a_child_moves_up_in_autumn_not_in_spring(first_day: date, grade: int) -> None:
    (pupil,) = parse(ROW, first_day=first_day).rows
    assert pupil.grade == grade


@pytest.mark.parametrize(
    ("stages", "years", "age", "grade"),
    [
        (("primary",), 0, 6, 1),
        (("primary",), 5, 12, 6),
        (("primary",), 6, 13, None),
        (("primary",), -1, 6, None),
        (("junior",), 0, 12, 7),
        (("junior",), 2, 15, 9),
        (("junior",), 3, 16, None),
        (("senior",), 2, 18, 12),
        (("primary", "junior"), 1, 8, 2),
        (("primary", "junior"), 1, 14, 8),
        (("primary", "junior"), 7, 14, 8),
        (("junior", "senior"), 0, 13, 7),
        (("junior", "senior"), 0, 16, 10),
    ],
)
def test_years_since_entry_and_age_give_the_grade(stages: tuple, years: int, age: int, grade: int | None) -> None:
    assert grade_of(stages, years=years, age=age) == grade


def test_a_pupil_who_repeats_a_year_is_in_the_grade_of_the_class() -> None:
    (pupil,) = parse(ROW | {"班号": "202502", "入学年月": "202409"}).rows
    assert pupil.grade == 2


def test_a_class_two_years_from_the_entry_is_a_mistake() -> None:
    (row,) = parse(ROW | {"班号": "202602", "入学年月": "202409"}).refused
    assert row.problems[0].column == "班号"


def test_a_class_name_that_states_another_grade_is_a_mistake() -> None:
    assert parse(ROW | {"班号": "三（2）班"}).rows
    (row,) = parse(ROW | {"班号": "四（2）班"}).refused
    assert row.problems[0].column == "班号"


def test_a_pupil_who_has_left_the_stage_is_refused() -> None:
    (row,) = parse(ROW | {"班号": "2", "入学年月": "202009"}).refused
    assert row.problems[0].column == "入学年月"
