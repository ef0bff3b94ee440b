"""A menu with nothing on it."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.ground.school_day import WEEKDAYS, grade_days_text
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
            yield Problem(
                where=block.where,
                subject=grade_days_text(bare),
                evidence={"empty": [{"grade": grade, "weekday": weekday} for grade, weekday in bare]},
                says=f"{grade_days_text(bare)}的菜单里没有课可选。",
                satisfied_by=f"给{grade_days_text(bare)}至少开一门课，或改成固定内容的环节。",
            )
