"""Enough places for those who want one."""

from collections.abc import Iterator
from dataclasses import dataclass

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.ground.school_day import WEEKDAYS, weekdays_text
from kehou.policy.facts.plan import Course, Plan, Window
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@dataclass(frozen=True, slots=True)
class _Shortage:
    """grades: of one grade, or of the menu together."""

    weekday: str
    grades: tuple[int, ...]
    places: int
    wanting: int


@rule("places-short", judges="plan")
def places_short(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """On a weekday of a window its menu has fewer places than children who want service. One problem a window.

    A necessary condition only: for the menu's grades together, and for each grade the places open to it. Left out are
    grades with nothing offered that day and grades that the survey does not name.
    """
    plan = facts.plan
    if plan is None or plan.survey is None or not plan.survey.wanting:
        return
    for window in plan.windows:
        shortages = [s for weekday in WEEKDAYS if weekday in window.weekdays for s in _on(plan, window, weekday)]
        if shortages:
            worst = max(shortages, key=lambda s: s.wanting - s.places)
            weekdays = {shortage.weekday for shortage in shortages}
            yield Problem(
                where=window.where,
                subject=weekdays_text(weekdays),
                evidence={
                    "window": window.id,
                    "shortages": [
                        {"weekday": s.weekday, "grades": list(s.grades), "places": s.places, "wanting": s.wanting}
                        for s in shortages
                    ],
                },
                says=f"{grades_text(worst.grades)}{weekdays_text([worst.weekday])}有 {worst.wanting} 人想参加，"
                f"菜单里只有 {worst.places} 个名额。",
                satisfied_by=f"{weekdays_text(weekdays)}增开班或增加名额，做到不少于想参加的人数"
                f"（{weekdays_text([worst.weekday])}还差 {worst.wanting - worst.places} 个）。",
            )


def _on(plan: Plan, window: Window, weekday: str) -> Iterator[_Shortage]:
    menus = {
        grade: block
        for block in plan.blocks
        if block.window == window.id and block.is_menu and weekday in block.weekdays
        for grade in block.grades
        if plan.wanting(grade) is not None
    }
    open_to: dict[int, dict[str, Course]] = {}
    for grade, block in menus.items():
        courses = plan.timetable.menu(grade, block, weekday)
        if courses:
            open_to[grade] = {course.where: course for course in courses}
    grades = tuple(sorted(open_to))
    for grade in grades:
        yield from _short(weekday, (grade,), open_to[grade], plan.wanting(grade) or 0)
    if len(grades) > 1:
        together = {where: course for courses in open_to.values() for where, course in courses.items()}
        yield from _short(weekday, grades, together, sum(plan.wanting(grade) or 0 for grade in grades))


def _short(weekday: str, grades: tuple[int, ...], courses: dict[str, Course], wanting: int) -> Iterator[_Shortage]:
    places = sum(course.places for course in courses.values())
    if places < wanting:
        yield _Shortage(weekday, grades, places, wanting)
