"""No drilling for tests in the compulsory grades."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text, is_compulsory
from kehou.ground.problem import Problem
from kehou.policy.facts.planned_kinds import planned_kinds
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("drilling-planned", judges="plan")
def drilling_planned(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A block or open course with a compulsory grade is for drilling."""
    for item in planned_kinds(facts.plan, {"drill"}):
        grades = {grade for grade in item.grades if is_compulsory(grade)}
        if grades:
            yield Problem(
                where=item.where,
                subject=grades_text(grades),
                evidence={"grades": sorted(grades)},
                says=f"{item.name}给{grades_text(grades)}安排了集体刷题或考试。",
                satisfied_by="去掉集体刷题和考试，可以安排作业辅导和答疑。",
            )
