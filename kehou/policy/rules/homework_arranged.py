"""Not only interest classes: homework tutoring every day."""

from collections import defaultdict
from collections.abc import Iterator

from kehou.ground.grade import band_of, is_compulsory
from kehou.ground.problem import Problem
from kehou.ground.school_day import WEEKDAYS, WORKDAYS, grade_days_text
from kehou.policy.facts.plan import Block, Plan
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

_TUTORING = frozenset({"homework"})
_TUTORING_SENIOR = frozenset({"homework", "course_tutoring", "qa", "personal_qa"})


@rule("homework-arranged", judges="plan")
def homework_arranged(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """On some school day a grade from 3 up has blocks, but no homework tutoring among them.

    Grades 3–9: in the after_class windows that run; senior: in after_class and evening together, Monday to Friday,
    and any kind of tutoring is enough. A menu block with such a course is enough.
    """
    plan = facts.plan
    if plan is None or not plan.windows or not plan.blocks:
        return
    bare: dict[int, set[str]] = defaultdict(set)
    for pattern in facts.day_patterns:
        for grade in plan.grades_in_demand:
            if band_of(grade) == "low" or (not is_compulsory(grade) and pattern.weekday not in WORKDAYS):
                continue
            kinds = ("after_class",) if is_compulsory(grade) else ("after_class", "evening")
            blocks = pattern.blocks(plan.timetable, grade, kinds)
            if blocks and not any(_tutors(plan, grade, block, pattern.weekday) for block in blocks):
                bare[grade].add(pattern.weekday)
    if bare:
        when = grade_days_text((grade, weekday) for grade, days in bare.items() for weekday in days)
        yield Problem(
            where="blocks",
            subject=when,
            evidence={"weekdays": {str(grade): sorted(days, key=WEEKDAYS.index) for grade, days in bare.items()}},
            says=f"{when}没有作业辅导。",
            satisfied_by=f"给{when}加一段作业辅导，或在当天的菜单里开一门作业辅导。",
        )


def _tutors(plan: Plan, grade: int, block: Block, weekday: str) -> bool:
    enough = _TUTORING if is_compulsory(grade) else _TUTORING_SENIOR
    if block.is_menu:
        return any(course.kind in enough for course in plan.timetable.menu(grade, block, weekday))
    return not enough.isdisjoint(block.kinds)
