"""Nobody is charged more than the standard that was filed and published."""

from collections.abc import Iterator, Mapping
from datetime import date

from kehou.ground.fen import yuan_from_fen
from kehou.ground.grade import STAGE_NAMES, stage_of
from kehou.ground.problem import Problem
from kehou.policy.facts.held import students_by_id
from kehou.policy.facts.periods import period_text
from kehou.policy.facts.plan import Fees
from kehou.policy.facts.records import BillLine
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


def _has_fees(facts: TermFacts) -> bool:
    return facts.plan is not None and facts.plan.fees is not None


@rule("bill-over-standard", judges="records", needs=("students", "bills"), applies=_has_fees)
def bill_over_standard(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """Charges above the plan's standard for the pupil's stage.

    By month or term: a pupil's charges of one period together. By day: one charge against its days served.
    No fee: any charge. By lesson only the cap is judged. A stage that the plan names no standard for is promised a
    free service, where it names one for another; with no standard at all the plan has its own finding.
    """
    fees = facts.plan.fees if facts.plan else None
    if fees is None:
        return
    stage_of_pupil = {s.student: stage_of(s.grade) for s in students_by_id(facts).values()}
    charges = [bill for bill in facts.bills or () if bill.kind == "charge" and bill.student in stage_of_pupil]
    if fees.basis in ("month", "term"):
        yield from _by_period(fees, charges, stage_of_pupil)
    for bill in charges:
        if fees.basis == "none" and bill.amount > 0:
            yield _problem(bill.source, [bill], 0, "方案写明不收费")
        elif fees.basis == "day" and bill.days_served is not None:
            standard = _standard(fees, stage_of_pupil[bill.student])
            if standard is not None and bill.amount > standard * bill.days_served:
                text = f"每天 {yuan_from_fen(standard)} 元、参加 {bill.days_served} 天，最多"
                allowed = standard * bill.days_served
                yield _problem(bill.source, [bill], allowed, f"{text} {yuan_from_fen(allowed)} 元")


def _by_period(fees: Fees, charges: list[BillLine], stage_of_pupil: Mapping[str, str]) -> Iterator[Problem]:
    together: dict[tuple[str, str], list[BillLine]] = {}
    for bill in charges:
        together.setdefault((bill.student, bill.period), []).append(bill)
    for (student, _period), bills in together.items():
        stage = stage_of_pupil[student]
        standard = _standard(fees, stage)
        if standard is not None and sum(bill.amount for bill in bills) > standard:
            each = "月" if fees.basis == "month" else "学期"
            text = f"方案的标准是{STAGE_NAMES[stage]}每{each} {yuan_from_fen(standard)} 元"
            yield _problem("bills.csv", bills, standard, text)


def _standard(fees: Fees, stage: str) -> int | None:
    """Fen a pupil of the stage may be charged; None where the plan says nothing about any stage."""
    return fees.standard.get(stage, 0) if any(fees.standard.values()) else fees.standard.get(stage)


def _problem(where: str, bills: list[BillLine], allowed: int, standard: str) -> Problem:
    charged = sum(bill.amount for bill in bills)
    when: date | None = bills[0].at
    return Problem(
        where=where,
        subject=period_text(bills[0].period).strip(),
        evidence={
            "student": bills[0].student,
            "period": bills[0].period,
            "charged": yuan_from_fen(charged),
            "allowed": yuan_from_fen(allowed),
            "rows": [bill.source for bill in bills],
            "at": when.isoformat() if when else None,
        },
        says=f"一名学生{period_text(bills[0].period)}收费 {yuan_from_fen(charged)} 元；{standard}。",
        satisfied_by=f"改按方案的标准收，多收的 {yuan_from_fen(charged - allowed)} 元退还。",
    )
