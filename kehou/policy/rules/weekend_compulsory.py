"""Weekends are for senior high only."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text, is_compulsory
from kehou.ground.problem import Problem
from kehou.ground.school_day import weekdays_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

_WEEKEND = frozenset({"sat", "sun"})


@rule("weekend-compulsory", judges="plan")
def weekend_compulsory(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A weekend window, or another window with sat or sun, holds a compulsory grade; holiday windows are 六.3's."""
    for window in facts.plan.windows if facts.plan else ():
        grades = {grade for grade in window.grades if is_compulsory(grade)}
        on_weekend = window.kind == "weekend" or (window.kind != "holiday" and window.weekdays & _WEEKEND)
        if grades and on_weekend:
            days = window.weekdays & _WEEKEND or window.weekdays
            yield Problem(
                where=window.where,
                subject=f"{grades_text(grades)} {weekdays_text(days)}",
                evidence={"grades": sorted(grades), "weekdays": sorted(days), "kind": window.kind},
                says=f"{grades_text(grades)}安排了{weekdays_text(days)}的服务，周末只能为高中学生提供。",
                satisfied_by=f"去掉{grades_text(grades)}的周末安排；调休的周六按所补的那一天执行，不用写。",
            )
