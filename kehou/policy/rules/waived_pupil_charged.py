"""Hardship is relieved as the plan promised."""

from collections.abc import Iterator

from kehou.ground.fen import yuan_from_fen
from kehou.ground.problem import Problem
from kehou.policy.facts.accounts import net_by_pupil
from kehou.policy.facts.held import students_by_id
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


def _has_waivers(facts: TermFacts) -> bool:
    return facts.plan is not None and facts.plan.fees is not None


@rule("waived-pupil-charged", judges="records", needs=("students", "bills"), applies=_has_waivers)
def waived_pupil_charged(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A pupil of a waiver category pays more than what the plan leaves to pay of the charges.

    A category that the plan does not name is not judged.
    """
    fees = facts.plan.fees if facts.plan else None
    if fees is None:
        return
    rates: dict[str, int] = {}
    for waiver in fees.waivers:
        rates[waiver.category] = max(waiver.rate, rates.get(waiver.category, 0))
    students = students_by_id(facts)
    for student, (charged, net) in net_by_pupil(facts.bills or ()).items():
        rate = rates.get(students[student].aid) if student in students else None
        if rate is not None and net * 100 > (100 - rate) * charged:
            yield Problem(
                where="bills.csv",
                evidence={
                    "student": student,
                    "rate": rate,
                    "charged": yuan_from_fen(charged),
                    "net": yuan_from_fen(net),
                },
                says=f"一名符合减免条件的学生应减免 {rate}%，本学期收费 {yuan_from_fen(charged)} 元，"
                f"扣除减免和退费后仍收了 {yuan_from_fen(net)} 元。",
                satisfied_by="按方案的减免比例补减，多收的退还。",
            )
