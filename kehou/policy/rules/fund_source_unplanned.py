"""Money comes only from the sources that the plan names."""

from collections.abc import Iterator

from kehou.ground.fen import yuan_from_fen
from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

SOURCE_NAMES = {"subsidy": "财政补贴", "service_fee": "服务费", "on_behalf": "代收费"}


def _names_sources(facts: TermFacts) -> bool:
    return facts.plan is not None and facts.plan.fees is not None and bool(facts.plan.fees.sources)


@rule("fund-source-unplanned", judges="records", needs=("fund",), applies=_names_sources)
def fund_source_unplanned(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """Money in from a source that is not among the plan's. Last term's balance (`carried`) is no source."""
    fees = facts.plan.fees if facts.plan else None
    if fees is None or not fees.sources:
        return
    for row in facts.fund or ():
        if row.amount > 0 and row.source_or_use in SOURCE_NAMES and row.source_or_use not in fees.sources:
            source = SOURCE_NAMES[row.source_or_use]
            yield Problem(
                where=row.source,
                subject=source,
                evidence={"source": row.source_or_use, "amount": yuan_from_fen(row.amount), "at": row.at.isoformat()},
                says=f"{date_text(row.at)}收入{source} {yuan_from_fen(row.amount)} 元，方案的经费来源里没有这一项。",
                satisfied_by="退回这笔钱；确实需要这个来源，先改方案、重新表决和备案。",
            )
