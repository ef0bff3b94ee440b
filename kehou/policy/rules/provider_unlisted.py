"""Only institutions that the authority has listed."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("provider-unlisted", judges="plan")
def provider_unlisted(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """An institution that is not on the list, or somebody of an institution that the plan does not name."""
    plan = facts.plan
    if plan is None:
        return
    for provider in plan.providers:
        if not provider.listed:
            yield Problem(
                where=provider.where,
                subject=provider.name,
                evidence={"provider": provider.id},
                says=f"{provider.name}不在允许进校的机构名单里。",
                satisfied_by="只用名单内的机构；已进名单的，在方案里写明。",
            )
    for person in plan.staff:
        if person.role == "institution" and not person.provider:
            yield Problem(
                where=person.where,
                subject=person.name,
                evidence={"person": person.id},
                says=f"{person.name}是机构人员，没有写属于哪家机构。",
                satisfied_by="写明所属机构，机构要在名单内。",
            )
