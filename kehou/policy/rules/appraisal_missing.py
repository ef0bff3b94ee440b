"""An appraisal scheme, used once a term."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

_OFTEN_ENOUGH = ("term", "month")


@rule("appraisal-missing", judges="plan")
def appraisal_missing(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """No appraisal, no scheme, or less often than once a term; every month is more than asked."""
    plan = facts.plan
    if plan is None:
        return
    appraisal = plan.appraisal
    if appraisal is None:
        missing, says = "appraisal", "没有写绩效考评。"
    elif not appraisal.scheme:
        missing, says = "scheme", "没有写绩效考评办法。"
    elif appraisal.period not in _OFTEN_ENOUGH:
        missing = "period"
        says = "一年才考评一次。" if appraisal.period == "year" else "没有写多久考评一次。"
    else:
        return
    yield Problem(
        where="appraisal",
        evidence={"missing": missing, "period": appraisal.period if appraisal else None},
        says=says,
        satisfied_by="写明考评办法，每学期考评一次（每月一次也可以）。",
    )
