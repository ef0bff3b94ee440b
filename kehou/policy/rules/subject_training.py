"""No subject-training companies in school, under whatever name."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.policy.facts.codes import kinds_text
from kehou.policy.facts.planned_kinds import planned_kinds
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

_TRAINING = "subject_training"
_NOT_FOR_INSTITUTIONS = frozenset({"course_tutoring", "extension", "new_lesson", "drill", _TRAINING})


@rule("subject-training", judges="plan")
def subject_training(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """Subject training in a block or course, or a subject course led by somebody of an institution."""
    plan = facts.plan
    if plan is None:
        return
    for item in planned_kinds(plan, _NOT_FOR_INSTITUTIONS):
        leader = plan.person(item.led_by) if item.led_by else None
        by_institution = item.is_course and leader is not None and leader.role == "institution"
        if _TRAINING in item.kinds or by_institution:
            kinds = kinds_text(item.kinds if by_institution else (_TRAINING,))
            yield Problem(
                where=item.where,
                subject=grades_text(item.grades),
                evidence={"grades": sorted(item.grades), "kinds": list(item.kinds), "by_institution": by_institution},
                says=f"{item.name}由校外机构人员上{kinds}。" if by_institution else f"{item.name}安排了{kinds}。",
                satisfied_by="去掉学科类培训；学科的辅导和答疑由本校教师承担。",
            )
