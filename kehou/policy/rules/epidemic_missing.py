"""Epidemic control is part of safety."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("epidemic-missing", judges="plan")
def epidemic_missing(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """There is a safety part, but nothing about epidemics in it."""
    safety = facts.plan.safety if facts.plan else None
    if safety is not None and not safety.epidemic:
        yield Problem(
            where="safety.epidemic",
            evidence={"missing": "epidemic"},
            says="安全措施里没有写疫情防控。",
            satisfied_by="写明晨午检等疫情防控措施怎样延伸到课后。",
        )
