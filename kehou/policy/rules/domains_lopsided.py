"""A menu that is nearly all of one kind."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.policy.facts.codes import DOMAINS
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("domains-lopsided", judges="plan")
def domains_lopsided(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """Of enough courses offered to a grade, more than the share carry the same domain. A sign only."""
    plan = facts.plan
    if plan is None:
        return
    lopsided: dict[int, tuple[str, int, int]] = {}
    for grade in sorted({grade for course in plan.courses for grade in course.grades}):
        courses = plan.timetable.offered(grade)
        if len(courses) < params.domain_share["courses"]:
            continue
        for domain in DOMAINS:
            carrying = sum(domain in course.domains for course in courses)
            if carrying * 100 > params.domain_share["share"] * len(courses):
                lopsided[grade] = max(lopsided.get(grade, ("", 0, 0)), (domain, carrying, len(courses)), key=_carrying)
    if lopsided:
        domain, carrying, courses_in_all = max(lopsided.values(), key=lambda found: found[1] / found[2])
        yield Problem(
            where="courses",
            subject=f"{grades_text(lopsided)} {domain}",
            evidence={
                "grades": {
                    str(grade): {"domain": found[0], "carrying": found[1], "courses": found[2]}
                    for grade, found in lopsided.items()
                }
            },
            says=f"{grades_text(lopsided)}可选的 {courses_in_all} 门课里有 {carrying} 门是{domain}育，"
            f"超过 {params.domain_share['share']}%。",
            satisfied_by="看一看其他四育的课是不是太少，需要时再开几门。",
        )


def _carrying(found: tuple[str, int, int]) -> int:
    return found[1]
