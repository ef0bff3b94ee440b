"""A district's plan covers its schools."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("district-schools-missing", judges="district_plan")
def district_schools_missing(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """No school is listed."""
    plan = facts.district_plan
    if plan is not None and not plan.schools:
        yield Problem(
            where="schools",
            evidence={"schools": 0},
            says="没有列出本区的学校。",
            satisfied_by="列出本区全部公办和民办学校。",
        )
