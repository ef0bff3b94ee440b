"""A county-led organisation has a head and members."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("district-lead-missing", judges="district_plan")
def district_lead_missing(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """No lead body is named, or it has no members."""
    plan = facts.district_plan
    if plan is None or (plan.lead_name and plan.lead_members):
        return
    yield Problem(
        where="lead_body",
        evidence={"name": plan.lead_name, "members": len(plan.lead_members)},
        says="没有写牵头部门。" if not plan.lead_name else "没有写参与的成员单位。",
        satisfied_by="写明牵头部门和成员单位。",
    )
