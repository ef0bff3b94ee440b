"""Which meetings a date has: make-up days, holidays, weekends."""

from datetime import date

import pytest

from kehou.menu import queries as menu
from kehou.org.models import CalendarDay
from tests.make.menu import document, make_sections
from tests.make.people import make_pupil, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    school = make_school()
    make_pupil(school, grade=4, class_no=1)
    return school


def _names(school, sections, day) -> list[str]:
    by_id = {section.pk: section.name for section in sections}
    return [by_id[section_id] for section_id in menu.section_ids_on(school.pk, day)]


@pytest.mark.clause("六.1")
def test_a_makeup_saturday_runs_the_weekday_it_follows(school) -> None:
    sections = make_sections(school)
    saturday = date(2026, 10, 10)
    assert _names(school, sections, saturday) == []
    CalendarDay.objects.create(district=school.district, date=saturday, day="workday", follows="mon")
    assert _names(school, sections, saturday) == ["四（1）班 作业辅导、自主学习", "剪纸"]


def test_a_holiday_has_no_meetings_and_neither_has_a_day_after_term(school) -> None:
    sections = make_sections(school)
    thursday = date(2026, 10, 1)
    assert _names(school, sections, thursday) != []
    CalendarDay.objects.create(district=school.district, date=thursday, day="off")
    assert _names(school, sections, thursday) == []
    assert _names(school, sections, date(2027, 1, 18)) == []


@pytest.mark.clause("六.2")
def test_a_weekend_window_runs_on_a_free_saturday_only(school) -> None:
    parts = document()
    windows = parts["windows"] + [
        {"id": "sat", "kind": "weekend", "grades": [4], "weekdays": ["sat"], "start": "09:00", "end": "11:00"}
    ]
    blocks = parts["blocks"] + [
        {
            "window": "sat", "grades": [4], "weekdays": ["sat"], "start": "09:00", "end": "11:00",
            "content": ["reading"], "choice": "elective",
        }
    ]  # fmt: skip
    sections = make_sections(school, document(windows=windows, blocks=blocks))
    reading = "四（1）班 课外阅读"
    plain, makeup, off = date(2026, 10, 17), date(2026, 10, 10), date(2026, 10, 3)
    CalendarDay.objects.create(district=school.district, date=makeup, day="workday", follows="fri")
    CalendarDay.objects.create(district=school.district, date=off, day="off")
    assert _names(school, sections, plain) == [reading]
    assert reading not in _names(school, sections, makeup)
    assert _names(school, sections, off) == []
