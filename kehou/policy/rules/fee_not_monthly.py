"""Fees are collected month by month."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("fee-not-monthly", judges="plan")
def fee_not_monthly(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """Something is charged for the whole term; by lesson or day, collected monthly, is fine."""
    fees = facts.plan.fees if facts.plan else None
    if fees is not None and params.fee_monthly and fees.basis == "term" and fees.charged_stages:
        yield Problem(
            where="fees.basis",
            evidence={"basis": fees.basis},
            says="写的是按学期一次收，规定要求按月收取。",
            satisfied_by="改为按月收取（也可以按次、按天计费，每月收一次）。",
        )
