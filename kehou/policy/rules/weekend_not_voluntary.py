"""On weekends only those who want to."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text, is_compulsory
from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("weekend-not-voluntary", judges="plan")
def weekend_not_voluntary(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A block in a weekend window is required of a senior grade."""
    plan = facts.plan
    if plan is None:
        return
    for block in plan.blocks:
        window = plan.timetable.windows.get(block.window)
        grades = {grade for grade in block.grades if not is_compulsory(grade)}
        if window and window.kind == "weekend" and grades and block.choice == "required":
            yield Problem(
                where=block.where,
                subject=grades_text(grades),
                evidence={"grades": sorted(grades), "window": window.id},
                says=f"{grades_text(grades)}的周末安排写成了必修。",
                satisfied_by="改为自选，由有意愿的学生自己选。",
            )
