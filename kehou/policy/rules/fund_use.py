"""The money mainly pays the teachers who keep the service."""

from collections.abc import Iterator

from kehou.ground.fen import yuan_from_fen
from kehou.ground.problem import Problem
from kehou.policy.facts.accounts import spent_by_use
from kehou.policy.facts.codes import FUND_USES
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("fund-use", judges="records", needs=("fund",))
def fund_use(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """Of the money out, teachers' pay does not exceed the bar. Nothing out yet: silent."""
    spent = spent_by_use(facts.fund or ())
    by_use = {use: spent.get(use, 0) for use in (*FUND_USES, "other")}
    total, teachers = sum(by_use.values()), by_use["teacher_pay"]
    if total > 0 and teachers * 100 <= params.teacher_pay_bar * total:
        share = teachers * 100 / total
        yield Problem(
            where="fund.csv",
            evidence={use: yuan_from_fen(amount) for use, amount in by_use.items()}
            | {"teacher_share": round(share, 2)},
            says=f"支出 {yuan_from_fen(total)} 元，教师补助 {yuan_from_fen(teachers)} 元，占 {share:.1f}%，"
            f"没有超过 {params.teacher_pay_bar}%。",
            satisfied_by=f"经费主要用于参与教师的补助，要超过支出的 {params.teacher_pay_bar}%。",
        )
