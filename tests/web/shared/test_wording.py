"""How amounts, dates and times are written (screens/README 一、怎么说话, 8 and 9)."""

from datetime import UTC, date, datetime, time

import pytest

from kehou.kernel.clock import LOCAL
from kehou.web.shared.wording import class_text, clock_text, day_text, moment_text, money_text


@pytest.mark.parametrize(
    ("fen", "written"),
    [(1250, "¥12.50"), (0, "¥0.00"), (5, "¥0.05"), (-2800, "−¥28.00"), (-5, "−¥0.05"), (123456, "¥1,234.56")],
)
def test_money_has_two_decimals_and_a_true_minus(fen: int, written: str) -> None:
    assert money_text(fen) == written


def test_a_date_names_its_weekday_and_its_year_only_when_it_is_another() -> None:
    assert day_text(date(2026, 10, 28)) == "10月28日 周三"
    assert day_text(date(2027, 1, 15), this_year=2026) == "2027年1月15日 周五"
    assert day_text(date(2026, 10, 28), this_year=2026) == "10月28日 周三"


def test_a_moment_is_told_in_the_citys_time() -> None:
    utc = datetime(2026, 10, 28, 16, 30, tzinfo=UTC)
    assert clock_text(utc) == "00:30"
    assert day_text(utc) == "10月29日 周四"
    assert moment_text(utc, this_year=2025) == "2026年10月29日 00:30"
    assert moment_text(datetime(2026, 10, 28, 17, 10, tzinfo=LOCAL), this_year=2026) == "10月28日 17:10"


def test_a_time_of_day_has_24_hours() -> None:
    assert clock_text(time(9, 5)) == "09:05"
    assert clock_text(1030) == "17:10"
    assert clock_text(0) == "00:00"


def test_a_class_is_written_as_schools_write_it() -> None:
    assert class_text(4, 2) == "四（2）班"
    assert class_text(9, 11) == "九（11）班"
    assert class_text(10, 3) == "高一（3）班"
