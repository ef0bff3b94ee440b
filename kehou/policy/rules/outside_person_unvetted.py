"""Outside people are cleared and qualified before they meet children."""

from collections.abc import Iterator
from datetime import date

from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.plan import QUALIFIED_ROLES, Person
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("outside-person-unvetted", judges="plan")
def outside_person_unvetted(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """An outside person without a fresh clearance, or without a qualification good on the first day."""
    plan = facts.plan
    if plan is None:
        return
    for person in plan.staff:
        faults = [] if person.is_teacher else list(_faults(person, plan.term.first_day, params.clearance_days))
        if faults:
            yield Problem(
                where=person.where,
                subject=person.name,
                evidence={
                    "person": person.id,
                    "failed": [code for code, _ in faults],
                    "cleared_on": person.cleared_on.isoformat() if person.cleared_on else None,
                    "qualified_until": person.qualified_until.isoformat() if person.qualified_until else None,
                    "first_day": plan.term.first_day.isoformat(),
                },
                says=f"{person.name}{'，'.join(says for _, says in faults)}。",
                satisfied_by=f"开学前 {params.clearance_days} 天以内查过无犯罪记录，需要资质的写明有效的资质；办好以前不排班。",
            )


def _faults(person: Person, first_day: date, clearance_days: int) -> Iterator[tuple[str, str]]:
    if person.cleared_on is None:
        yield "not_cleared", "没有写无犯罪记录查询日期"
    elif (first_day - person.cleared_on).days > clearance_days:
        age = (first_day - person.cleared_on).days
        yield "clearance_old", f"的无犯罪记录查询到开学已过 {age} 天"
    if person.role in QUALIFIED_ROLES and not person.qualification:
        yield "no_qualification", "没有写资质"
    if person.qualified_until is not None and person.qualified_until < first_day:
        yield "qualification_expired", f"的资质{date_text(person.qualified_until)}已到期"
