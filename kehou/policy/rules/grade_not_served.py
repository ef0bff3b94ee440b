"""Everyone of the compulsory grades who needs service is served."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("grade-not-served", judges="plan")
def grade_not_served(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A compulsory grade in demand is in no after_class window. One problem a grade."""
    plan = facts.plan
    if plan is None or not plan.windows:
        return
    for grade in plan.compulsory_in_demand:
        if not is_served(plan, grade):
            wanting, name = plan.wanting(grade), grades_text([grade])
            who = f"{name}有 {wanting} 人想参加" if wanting is not None else f"{name}在校 {plan.enrolled[grade]} 人"
            yield Problem(
                where="windows",
                subject=name,
                evidence={"grade": grade, "wanting": wanting, "enrolled": plan.enrolled[grade]},
                says=f"{who}，却没有课后时段。",
                satisfied_by=f"给{name}安排课后时段。",
            )


def is_served(plan: Plan, grade: int) -> bool:
    """Whether a grade is in some after_class window, whenever it runs."""
    return any(window.kind == "after_class" and grade in window.grades for window in plan.windows)
