"""What the calendar library knows of a year: holidays and make-up days. A proposal; a person confirms it."""

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

from kehou.ground.school_day import WEEKDAYS, WORKDAYS, weekday_of

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A date that differs from Monday–Friday. follows: the weekday whose timetable a make-up day is proposed to run."""

    date: date
    day: str  # off | workday
    follows: str
    note: str


def known_year(year: int) -> list[Proposal] | None:
    """Every differing date of the year, in order; None where the library does not know the year yet."""
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    found: list[Proposal] = []
    off_weekdays: list[str] = []
    try:
        for day in (d for d in days if d.year == year):
            holiday, name = chinese_calendar.get_holiday_detail(day)
            note = NAMES.get(name or "", name or "")
            is_weekday = weekday_of(day) in WORKDAYS
            if holiday and is_weekday:
                found.append(Proposal(day, "off", "", note))
                off_weekdays.append(weekday_of(day))
            elif not holiday and not is_weekday:
                found.append(Proposal(day, "workday", "", f"{note}调休"))
    except NotImplementedError:
        return None
    return [_with_weekday(p, found) if p.day == "workday" else p for p in found]


def _with_weekday(makeup: Proposal, found: list[Proposal]) -> Proposal:
    """Propose the weekday of the nearest holiday of the same name that no other make-up day stands for yet."""
    name = makeup.note.removesuffix("调休")
    holidays = [p.date for p in found if p.day == "off" and p.note == name]
    makeups = sorted(p.date for p in found if p.day == "workday" and p.note == makeup.note)
    if not holidays:
        return Proposal(makeup.date, makeup.day, WEEKDAYS[0], makeup.note)
    # The last holidays of a run are the ones worked beforehand and afterwards, in order.
    worked = sorted(holidays)[-len(makeups) :]
    index = min(makeups.index(makeup.date), len(worked) - 1)
    return Proposal(makeup.date, makeup.day, weekday_of(worked[index]), makeup.note)
