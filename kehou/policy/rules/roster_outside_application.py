"""Nobody is planned in beyond what they applied for."""

from collections import defaultdict
from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.ground.school_day import WEEKDAYS, weekdays_text
from kehou.policy.facts.plan import Course, Plan
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("roster-outside-application", judges="plan")
def roster_outside_application(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A course on a weekday its leader did not offer, or a leader's week longer than the hours offered."""
    plan = facts.plan
    if plan is None:
        return
    people = {person.id: person for person in plan.staff}
    minutes: dict[str, int] = defaultdict(int)
    for course in plan.courses:
        leader = people.get(course.led_by)
        if leader is None or not course.is_open:
            continue
        minutes[leader.id] += sum(course_minutes(plan, course, weekday) for weekday in course.weekdays)
        outside = course.weekdays - leader.days if leader.days is not None else frozenset()
        if outside:
            offered = f"申报的是{weekdays_text(leader.days)}" if leader.days else "一天也没有申报"
            yield Problem(
                where=course.where,
                subject=f"{leader.name} {weekdays_text(outside)}",
                evidence={
                    "person": leader.id,
                    "weekdays": sorted(outside, key=WEEKDAYS.index),
                    "days": sorted(leader.days or (), key=WEEKDAYS.index),
                },
                says=f"“{course.name}”排在{weekdays_text(outside)}，{leader.name}{offered}。",
                satisfied_by=f"把课移到{leader.name}申报的日子、换人上，或由本人改申报。",
            )
    for person in plan.staff:
        led = minutes.get(person.id, 0)
        if person.max_hours is not None and led > person.max_hours * 60:
            yield Problem(
                where=person.where,
                subject=person.name,
                evidence={"person": person.id, "minutes": led, "max_hours": person.max_hours},
                says=f"{person.name}每周排了 {led / 60:.3g} 小时，申报的上限是 {person.max_hours:g} 小时。",
                satisfied_by=f"减到每周 {person.max_hours:g} 小时以内，或由本人改申报。",
            )


def course_minutes(plan: Plan, course: Course, weekday: str) -> int:
    """The longest menu block of the course's windows that holds one of its grades that weekday; 0 where there is none."""
    return max(
        (plan.timetable.longest_menu(grade, window, weekday) for window in course.windows for grade in course.grades),
        default=0,
    )
