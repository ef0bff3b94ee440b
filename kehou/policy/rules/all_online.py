"""Never all online."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("all-online", judges="plan")
def all_online(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """For a grade in demand every block and every course offered to it is online; dual has an adult in the room."""
    plan = facts.plan
    if plan is None:
        return
    grades = [grade for grade in plan.grades_in_demand if _all_online(plan, grade)]
    if grades:
        yield Problem(
            where="blocks",
            subject=grades_text(grades),
            evidence={"grades": grades},
            says=f"{grades_text(grades)}的课后服务全部在线上。",
            satisfied_by=f"给{grades_text(grades)}安排线下的环节或课程，或请一位老师在教室里（双师）。",
        )


def _all_online(plan: Plan, grade: int) -> bool:
    blocks, courses = plan.timetable.blocks(grade), plan.timetable.offered(grade)
    return bool(blocks) and all(mode == "online" for mode in [b.mode for b in blocks] + [c.mode for c in courses])
