"""Separate collection needs a collector."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("fee-collector-missing", judges="plan")
def fee_collector_missing(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A fee is taken and nobody is named who collects it."""
    fees = facts.plan.fees if facts.plan else None
    if fees is not None and fees.taken and not fees.collected_by:
        yield Problem(
            where="fees",
            evidence={"basis": fees.basis},
            says="收费，没有写由谁收取。",
            satisfied_by="写明由学校还是由区里统一收取。",
        )
