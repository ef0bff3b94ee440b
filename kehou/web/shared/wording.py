"""How amounts, dates and times are written on a page. Source: screens/README 一、怎么说话, points 8 and 9."""

from datetime import date, datetime, time

from kehou.ground.school_day import WEEKDAY_NAMES, weekday_of
from kehou.kernel.clock import LOCAL

MINUS = "\u2212"
_NUMERALS = "一二三四五六七八九"
_SENIOR = {10: "高一", 11: "高二", 12: "高三"}


def money_text(fen: int) -> str:
    """1250 → "¥12.50", -2800 → "−¥28.00", 123456 → "¥1,234.56"."""
    yuan, cents = divmod(abs(int(fen)), 100)
    return f"{MINUS if fen < 0 else ''}¥{yuan:,}.{cents:02d}"


def local(moment: datetime) -> datetime:
    """An aware moment in the city's time; a naive one is taken as that already."""
    return moment.astimezone(LOCAL) if moment.tzinfo else moment


def day_text(day: date, *, this_year: int | None = None) -> str:
    """2026-10-28 → "10月28日 周三"; the year stands before it only where it is not `this_year`."""
    day = local(day).date() if isinstance(day, datetime) else day
    year = f"{day.year}年" if this_year is not None and day.year != this_year else ""
    return f"{year}{day.month}月{day.day}日 {WEEKDAY_NAMES[weekday_of(day)]}"


def clock_text(moment: datetime | time | int) -> str:
    """A moment, a time of day, or minutes after midnight → "17:10"."""
    if isinstance(moment, int):
        return f"{moment // 60:02d}:{moment % 60:02d}"
    return (local(moment) if isinstance(moment, datetime) else moment).strftime("%H:%M")


def moment_text(moment: datetime, *, this_year: int | None = None) -> str:
    """→ "10月28日 17:10"; with the year where it is another."""
    moment = local(moment)
    year = f"{moment.year}年" if this_year is not None and moment.year != this_year else ""
    return f"{year}{moment.month}月{moment.day}日 {moment:%H:%M}"


def class_text(grade: int, number: int | str) -> str:
    """4, 2 → "四（2）班"; 10, 3 → "高一（3）班"."""
    return f"{_SENIOR.get(int(grade)) or _NUMERALS[int(grade) - 1]}（{number}）班"
