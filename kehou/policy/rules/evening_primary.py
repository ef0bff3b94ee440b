"""Evening study is not for primary pupils."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text, stage_of
from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("evening-primary", judges="plan")
def evening_primary(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """An evening window holds a primary grade; late care in an after_class window is another thing."""
    for window in facts.plan.windows if facts.plan else ():
        grades = {grade for grade in window.grades if stage_of(grade) == "primary"}
        if window.kind == "evening" and grades:
            yield Problem(
                where=window.where,
                subject=grades_text(grades),
                evidence={"grades": sorted(grades)},
                says=f"{grades_text(grades)}安排了晚自习，只有初中和高中可以开设。",
                satisfied_by=f"去掉{grades_text(grades)}；要晚一点放学，写进课后时段。",
            )
