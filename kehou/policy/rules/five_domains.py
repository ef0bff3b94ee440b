"""Five educations side by side."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.policy.facts.codes import DOMAINS
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

_KINDS_OF_DOMAIN = {
    "智": "homework self_study reading qa personal_qa course_tutoring extension study_methods innovation",
    "德": "group mental career",
    "劳": "practice handcraft",
    "体": "arts_sports",
    "美": "arts_sports",
}
_IMPLIED = {domain: frozenset(kinds.split()) for domain, kinds in _KINDS_OF_DOMAIN.items()}


@rule("five-domains", judges="plan")
def five_domains(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """For a grade in demand one of the five is in no course offered to it and implied by none of its blocks."""
    plan = facts.plan
    if plan is None or not plan.blocks:
        return
    missing = {
        grade: lacking
        for grade in plan.grades_in_demand
        if plan.timetable.blocks(grade) and (lacking := _lacking(plan, grade))
    }
    if missing:
        together: dict[str, list[int]] = {}
        for grade, lacking in missing.items():
            together.setdefault("、".join(lacking), []).append(grade)
        what = "；".join(f"{grades_text(grades)}缺{domains}育" for domains, grades in together.items())
        yield Problem(
            where="courses",
            subject=grades_text(missing),
            evidence={"missing": {str(grade): domains for grade, domains in missing.items()}},
            says=f"课程和环节没有五育齐全：{what}。",
            satisfied_by="开设所缺的课程，或安排相应的环节。",
        )


def _lacking(plan: Plan, grade: int) -> list[str]:
    offered = {domain for course in plan.timetable.offered(grade) for domain in course.domains}
    kinds = {kind for block in plan.timetable.blocks(grade) for kind in block.kinds}
    return [domain for domain in DOMAINS if domain not in offered and _IMPLIED[domain].isdisjoint(kinds)]
