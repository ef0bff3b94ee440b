"""No one-size-fits-all: grades of different ages do not get the same week."""

from collections.abc import Iterator

from kehou.ground.grade import band_of, grades_text
from kehou.ground.problem import Problem
from kehou.policy.facts.plan import Block, Plan
from kehou.policy.facts.term import TermFacts
from kehou.policy.facts.timetable import each_weekday
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

Week = frozenset[tuple[str, int, int, frozenset[str]]]


@rule("one-package", judges="plan")
def one_package(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """Grades in demand of two bands or more have blocks, and all of them the very same week."""
    plan = facts.plan
    if plan is None:
        return
    weeks = {grade: week(plan, grade) for grade in plan.grades_in_demand if plan.timetable.blocks(grade)}
    if len({band_of(grade) for grade in weeks}) >= 2 and len(set(weeks.values())) == 1:
        yield Problem(
            where="blocks",
            subject=grades_text(weeks),
            evidence={"grades": list(weeks), "bands": list(dict.fromkeys(band_of(grade) for grade in weeks))},
            says=f"{grades_text(weeks)}的时间、内容和菜单完全一样。",
            satisfied_by="按年级段安排不同的内容，或给不同年级不同的菜单。",
        )


def week(plan: Plan, grade: int) -> Week:
    """A grade's week: weekday, start, end, and the kinds, or for a menu the courses offered."""
    menus: dict[tuple[str, str], frozenset[str]] = {}  # a menu is the same for every block of its window that day
    found = set()
    for block, weekday in each_weekday(plan.timetable.blocks(grade)):
        if block.is_menu and (block.window, weekday) not in menus:
            menus[block.window, weekday] = _content(plan, grade, block, weekday)
        content = menus[block.window, weekday] if block.is_menu else _content(plan, grade, block, weekday)
        found.add((weekday, block.start, block.end, content))
    return frozenset(found)


def _content(plan: Plan, grade: int, block: Block, weekday: str) -> frozenset[str]:
    if block.is_menu:
        return frozenset(course.where for course in plan.timetable.menu(grade, block, weekday)) | {"menu"}
    return frozenset(block.kinds)
