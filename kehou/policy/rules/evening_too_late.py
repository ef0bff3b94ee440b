"""Day pupils of junior high are home in time."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text, stage_of
from kehou.ground.minute import text_from_minute
from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("evening-too-late", judges="plan")
def evening_too_late(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """An evening window with junior day pupils ends after the limit; senior grades in it follow it too."""
    plan = facts.plan
    if plan is None or plan.school.boarding == "all":
        return
    limit = params.evening_end_junior
    for window in plan.windows:
        grades = {grade for grade in window.grades if stage_of(grade) == "junior"}
        for_boarders = plan.school.boarding == "some" and window.pupils == "boarders"
        if window.kind == "evening" and grades and window.end > limit and not for_boarders:
            end, latest = text_from_minute(window.end), text_from_minute(limit)
            remedy = "；只为寄宿生延后的，单列一个时段并写明面向寄宿生" if plan.school.boarding == "some" else ""
            yield Problem(
                where=window.where,
                subject=grades_text(grades),
                evidence={"grades": sorted(grades), "end": end, "limit": latest, "boarding": plan.school.boarding},
                says=f"{grades_text(grades)}晚自习到 {end}，走读初中不得晚于 {latest}。",
                satisfied_by=f"结束改到 {latest} 或更早{remedy}。",
            )
