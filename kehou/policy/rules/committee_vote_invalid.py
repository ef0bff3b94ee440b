"""Taking part means a decision by a real majority, not a signature."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.plan import Committee, Meeting
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule
from kehou.policy.rules.committee_absent import meetings_in_time


@rule("committee-vote-invalid", judges="plan")
def committee_vote_invalid(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """There are meetings up to the day of filing, but none with a valid vote; a later valid one heals a failed one."""
    plan = facts.plan
    if plan is None or plan.committee is None or not plan.committee.members:
        return
    meetings = meetings_in_time(plan)
    faults = {meeting.where: vote_faults(meeting, plan.committee) for meeting in meetings}
    if not meetings or not all(faults.values()):
        return
    # The one that failed least; of several, the last.
    nearest = min(sorted(meetings, key=lambda m: m.date, reverse=True), key=lambda m: len(faults[m.where]))
    yield Problem(
        where="committee.meetings",
        subject=date_text(nearest.date),
        evidence={
            "meeting": nearest.where,
            "date": nearest.date.isoformat(),
            "failed": [code for code, _ in faults[nearest.where]],
            "members": plan.committee.members,
            "quorum": quorum_of(plan.committee),
            "present": nearest.present,
            "for": nearest.votes_for,
            "against": nearest.against,
            "abstain": nearest.abstain,
        },
        says=f"{date_text(nearest.date)}的表决不算数：{'；'.join(says for _, says in faults[nearest.where])}。",
        satisfied_by=f"再开一次会：到会不少于 {quorum_of(plan.committee)} 人，赞成超过到会人数的一半，附上意见。",
    )


def quorum_of(committee: Committee) -> int:
    """The larger of the stated quorum and a majority of the members."""
    return max(committee.quorum or 0, (committee.members or 0) // 2 + 1)


def vote_faults(meeting: Meeting, committee: Committee) -> list[tuple[str, str]]:
    """(condition, sentence) of every condition of a valid vote that a meeting fails."""
    members, quorum = committee.members or 0, quorum_of(committee)
    counted = meeting.votes_for + meeting.against + meeting.abstain
    found = []
    if meeting.present < quorum:
        found.append(("quorum", f"到会 {meeting.present} 人，不足 {quorum} 人"))
    if meeting.present > members:
        found.append(("members", f"到会 {meeting.present} 人，多于成员 {members} 人"))
    if counted != meeting.present:
        found.append(("count", f"赞成、反对、弃权共 {counted} 票，到会 {meeting.present} 人"))
    if meeting.votes_for * 2 <= meeting.present:
        found.append(("majority", f"赞成 {meeting.votes_for} 票，没有超过到会 {meeting.present} 人的一半"))
    if not meeting.opinion.strip():
        found.append(("opinion", "没有附上意见"))
    return found
