"""Pay follows the appraisal."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("appraisal-not-basis", judges="plan")
def appraisal_not_basis(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """There is an appraisal, but it does not decide pay."""
    appraisal = facts.plan.appraisal if facts.plan else None
    if appraisal is not None and not appraisal.basis_of_pay:
        yield Problem(
            where="appraisal",
            evidence={"basis_of_pay": appraisal.basis_of_pay},
            says="考评结果没有作为发放教师补助的依据。",
            satisfied_by="写明考评作为发放课后服务补助的依据。",
        )
