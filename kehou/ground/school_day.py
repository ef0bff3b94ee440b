"""School days: Monday to Friday, as the calendar of holidays and make-up days (调休) changes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kehou.ground.grade import grades_text

WEEKDAYS: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKDAYS: tuple[str, ...] = WEEKDAYS[:5]
WEEKDAY_NAMES: dict[str, str] = dict(
    zip(WEEKDAYS, ("周一", "周二", "周三", "周四", "周五", "周六", "周日"), strict=True)
)


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """What one date is instead of its plain weekday. follows: the weekday whose timetable a make-up day runs."""

    school_day: bool
    follows: str = ""


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """One date with school. weekday: the timetable's, which on a make-up day is the one it follows."""

    date: date
    weekday: str
    makeup: bool = False


def weekday_of(day: date) -> str:
    """The plain weekday of a date: "mon" … "sun"."""
    return WEEKDAYS[day.weekday()]


def school_day(day: date, changes: Mapping[date, CalendarChange]) -> SchoolDay | None:
    """The school day a date is, or None where there is no school."""
    own, change = weekday_of(day), changes.get(day)
    if change is None:
        return SchoolDay(day, own) if own in WORKDAYS else None
    if not change.school_day:
        return None
    return SchoolDay(day, change.follows or own, makeup=own not in WORKDAYS or bool(change.follows))


def school_days(first: date, last: date, changes: Mapping[date, CalendarChange]) -> tuple[SchoolDay, ...]:
    """Every school day from first to last, both included, in order."""
    dates = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(found for found in (school_day(day, changes) for day in dates) if found)


def weekdays_text(weekdays: Iterable[str]) -> str:
    """Name weekdays for a reader, in the week's order: "周一、周三"; three or more in a row are "周一至周五"."""
    wanted = set(weekdays)
    ordered = [n for n, day in enumerate(WEEKDAYS) if day in wanted]
    names = [WEEKDAY_NAMES[WEEKDAYS[n]] for n in ordered]
    if len(ordered) >= 3 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{names[0]}至{names[-1]}"
    return "、".join(names)


def grade_days_text(grade_days: Iterable[tuple[int, str]]) -> str:
    """Name (grade, weekday) pairs for a reader, grades with the same days together: "一、二年级周五，四年级周一、周五"."""
    days: dict[int, set[str]] = {}
    for grade, weekday in grade_days:
        days.setdefault(grade, set()).add(weekday)
    together: dict[frozenset[str], list[int]] = {}
    for grade in sorted(days):
        together.setdefault(frozenset(days[grade]), []).append(grade)
    return "，".join(f"{grades_text(grades)}{weekdays_text(weekdays)}" for weekdays, grades in together.items())


def date_text(day: date) -> str:
    """Name a date for a reader: "9月7日"."""
    return f"{day.month}月{day.day}日"
