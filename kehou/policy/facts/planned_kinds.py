"""Blocks and open courses of a plan that hold certain kinds of content."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from kehou.policy.facts.plan import Plan


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """A block or a course. kinds: those asked for that it holds. name: how a reader knows it. led_by: a staff id."""

    where: str
    name: str
    grades: frozenset[int]
    kinds: tuple[str, ...]
    is_course: bool = False
    led_by: str = ""


def planned_kinds(plan: Plan | None, kinds: Collection[str]) -> Iterator[PlannedItem]:
    """Every block, then every open course, that holds one of the kinds; a closed course counts for nothing."""
    if plan is None:
        return
    for block in plan.blocks:
        found = tuple(kind for kind in dict.fromkeys(block.kinds) if kind in kinds)
        if found:
            yield PlannedItem(block.where, "这个环节", block.grades, found)
    for course in plan.courses:
        if course.is_open and course.kind in kinds:
            yield PlannedItem(course.where, f"“{course.name}”", course.grades, (course.kind,), True, course.led_by)
