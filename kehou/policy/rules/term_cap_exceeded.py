"""A pupil's fees of a term stay under the cap."""

from collections.abc import Iterator

from kehou.ground.fen import yuan_from_fen
from kehou.ground.grade import STAGE_NAMES, stage_of
from kehou.ground.problem import Problem
from kehou.policy.facts.accounts import net_by_pupil
from kehou.policy.facts.held import students_by_id
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


def _has_fees(facts: TermFacts) -> bool:
    return facts.plan is not None and facts.plan.fees is not None


@rule("term-cap-exceeded", judges="records", needs=("students", "bills"), applies=_has_fees)
def term_cap_exceeded(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A pupil's charges less waivers and refunds exceed the plan's cap of the stage; the cap itself is fine."""
    fees = facts.plan.fees if facts.plan else None
    if fees is None:
        return
    students = students_by_id(facts)
    for student, (charged, net) in net_by_pupil(facts.bills or ()).items():
        if student not in students:
            continue
        stage = stage_of(students[student].grade)
        cap = fees.term_cap.get(stage)
        if cap is not None and net > cap:
            yield Problem(
                where="bills.csv",
                subject=STAGE_NAMES[stage],
                evidence={
                    "student": student,
                    "charged": yuan_from_fen(charged),
                    "net": yuan_from_fen(net),
                    "cap": yuan_from_fen(cap),
                },
                says=f"一名{STAGE_NAMES[stage]}学生本学期收费（扣除减免和退费）{yuan_from_fen(net)} 元，"
                f"超过学期上限 {yuan_from_fen(cap)} 元。",
                satisfied_by=f"退还超出的 {yuan_from_fen(net - cap)} 元，之后不再收。",
            )
