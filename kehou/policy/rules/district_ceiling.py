"""A district's ceiling is within the region's."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule
from kehou.policy.rules.fee_over_ceiling import above_ceiling


@rule("district-ceiling", judges="district_plan")
def district_ceiling(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """The district's ceiling of a stage is above the region's; equal is fine."""
    if facts.district_plan is not None:
        yield from above_ceiling("funding.ceiling", "收费上限", facts.district_plan.ceiling, params.fee_ceiling)
