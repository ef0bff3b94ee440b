"""The fee mainly pays the teachers who take part."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.plan_parts import plain_number
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("fee-use", judges="plan")
def fee_use(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """Teachers' pay is not above the bar, or a fee is taken and its use is not stated.

    Buying outside courses is no teacher's allowance.
    """
    fees = facts.plan.fees if facts.plan else None
    if fees is None:
        return
    if fees.use is None:
        if fees.taken:
            yield Problem(
                where="fees.use",
                evidence={"use": None},
                says="收费，没有写经费用到哪里。",
                satisfied_by=f"写明教师补助、校外人员和运行各占多少，教师补助要超过 {params.teacher_pay_bar}%。",
            )
        return
    teachers = fees.use.get("teacher_pay", 0)
    if teachers <= params.teacher_pay_bar:
        yield Problem(
            where="fees.use",
            evidence={
                "use": {name: plain_number(share) for name, share in fees.use.items()},
                "bar": params.teacher_pay_bar,
            },
            says=f"教师补助占 {teachers}%，没有超过 {params.teacher_pay_bar}%。",
            satisfied_by=f"教师补助要超过 {params.teacher_pay_bar}%。",
        )
