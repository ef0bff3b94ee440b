"""Teachers take part because they applied."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("staff-not-applied", judges="plan")
def staff_not_applied(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A teacher on the staff without an application; outside people need none."""
    for person in facts.plan.staff if facts.plan else ():
        if person.is_teacher and person.applied is None:
            yield Problem(
                where=person.where,
                subject=person.name,
                evidence={"person": person.id},
                says=f"{person.name}没有申报，却列在课后服务人员里。",
                satisfied_by="等本人申报后填写申报日期，或从名单里去掉。",
            )
