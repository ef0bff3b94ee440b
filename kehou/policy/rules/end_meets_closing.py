"""Service ends when parents can come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from kehou.ground.grade import grades_text
from kehou.ground.minute import text_from_minute
from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.plan import Window
from kehou.policy.facts.records import OfficeHours
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@dataclass
class _Early:
    """A window that ends too early. closing: the closing time on first_date."""

    window: Window
    first_date: date
    closing: OfficeHours
    grades: set[int] = field(default_factory=set)


def could_apply(facts: TermFacts) -> bool:
    """A compulsory grade in demand and an after_class window."""
    plan = facts.plan
    return bool(plan and plan.compulsory_in_demand and any(w.kind == "after_class" for w in plan.windows))


@rule("end-meets-closing", judges="plan", needs=("office_hours",), applies=could_apply)
def end_meets_closing(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """On some school day a grade's last after_class window ends too long before the city's offices close.

    One problem a window. Days before the first closing time that is known are not judged.
    """
    plan, hours = facts.plan, sorted(facts.office_hours or (), key=lambda row: row.since)
    if plan is None:
        return
    early: dict[str, _Early] = {}
    for pattern in facts.day_patterns:
        for grade in plan.compulsory_in_demand:
            windows = pattern.of(grade, ("after_class",))
            if not windows:
                continue
            last = max(windows, key=lambda window: window.end)
            found = _first_early(last, pattern.dates, hours, params.closing_tolerance)
            if found:
                known = early.setdefault(last.where, _Early(last, *found))
                known.grades.add(grade)
                if found[0] < known.first_date:
                    known.first_date, known.closing = found
    for window in plan.windows:
        if window.where in early:
            yield _problem(window.where, early[window.where], params.closing_tolerance)


def _problem(where: str, early: _Early, tolerance: int) -> Problem:
    end, closes = text_from_minute(early.window.end), early.closing.closes
    closing = closes.hour * 60 + closes.minute
    return Problem(
        where=where,
        subject=grades_text(early.grades),
        evidence={
            "grades": sorted(early.grades),
            "end": end,
            "closing": text_from_minute(closing),
            "first_date": early.first_date.isoformat(),
        },
        says=f"填的是 {end}；{date_text(early.closing.since)}起全市 {text_from_minute(closing)} 下班。",
        satisfied_by=f"结束改到 {text_from_minute(closing)} 或更晚（最多早 {tolerance} 分钟）。",
    )


def _first_early(
    window: Window, dates: Sequence[date], hours: Sequence[OfficeHours], tolerance: int
) -> tuple[date, OfficeHours] | None:
    """The first of the dates on which the window ends too early, with the closing time of that day."""
    for day in dates:
        known = [row for row in hours if row.since <= day]
        if known and window.end < known[-1].closes.hour * 60 + known[-1].closes.minute - tolerance:
            return day, known[-1]
    return None
