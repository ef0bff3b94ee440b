"""Which grade and class a pupil is in, from 入学年月, 班号 and the term's first day."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from kehou.people.roll.cells import Unfit, plain

Stage = Literal["primary", "junior", "senior"]

_FIRST_GRADE: Mapping[Stage, int] = {"primary": 1, "junior": 7, "senior": 10}
_LAST_GRADE: Mapping[Stage, int] = {"primary": 6, "junior": 9, "senior": 12}
_SCHOOL_YEAR_STARTS_MONTH = 8


def read_class(text: str) -> tuple[int | None, int]:
    """班号 → (school year of entry or None, class). "202304" → (2023, 4); "4", "4班", "四（4）班" → (None, 4)."""
    name = plain(text)
    if parts := re.fullmatch(r"(20\d{2})(?:级)?(\d{2}|\d(?=班))班?", name):
        year, number = int(parts[1]), int(parts[2])
    elif parts := re.fullmatch(r"(?:[一二三四五六七八九]|初[一二三]|高[一二三])?(?:年级)?\(?(\d{1,2})\)?班?", name):
        year, number = None, int(parts[1])
    else:
        raise Unfit("班号，如 202304（2023 年入学的 4 班）或 4")
    if number == 0:
        raise Unfit("从 1 开始的班号")
    return year, number


def school_year(day: date) -> int:
    """The calendar year in which the school year of `day` began: August to July."""
    return day.year if day.month >= _SCHOOL_YEAR_STARTS_MONTH else day.year - 1


def grade_of(stages: Sequence[Stage], *, years: int, age: int) -> int | None:
    """The grade 1–12 of a pupil who entered a stage's first grade `years` school years ago; None if there is none.

    入学年月 is the entry into the first grade of the present stage, so a school of several stages leaves a choice;
    age (calendar years since birth) settles it: a child turns 7 in the year of first grade, or thereabouts.
    """
    grades = [
        first + years for stage in stages if (first := _FIRST_GRADE[stage]) + years <= _LAST_GRADE[stage] and years >= 0
    ]
    if "primary" in stages and "junior" in stages and 6 <= years <= 8:
        grades.append(1 + years)  # nine-year schools that keep the first entry all through
    return min(grades, key=lambda grade: abs(age - (grade + 6)), default=None)
