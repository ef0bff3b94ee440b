"""What a child owes for a period: by days served, in arrears, never above the standard or the term's cap."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kehou.engines.split import cap
from kehou.ground.fen import Fen
from kehou.ground.grade import stage_of
from kehou.org.queries import SchoolCalendar, TermInfo
from kehou.policy.facts.plan import Fees, Plan, Window

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Period:
    """A month "2026-09" or a whole term by its key; both days count and lie in the term."""

    key: str
    first: date
    last: date


def period_of(key: str, term: TermInfo) -> Period | None:
    """None where the text is no month of the term and not the term's key. "KEY+2" is the whole term once more (pay)."""
    if key == term.key or (key.startswith(f"{term.key}+") and key[len(term.key) + 1 :].isdecimal()):
        return Period(key, term.first_day, term.last_day)
    match = _MONTH.fullmatch(key)
    if match is None:
        return None
    first = date(int(match[1]), int(match[2]), 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    first, last = max(first, term.first_day), min(last, term.last_day)
    return Period(key, first, last) if first <= last else None


def months_of(term: TermInfo) -> list[Period]:
    """Every month of the term, in order."""
    months, day = [], term.first_day
    while day <= term.last_day:
        period = period_of(f"{day:%Y-%m}", term)
        if period is not None:
            months.append(period)
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return months


def period_text(key: str) -> str:
    """ "2026-09" → "9月"; a term's key → "本学期"; with "+2" → "本学期第2次"."""
    match = _MONTH.fullmatch(key)
    again = key.partition("+")[2]
    return f"{int(match[2])}月" if match else f"本学期第{again}次" if again else "本学期"


def charged_windows(plan: Plan) -> tuple[Window, ...]:
    """Windows whose days count for the fee: after class, and others that the plan itself says are charged.

    Early, noon and evening care of compulsory grades is never counted (national-2023-12 国.1; rule charged-care-time).
    """
    return tuple(window for window in plan.windows if window.kind == "after_class" or window.charged)


def service_days(windows: Sequence[Window], grade: int, period: Period, calendar: SchoolCalendar) -> list[date]:
    """Days of the period on which a charged window runs for the grade."""
    return [
        day
        for day in calendar.school_days(period.first, period.last)
        for weekday in (calendar.timetable_weekday(day),)
        if any(grade in w.grades and weekday in w.weekdays and w.runs_on(day) for w in windows)
    ]


@dataclass(frozen=True, slots=True)
class Served:
    """What a child took part in, by date: the sessions."""

    days: Mapping[date, Sequence[int]]

    @property
    def lessons(self) -> int:
        return sum(len(sessions) for sessions in self.days.values())


@dataclass(frozen=True, slots=True)
class Charge:
    """charged: fen after the cap; waived: fen of it that the plan waives; why: what the figures came from."""

    charged: int
    waived: int
    why: dict[str, object]


Rates = Mapping[date, int]
"""Day → per cent of its fee that is waived; a day that is not in it: nothing."""


def rates_in(why: Mapping[str, Any]) -> Rates:
    """What a bill's provenance says was waived on each of its days."""
    of_day = dict(why.get("rates", ()))
    return {
        date.fromisoformat(text): int(of_day.get(text, 0) if of_day else why.get("rate", 0))
        for text, _ in why.get("days", ())
    }


def charge(fees: Fees, grade: int, served: Served, *, offered: int, earlier: int, rates: Rates) -> Charge:
    """One child's fee for one period.

    By month or term: standard × days served ÷ days offered, fractions of a fen dropped. By day, by lesson: standard × how
    many (a session is a lesson). offered: days of the period on which the grade had service. earlier: fen of the term
    charged so far. rates: a day's share of the charge (by lesson: a lesson's) is waived by its own per cent; the fraction
    of a fen goes to the family, once for the bill. In `why` stands "rate" (the highest of the days), and "rates" by day
    where they differ: no category.
    Units: integer fen. Source: wuhai-2021-92 二.2, 八.3c; invariant I6.
    """
    stage = stage_of(grade)
    standard, limit = fees.standard.get(stage, Fen(0)), fees.term_cap.get(stage)
    if fees.basis in ("month", "term"):
        full = min(standard, standard * len(served.days) // max(1, offered))
    else:
        full = standard * (served.lessons if fees.basis == "lesson" else len(served.days))
    charged = full if limit is None else cap((Fen(min(earlier, limit)), Fen(full)), limit)[1]
    of_day = {day: rates.get(day, 0) for day in sorted(served.days)}
    parts = {day: len(sessions) if fees.basis == "lesson" else 1 for day, sessions in served.days.items()}
    weighed = sum(parts[day] * rate for day, rate in of_day.items())
    waived = -(-charged * weighed // (100 * max(1, sum(parts.values()))))
    why: dict[str, object] = {
        "basis": fees.basis, "standard": standard, "offered": offered, "lessons": served.lessons, "before_cap": full,
        "cap": limit, "earlier": earlier, "rate": max(of_day.values(), default=0),
        "days": [[day.isoformat(), list(sessions)] for day, sessions in sorted(served.days.items())],
    }  # fmt: skip
    if len(set(of_day.values())) > 1:
        why["rates"] = [[day.isoformat(), rate] for day, rate in of_day.items()]
    return Charge(charged, waived, why)


def waiver_rates(fees: Fees) -> dict[str, int]:
    """Category → per cent; the best where a category stands twice (rule waived-pupil-charged)."""
    rates: dict[str, int] = {}
    for waiver in fees.waivers:
        rates[waiver.category] = max(waiver.rate, rates.get(waiver.category, 0))
    return rates
