"""A district says where the money comes from."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("district-funding-missing", judges="district_plan")
def district_funding_missing(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """No source of funding is named."""
    plan = facts.district_plan
    if plan is not None and not plan.funding_sources:
        yield Problem(
            where="funding",
            evidence={"sources": 0},
            says="没有写经费来源。",
            satisfied_by="写明财政补贴、服务性收费或代收费。",
        )
