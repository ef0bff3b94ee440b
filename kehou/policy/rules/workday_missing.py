"""Service on all five workdays."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.ground.school_day import WEEKDAYS, WORKDAYS, date_text, weekdays_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule
from kehou.policy.rules.grade_not_served import is_served


@rule("workday-missing", judges="plan")
def workday_missing(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """A served compulsory grade in demand is without a window on enough school days of one weekday.

    One problem a grade. A make-up day counts as the weekday whose timetable it runs.
    """
    plan = facts.plan
    if plan is None or not plan.windows:
        return
    for grade in plan.compulsory_in_demand:
        if not is_served(plan, grade):
            continue
        bare: dict[str, list[date]] = defaultdict(list)
        for pattern in facts.day_patterns:
            if pattern.weekday in WORKDAYS and not pattern.of(grade, ("after_class",)):
                bare[pattern.weekday] += pattern.dates
        missing = {weekday: min(dates) for weekday, dates in bare.items() if len(dates) >= params.missing_weekday_dates}
        if missing:
            name, weekdays = grades_text([grade]), weekdays_text(missing)
            first = min(missing.values())
            yield Problem(
                where="windows",
                subject=f"{name} {weekdays}",
                evidence={
                    "grade": grade,
                    "weekdays": sorted(missing, key=WEEKDAYS.index),
                    "first_date": first.isoformat(),
                    "dates": {weekday: len(bare[weekday]) for weekday in missing},
                },
                says=f"{name}{weekdays}没有课后服务，最早缺的是{date_text(first)}。",
                satisfied_by=f"给{name}{weekdays}也安排课后时段，每周五个工作日都要有。",
            )
