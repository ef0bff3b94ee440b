"""Taking part means a decision by a real majority, not a signature."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.plan import Committee, Meeting
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params, Share
from kehou.policy.rule import rule
from kehou.policy.rules.committee_absent import meetings_in_time

HALF = Share(1, 2, passed=True)


@rule("committee-vote-invalid", judges="plan")
def committee_vote_invalid(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """There are meetings up to the day of filing, but none with a valid vote; a later valid one heals a failed one."""
    plan = facts.plan
    if plan is None or plan.committee is None or not plan.committee.members:
        return
    meetings = meetings_in_time(plan)
    faults = {meeting.where: vote_faults(meeting, plan.committee, params) for meeting in meetings}
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
            "quorum": quorum_of(plan.committee, params),
            "present": nearest.present,
            "for": nearest.votes_for,
            "against": nearest.against,
            "abstain": nearest.abstain,
        },
        says=f"{date_text(nearest.date)}的表决不算数：{'；'.join(says for _, says in faults[nearest.where])}。",
        satisfied_by=f"再开一次会：到会不少于 {quorum_of(plan.committee, params)} 人，"
        f"赞成{enough(params.committee_majority)}，附上意见。",
    )


def quorum_of(committee: Committee, params: Params) -> int:
    """The larger of the stated quorum and the law's share of the members: more than half in the rulebook."""
    return max(committee.quorum or 0, params.committee_quorum.least(committee.members or 0))


def enough(majority: Share) -> str:
    """How many have to be for it, in words."""
    if majority == HALF:
        return "超过到会人数的一半"
    return f"{'超过' if majority.passed else '不少于'}到会人数的 {majority.part}/{majority.of}"


def vote_faults(meeting: Meeting, committee: Committee, params: Params) -> list[tuple[str, str]]:
    """(condition, sentence) of every condition of a valid vote that a meeting fails."""
    members, quorum = committee.members or 0, quorum_of(committee, params)
    counted = meeting.votes_for + meeting.against + meeting.abstain
    found = []
    if meeting.present < quorum:
        found.append(("quorum", f"到会 {meeting.present} 人，不足 {quorum} 人"))
    if meeting.present > members:
        found.append(("members", f"到会 {meeting.present} 人，多于成员 {members} 人"))
    if counted != meeting.present:
        found.append(("count", f"赞成、反对、弃权共 {counted} 票，到会 {meeting.present} 人"))
    majority = params.committee_majority
    if meeting.votes_for < majority.least(meeting.present):
        short = f"没有{enough(majority)}" if majority.passed else f"要{enough(majority)}"
        found.append(("majority", f"赞成 {meeting.votes_for} 票，到会 {meeting.present} 人，{short}"))
    if not meeting.opinion.strip():
        found.append(("opinion", "没有附上意见"))
    return found
