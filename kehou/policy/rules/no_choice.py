"""A real choice: at least two things."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

_CHOICE = 2


@rule("no-choice", judges="plan")
def no_choice(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A grade in demand with blocks has fewer than two things to choose in the week.

    Counted are courses offered (once each, not by day) and elective blocks that are no menu.
    """
    plan = facts.plan
    if plan is None:
        return
    options = {grade: _options(plan, grade) for grade in plan.grades_in_demand if plan.timetable.blocks(grade)}
    bare = {grade: count for grade, count in options.items() if count < _CHOICE}
    if bare:
        most = max(bare.values())
        yield Problem(
            where="blocks",
            subject=grades_text(bare),
            evidence={"options": {str(grade): count for grade, count in bare.items()}},
            says=f"{grades_text(bare)}一周里" + (f"只有 {most} 项可选。" if most else "没有可选的内容。"),
            satisfied_by=f"给{grades_text(bare)}至少 {_CHOICE} 项可选的课程或自选环节。",
        )


def _options(plan: Plan, grade: int) -> int:
    electives = [b for b in plan.timetable.blocks(grade) if b.choice == "elective" and not b.is_menu]
    return len(plan.timetable.offered(grade)) + len(electives)
