"""What families paid stands in the fund."""

from collections.abc import Iterator

from kehou.ground.fen import yuan_from_fen
from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("collected-not-in-fund", judges="records", needs=("bills", "fund"))
def collected_not_in_fund(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """Payments less refunds exceed what reached the fund from families. The other way round is not judged."""
    sign = {"payment": 1, "refund": -1}
    collected = sum(sign.get(bill.kind, 0) * bill.amount for bill in facts.bills or ())
    booked = sum(row.amount for row in facts.fund or () if row.source_or_use in ("service_fee", "on_behalf"))
    if collected > booked:
        yield Problem(
            where="fund.csv",
            evidence={"collected": yuan_from_fen(collected), "in_fund": yuan_from_fen(booked)},
            says=f"向家长收了 {yuan_from_fen(collected)} 元（已扣退费），进专账的只有 {yuan_from_fen(booked)} 元，"
            f"差 {yuan_from_fen(collected - booked)} 元。",
            satisfied_by="把收的钱全部转入课后服务专账，并对清每一笔。",
        )
