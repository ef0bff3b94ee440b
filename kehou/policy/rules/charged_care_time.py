"""Early, noon and evening care is not charged for."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text, is_compulsory
from kehou.ground.problem import Problem
from kehou.policy.facts.codes import WINDOW_NAMES
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

_CARE = ("before_class", "noon", "evening")


@rule("charged-care-time", judges="plan")
def charged_care_time(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A before_class, noon or evening window with a compulsory grade is charged; offering it free is legal."""
    for window in facts.plan.windows if facts.plan else ():
        grades = {grade for grade in window.grades if is_compulsory(grade)}
        if window.kind in _CARE and window.charged and grades:
            name = WINDOW_NAMES[window.kind]
            yield Problem(
                where=window.where,
                subject=grades_text(grades),
                evidence={"grades": sorted(grades), "kind": window.kind},
                says=f"{grades_text(grades)}的{name}时段要收费。",
                satisfied_by=f"{name}时段不收费，也不算课后服务；可以免费提供。",
            )
