"""Which grade and class a pupil is in, from 入学年月, 班号 and the term's first day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kehou.people.roll.cells import Unfit, plain

Stage = Literal["primary", "junior", "senior"]

_FIRST_GRADE: Mapping[Stage, int] = {"primary": 1, "junior": 7, "senior": 10}
_LAST_GRADE: Mapping[Stage, int] = {"primary": 6, "junior": 9, "senior": 12}
_SCHOOL_YEAR_STARTS_MONTH = 8
_GRADE_NAMES = {name: grade for grade, name in enumerate("一二三四五六七八九", start=1)} | {
    "初一": 7, "初二": 8, "初三": 9, "高一": 10, "高二": 11, "高三": 12,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClassName:
    """What a 班号 says. year: school year of entry, grade: 1–12; None where it does not say. number: from 1."""

    year: int | None
    grade: int | None
    number: int


def read_class(text: str) -> ClassName:
    """ "202304" → entered 2023, class 4; "四（4）班" → grade 4, class 4; "4", "4班" → class 4."""
    name = plain(text)
    if parts := re.fullmatch(r"(20\d{2})级?(\d{2}|\d(?=班))班?", name):
        found = ClassName(int(parts[1]), None, int(parts[2]))
    elif parts := re.fullmatch(r"(?:(初[一二三]|高[一二三]|[一二三四五六七八九])(?:年级)?)?\(?(\d{1,2})\)?班?", name):
        found = ClassName(None, _GRADE_NAMES[parts[1]] if parts[1] else None, int(parts[2]))
    else:
        raise Unfit("班号，如 202304（2023 年入学的 4 班）或 4")
    if found.number == 0:
        raise Unfit("从 1 开始的班号")
    return found


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
