"""Evaluation that counts, for the school and for its principal."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.district_plan import DistrictPlan
from kehou.policy.facts.plan_parts import plain_number
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

_WHOLE = 100


@rule("district-evaluation", judges="district_plan")
def district_evaluation(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """No scheme, no indicators, weights that do not add up, or a result that is not used for both."""
    plan = facts.district_plan
    faults = list(_faults(plan)) if plan else []
    if plan and faults:
        yield Problem(
            where="evaluation",
            evidence={
                "failed": [code for code, _ in faults],
                "weights": plain_number(sum(indicator.weight for indicator in plan.indicators)),
                "result_used_for": list(plan.result_used_for),
            },
            says="；".join(says for _, says in faults) + "。",
            satisfied_by="写明评价办法和指标，权重合计 100，结果作为评价学校和校长的依据。",
        )


def _faults(plan: DistrictPlan) -> Iterator[tuple[str, str]]:
    weights = sum(indicator.weight for indicator in plan.indicators)
    if not plan.evaluation_scheme:
        yield "scheme", "没有写评价办法"
    if not plan.indicators:
        yield "indicators", "没有写评价指标"
    elif weights != _WHOLE:
        yield "weights", f"指标权重合计 {weights}，不是 {_WHOLE}"
    if not {"school", "principal"} <= set(plan.result_used_for):
        yield "result_used_for", "评价结果没有同时用于学校和校长"
