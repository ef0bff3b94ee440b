"""School days, times of day and how a reader hears them."""

from datetime import date

import pytest

from kehou.ground.grade import band_of, grades_text, is_compulsory, stage_of
from kehou.ground.minute import longest_gap, minute_from_text, minutes_covered, text_from_minute
from kehou.ground.school_day import CalendarChange, grade_days_text, school_day, school_days, weekdays_text

OFF, FOLLOWS_WED, PLAIN = CalendarChange(False), CalendarChange(True, "wed"), CalendarChange(True)
SATURDAY, MONDAY = date(2026, 10, 10), date(2026, 10, 12)


@pytest.mark.parametrize(
    ("day", "changes", "weekday", "makeup"),
    [
        (MONDAY, {}, "mon", False),
        (SATURDAY, {}, None, False),
        (MONDAY, {MONDAY: OFF}, None, False),
        (SATURDAY, {SATURDAY: FOLLOWS_WED}, "wed", True),
        (SATURDAY, {SATURDAY: PLAIN}, "sat", True),
        (MONDAY, {MONDAY: FOLLOWS_WED}, "wed", True),
        (MONDAY, {MONDAY: PLAIN}, "mon", False),
    ],
)
def test_a_makeup_day_runs_the_timetable_it_follows(day, changes, weekday, makeup) -> None:
    found = school_day(day, changes)
    assert (found.weekday if found else None, bool(found and found.makeup)) == (weekday, makeup)


def test_both_ends_of_a_term_count() -> None:
    days = school_days(MONDAY, date(2026, 10, 16), {date(2026, 10, 14): OFF})
    assert [day.weekday for day in days] == ["mon", "tue", "thu", "fri"]


@pytest.mark.parametrize("text", ["16:1", "24:00", "16.10", "１６:10", "16:60", " 16:10", ""])
def test_a_time_is_two_digits_and_two_digits(text: str) -> None:
    with pytest.raises(ValueError, match="time of day"):
        minute_from_text(text)


def test_times_come_back_as_written() -> None:
    assert [text_from_minute(minute_from_text(text)) for text in ("00:00", "16:10", "23:59")] == [
        "00:00",
        "16:10",
        "23:59",
    ]


def test_minutes_covered_count_overlaps_once_and_gaps_count_from_edge_to_edge() -> None:
    assert minutes_covered([(0, 60), (30, 90), (100, 110)]) == 100
    assert minutes_covered([]) == 0
    assert longest_gap((0, 100), []) == 100
    assert longest_gap((0, 100), [(10, 20), (15, 60), (75, 100)]) == 15
    assert longest_gap((0, 100), [(0, 70)]) == 30
    assert longest_gap((50, 100), [(0, 40), (120, 130)]) == 50


def test_stages_bands_and_compulsory_grades() -> None:
    assert [stage_of(g) for g in (1, 6, 7, 9, 10, 12)] == ["primary", "primary", "junior", "junior", "senior", "senior"]
    assert [band_of(g) for g in (2, 3, 6, 7, 9, 10)] == ["low", "upper", "upper", "junior", "junior", "senior"]
    assert [is_compulsory(g) for g in (1, 9, 10)] == [True, True, False]


@pytest.mark.parametrize(
    ("grades", "text"),
    [
        ({3}, "三年级"),
        ({1, 2}, "一、二年级"),
        ({4, 5, 6}, "四至六年级"),
        ({1, 3, 4, 5}, "一、三至五年级"),
        ({9, 10}, "九年级、高一"),
    ],
)
def test_grades_are_named_as_a_school_says_them(grades: set[int], text: str) -> None:
    assert grades_text(grades) == text


@pytest.mark.parametrize(
    ("weekdays", "text"),
    [
        (["fri", "mon"], "周一、周五"),
        (["mon", "tue"], "周一、周二"),
        (["tue", "wed", "thu"], "周二至周四"),
        (["mon", "tue", "wed", "thu", "fri"], "周一至周五"),
        (["mon", "tue", "wed", "fri"], "周一、周二、周三、周五"),
        ([], ""),
    ],
)
def test_weekdays_are_named_in_the_weeks_order(weekdays: list[str], text: str) -> None:
    assert weekdays_text(weekdays) == text


def test_grades_with_the_same_days_are_named_together() -> None:
    assert grade_days_text([(2, "fri"), (1, "fri"), (4, "mon"), (4, "fri")]) == "一、二年级周五，四年级周一、周五"
