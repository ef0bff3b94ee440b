"""What rows must agree on beyond their own cells: an end after its start, one word on a date, a period of this term."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from kehou.policy.exchange.reading import InputError
from kehou.policy.facts.plan import Term
from kehou.policy.facts.records import BillLine, CalendarDay, OfficeHours, Payout, Session

_MONTH = re.compile(r"\d{4}-\d{2}")


def contradictions(tables: Mapping[str, tuple[Any, ...]]) -> Iterator[InputError]:
    """Rows that contradict themselves or one another, in the tables that were read."""
    yield from _backward(tables.get("sessions", ()))
    yield from _said_otherwise(tables.get("calendar", ()), "date", _day_of, lambda row: (row.day, row.follows))
    yield from _said_otherwise(tables.get("office_hours", ()), "from", _since_of, lambda row: row.closes)


def foreign_periods(tables: Mapping[str, tuple[Any, ...]], term: Term) -> Iterator[InputError]:
    """Bills and payouts of a period that is neither a month nor this term: nothing would judge them, and they look fine."""
    rows: tuple[BillLine | Payout, ...] = (*tables.get("bills", ()), *tables.get("payouts", ()))
    for row in rows:
        if row.period != term.id and not _MONTH.fullmatch(row.period):
            says = f"要写月份（如 2026-09）或本学期的编号 {term.id}"
            yield _error(row.source, "period", f"YYYY-MM or {term.id}", says)


def _backward(sessions: Iterable[Session]) -> Iterator[InputError]:
    for session in sessions:
        says = "结束要晚于开始"
        if session.planned_end <= session.planned_start:
            yield _error(session.source, "planned_end", "an end after the start", says)
        if session.start is not None and session.end is not None and session.end <= session.start:
            yield _error(session.source, "end", "an end after the start", says)


def _said_otherwise(
    rows: Iterable[Any], column: str, key: Callable[[Any], object], value: Callable[[Any], object]
) -> Iterator[InputError]:
    """A second row for the same key that says something else. Saying the same twice is no harm: two feasts, one day."""
    said: dict[object, object] = {}
    for row in rows:
        if said.setdefault(key(row), value(row)) != value(row):
            yield _error(row.source, column, "each date once", "前面已有这一天，写的不一样")


def _day_of(row: CalendarDay) -> object:
    return row.date


def _since_of(row: OfficeHours) -> object:
    return row.since


def _error(source: str, key: str, expected: str, says: str) -> InputError:
    file, _, line = source.partition(":")
    return InputError(file, int(line), key, expected, says=says)
