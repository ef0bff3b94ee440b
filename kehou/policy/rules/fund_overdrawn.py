"""The fund pays from its own money."""

from collections.abc import Iterator
from itertools import groupby

from kehou.ground.fen import yuan_from_fen
from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("fund-overdrawn", judges="records", needs=("fund",))
def fund_overdrawn(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """The balance at the end of a day is below nothing; within a day the order does not matter. One problem in all."""
    balance, below = 0, []
    rows = sorted(facts.fund or (), key=lambda row: row.at)
    for day, movements in groupby(rows, key=lambda row: row.at):
        balance += sum(row.amount for row in movements)
        if balance < 0:
            below.append((day, balance))
    if below:
        first, lowest = below[0][0], min(amount for _day, amount in below)
        yield Problem(
            where="fund.csv",
            subject=date_text(first),
            evidence={
                "first": first.isoformat(),
                "balance": yuan_from_fen(below[0][1]),
                "days": [day.isoformat() for day, _amount in below],
                "lowest": yuan_from_fen(lowest),
            },
            says=f"{date_text(first)}收工时专账余额是 {yuan_from_fen(below[0][1])} 元，用了别处的钱。",
            satisfied_by="专账有多少钱用多少；查清垫付的来源并归还。",
        )
