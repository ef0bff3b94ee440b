"""The fund is for the service and for nothing else."""

from collections.abc import Iterator

from kehou.ground.fen import yuan_from_fen
from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("fund-other-use", judges="records", needs=("fund",))
def fund_other_use(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """Money out as `other`."""
    for row in facts.fund or ():
        if row.source_or_use == "other" and row.amount < 0:
            amount = yuan_from_fen(-row.amount)
            yield Problem(
                where=row.source,
                subject=date_text(row.at),
                evidence={"amount": amount, "at": row.at.isoformat(), "ref": row.ref},
                says=f"{date_text(row.at)}从课后服务专账支出 {amount} 元，用途是“其他”。",
                satisfied_by="专账只用于课后服务；追回这笔钱，或写明并改正用途。",
            )
