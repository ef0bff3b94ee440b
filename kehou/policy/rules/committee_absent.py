"""Never without the parents' committee."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.plan import Meeting, Plan
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("committee-absent", judges="plan")
def committee_absent(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """No committee, no members, or no meeting up to the day the plan was filed."""
    plan = facts.plan
    if plan is None:
        return
    if plan.committee is None:
        missing, says = "committee", "没有家长委员会参与。"
    elif not plan.committee.members:
        missing, says = "members", "没有写家长委员会有多少成员。"
    elif not meetings_in_time(plan):
        missing = "meeting"
        says = (
            f"备案（{date_text(plan.filed)}）以前家长委员会没有开过会。" if plan.filed else "家长委员会还没有开过会。"
        )
    else:
        return
    yield Problem(
        where="committee",
        evidence={"missing": missing, "filed": plan.filed.isoformat() if plan.filed else None},
        says=says,
        satisfied_by="先请家长委员会开会审议并表决，再备案。",
    )


def meetings_in_time(plan: Plan) -> list[Meeting]:
    """Meetings up to and on the day of filing; of a draft, all."""
    meetings = plan.committee.meetings if plan.committee else ()
    return [meeting for meeting in meetings if plan.filed is None or meeting.date <= plan.filed]
