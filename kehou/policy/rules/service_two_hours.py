"""About two hours a day."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kehou.ground.grade import grades_text
from kehou.ground.minute import minutes_covered
from kehou.ground.problem import Problem
from kehou.ground.school_day import WEEKDAYS, weekdays_text
from kehou.policy.facts.plan import Window
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@dataclass
class _Odd:
    """Days of one window whose minutes are too few or too many."""

    window: Window
    grades: set[int] = field(default_factory=set)
    weekdays: set[str] = field(default_factory=set)
    minutes: set[int] = field(default_factory=set)


@rule("service-two-hours", judges="plan")
def service_two_hours(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """On some school day a grade's after_class windows together are too short or too long.

    One problem a window, which is the day's first in the plan; grades and weekdays are gathered.
    """
    plan = facts.plan
    if plan is None or not plan.windows:
        return
    least, most = params.service_minutes_min, params.service_minutes_max
    odd: dict[str, _Odd] = {}
    for pattern in facts.day_patterns:
        for grade in plan.compulsory_in_demand:
            windows = pattern.of(grade, ("after_class",))
            minutes = minutes_covered(window.span for window in windows)
            if windows and not least <= minutes <= most:
                found = odd.setdefault(windows[0].where, _Odd(windows[0]))
                found.grades.add(grade)
                found.weekdays.add(pattern.weekday)
                found.minutes.add(minutes)
    for found in sorted(odd.values(), key=lambda odd_one: plan.windows.index(odd_one.window)):
        lengths = "、".join(str(minutes) for minutes in sorted(found.minutes))
        yield Problem(
            where=found.window.where,
            subject=f"{grades_text(found.grades)} {weekdays_text(found.weekdays)}",
            evidence={
                "grades": sorted(found.grades),
                "weekdays": sorted(found.weekdays, key=WEEKDAYS.index),
                "minutes": sorted(found.minutes),
            },
            says=f"{grades_text(found.grades)}{weekdays_text(found.weekdays)}每天课后服务 {lengths} 分钟，"
            "应为 2 小时左右。",
            satisfied_by=f"把每天的课后服务调整到 {least}–{most} 分钟。",
        )
