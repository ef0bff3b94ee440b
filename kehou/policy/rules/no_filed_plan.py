"""No service without a plan that was voted on and filed."""

from collections.abc import Iterator
from datetime import date

from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.held import held_sessions
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule
from kehou.policy.rules.committee_absent import meetings_in_time
from kehou.policy.rules.committee_vote_invalid import vote_faults
from kehou.policy.rules.filed_late import filing_deadline


@rule("no-filed-plan", judges="records", needs=("sessions",))
def no_filed_plan(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """A session was held before the first valid vote, or after the filing deadline under a plan not filed by then.

    Between the vote and the deadline service may run although filing comes later. Without a valid vote the first half
    is silent (that is another finding); a later version is a change and has no deadline. One problem in all.
    """
    plan = facts.plan
    if plan is None:
        return
    vote = _first_valid_vote(plan, params)
    deadline = filing_deadline(plan.term.first_day, params) if plan.version == 1 else date.max
    dates = [session.date for session in held_sessions(facts)]
    before_vote = [day for day in dates if vote is not None and day < vote]
    unfiled = [day for day in dates if day > deadline and (plan.filed is None or plan.filed > day)]
    if not before_vote and not unfiled:
        return
    first = min([*before_vote, *unfiled])
    reasons = []
    if vote is not None and before_vote:
        reasons.append(f"{len(before_vote)} 节在家长委员会表决（{date_text(vote)}）之前")
    if unfiled:
        filed = f"{date_text(plan.filed)}才备案" if plan.filed else "方案还没有备案"
        reasons.append(f"{len(unfiled)} 节在备案截止（{date_text(deadline)}）之后，{filed}")
    yield Problem(
        where="sessions.csv",
        subject=date_text(first),
        evidence={
            "first": first.isoformat(),
            "sessions": len(before_vote) + len(unfiled),
            "before_vote": len(before_vote),
            "unfiled": len(unfiled),
            "voted": vote.isoformat() if vote else None,
            "filed": plan.filed.isoformat() if plan.filed else None,
        },
        says=f"没有备案的方案就开了课：{'；'.join(reasons)}。最早一节在{date_text(first)}。",
        satisfied_by="先由家长委员会表决、再备案，然后开课；没有备案的，马上停课补办。",
    )


def _first_valid_vote(plan: Plan, params: Params) -> date | None:
    committee = plan.committee
    if committee is None or not committee.members:
        return None
    return min((m.date for m in meetings_in_time(plan) if not vote_faults(m, committee, params)), default=None)
