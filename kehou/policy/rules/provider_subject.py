"""No subject-training company on the list."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("provider-subject", judges="plan")
def provider_subject(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """An institution of the subject category, even if nobody of it is on the staff. The category decides, not the name."""
    for provider in facts.plan.providers if facts.plan else ():
        if provider.category == "subject":
            yield Problem(
                where=provider.where,
                subject=provider.name,
                evidence={"provider": provider.id},
                says=f"{provider.name}是学科类培训机构。",
                satisfied_by="从方案里去掉这家机构。",
            )
