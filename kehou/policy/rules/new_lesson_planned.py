"""No new lessons in service time."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.policy.facts.planned_kinds import planned_kinds
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("new-lesson-planned", judges="plan")
def new_lesson_planned(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A block or an open course of any grade is for new lessons."""
    for item in planned_kinds(facts.plan, {"new_lesson"}):
        yield Problem(
            where=item.where,
            subject=grades_text(item.grades),
            evidence={"grades": sorted(item.grades)},
            says=f"{item.name}安排了讲新课。",
            satisfied_by="去掉讲新课，课后服务时间可以安排作业辅导和答疑。",
        )
