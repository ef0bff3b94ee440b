"""Appraisal is the basis of pay: first the one, then the other."""

from collections.abc import Iterator
from datetime import date

from kehou.ground.fen import yuan_from_fen
from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.plan import TEACHER_ROLES
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("payout-without-appraisal", judges="records", needs=("appraisal", "payouts"))
def payout_without_appraisal(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A teacher was paid before an appraisal was closed; the same day is fine.

    Outside people are paid by contract; an adult nobody knows counts as a teacher.
    """
    outside = _outside_people(facts)
    closed: dict[str, date] = {}
    for row in facts.appraisal or ():
        if row.closed is not None:
            closed[row.adult] = min(row.closed, closed.get(row.adult, row.closed))
    for payout in facts.payouts or ():
        if payout.adult in outside:
            continue
        day = closed.get(payout.adult)
        if day is None or day > payout.at:
            why = f"考评 {date_text(day)}才结束" if day else "没有结束的考评"
            yield Problem(
                where=payout.source,
                subject=date_text(payout.at),
                evidence={
                    "adult": payout.adult,
                    "paid": payout.at.isoformat(),
                    "closed": day.isoformat() if day else None,
                    "amount": yuan_from_fen(payout.amount),
                },
                says=f"{date_text(payout.at)}给一名教师发了 {yuan_from_fen(payout.amount)} 元，{why}。",
                satisfied_by="先完成考评，再按考评结果发放；已发的，补做考评后核对。",
            )


def _outside_people(facts: TermFacts) -> set[str]:
    """Adults known to the plan or the sessions, and nowhere known as a teacher."""
    roles: dict[str, set[str]] = {}
    for person in facts.plan.staff if facts.plan else ():
        roles.setdefault(person.id, set()).add(person.role)
    for row in facts.adults or ():
        roles.setdefault(row.adult, set()).add(row.role)
    return {adult for adult, known in roles.items() if TEACHER_ROLES.isdisjoint(known)}
