"""A licence that is good when the term begins."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("provider-expired", judges="plan")
def provider_expired(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """An institution without a licence date, or with one before the first day; the day itself is fine."""
    plan = facts.plan
    for provider in plan.providers if plan else ():
        until = provider.licence_until
        if plan and (until is None or until < plan.term.first_day):
            ended = f"的许可{until.year}年{until.month}月{until.day}日已到期" if until else "没有写许可到哪一天"
            yield Problem(
                where=provider.where,
                subject=provider.name,
                evidence={
                    "provider": provider.id,
                    "licence_until": until.isoformat() if until else None,
                    "first_day": plan.term.first_day.isoformat(),
                },
                says=f"{provider.name}{ended}。",
                satisfied_by="换一家许可有效的机构，或续期后填写新的到期日。",
            )
