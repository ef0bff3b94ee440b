"""Early care, while the policy still ordered it."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("before-class-offered", judges="plan")
def before_class_offered(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """A compulsory grade in demand is in no before_class window, in a term for which that was owed."""
    plan = facts.plan
    if plan is None or not plan.windows or not params.before_class_required:
        return
    early = {grade for window in plan.windows if window.kind == "before_class" for grade in window.grades}
    bare = [grade for grade in plan.compulsory_in_demand if grade not in early]
    if bare:
        yield Problem(
            where="windows",
            subject=grades_text(bare),
            evidence={"grades": bare},
            says=f"{grades_text(bare)}没有课前服务。",
            satisfied_by=f"给{grades_text(bare)}安排课前时段。",
        )
