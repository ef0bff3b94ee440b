"""An institution's licence lasts to the day its people work."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.held import sessions_by_id, slot_text
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.records import Session
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


def _has_staff(facts: TermFacts) -> bool:
    return facts.plan is not None and bool(facts.plan.staff)


@rule("provider-not-in-force", judges="records", needs=("sessions", "adults"), applies=_has_staff)
def provider_not_in_force(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A person of an institution whom the plan gives no provider, or whose provider's licence had run out.

    A licence that was not good on the first day is the plan's finding (`provider-expired`); the last day is fine.
    """
    plan = facts.plan
    if plan is None or not plan.staff:
        return
    sessions = sessions_by_id(facts)
    for row in facts.adults or ():
        session = sessions.get(row.session)
        if session is None or row.role != "institution":
            continue
        reason = _reason(plan, row.adult, session)
        if reason:
            person = plan.person(row.adult)
            yield Problem(
                where=row.source,
                subject=slot_text(session),
                evidence={
                    "session": row.session,
                    "adult": row.adult,
                    "date": session.date.isoformat(),
                    "provider": person.provider if person else "",
                },
                says=f"{slot_text(session)} 的课由一名机构人员值守，{reason}。",
                satisfied_by="只请方案里登记、许可在有效期内的机构；许可续好之前换人。",
                at=row.came,
            )


def _reason(plan: Plan, adult: str, session: Session) -> str:
    person = plan.person(adult)
    if person is None or not person.provider:
        return "方案里没有登记这个人属于哪家机构"
    provider = plan.provider(person.provider)
    until = provider.licence_until if provider else None
    if until is None or until < plan.term.first_day or until >= session.date:
        return ""
    return f"所属机构的许可 {until.year}年{date_text(until)}已到期"
