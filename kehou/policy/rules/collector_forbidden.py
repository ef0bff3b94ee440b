"""No third party and no parents' committee collects the fee."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

_NAMES = {"third_party": "第三方机构", "committee": "家长委员会"}


@rule("collector-forbidden", judges="plan")
def collector_forbidden(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """In a school with primary or junior grades the fee is collected by one of the two."""
    plan = facts.plan
    if plan is None or plan.fees is None or not {"primary", "junior"} & set(plan.school.stages):
        return
    name = _NAMES.get(plan.fees.collected_by)
    if name:
        yield Problem(
            where="fees.collected_by",
            subject=name,
            evidence={"collected_by": plan.fees.collected_by},
            says=f"课后服务费由{name}收取。",
            satisfied_by="改由学校或区里统一收取。",
        )
