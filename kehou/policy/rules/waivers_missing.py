"""Families in hardship pay less or nothing."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("waivers-missing", judges="plan")
def waivers_missing(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A fee is taken and no group is relieved of any of it."""
    fees = facts.plan.fees if facts.plan else None
    if fees is not None and fees.taken and not any(waiver.rate > 0 for waiver in fees.waivers):
        yield Problem(
            where="fees.waivers",
            evidence={"waivers": [{"category": waiver.category, "rate": waiver.rate} for waiver in fees.waivers]},
            says="收费，没有写对经济困难家庭的减免。",
            satisfied_by="按学生资助政策写明减免对象和比例，比例大于 0。",
        )
