"""Periods of bills and pay: a month ("2026-09") or the term's id."""

from datetime import date
from functools import lru_cache

from kehou.policy.facts.term import TermFacts


@lru_cache(maxsize=1024)
def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def periods_of(day: date, facts: TermFacts) -> tuple[str, ...]:
    """The periods a day of service counts in: its month and, where the plan names it, the term."""
    return (month_of(day), facts.term.id) if facts.term else (month_of(day),)


def period_text(period: str) -> str:
    """Name a period for a reader: "2026-09" → "9月"; a term's id stands as it is, between blanks."""
    year, _, month = period.partition("-")
    return f"{int(month)}月" if year.isdecimal() and month.isdecimal() else f" {period} "


def is_period(period: str, facts: TermFacts) -> bool:
    """Whether it is a month or this term; another term's id cannot be judged from this term's records."""
    year, _, month = period.partition("-")
    is_month = len(year) == 4 and len(month) == 2 and year.isdecimal() and month.isdecimal()
    return is_month or (facts.term is not None and period == facts.term.id)
