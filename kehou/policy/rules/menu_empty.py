"""A menu with nothing on it."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.ground.school_day import WEEKDAYS, weekdays_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("menu-empty", judges="plan")
def menu_empty(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """In a menu block, on one of its weekdays, nothing is offered to a grade with pupils. One problem a block."""
    plan = facts.plan
    for block in plan.blocks if plan else ():
        if plan is None or not block.is_menu:
            continue
        bare = [
            (grade, weekday)
            for grade in sorted(block.grades)
            for weekday in WEEKDAYS
            if weekday in block.weekdays
            and plan.enrolled.get(grade, 0) > 0
            and not plan.timetable.menu(grade, block, weekday)
        ]
        if bare:
            grades, weekdays = {grade for grade, _ in bare}, {weekday for _, weekday in bare}
            yield Problem(
                where=block.where,
                subject=f"{grades_text(grades)} {weekdays_text(weekdays)}",
                evidence={"empty": [{"grade": grade, "weekday": weekday} for grade, weekday in bare]},
                says=f"{grades_text(grades)}{weekdays_text(weekdays)}的菜单里没有课可选。",
                satisfied_by=f"给{grades_text(grades)}在{weekdays_text(weekdays)}至少开一门课，或改成固定内容的环节。",
            )
