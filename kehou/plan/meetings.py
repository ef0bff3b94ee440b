"""How a vote of the parents' committee is counted."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kehou.org.law import law_of
from kehou.plan.documents import packs_named
from kehou.plan.models import Meeting, PlanVersion, Vote
from kehou.policy.facts.plan import Committee
from kehou.policy.pack import Law
from kehou.policy.parameters import Params, Share
from kehou.policy.rules.committee_vote_invalid import enough
from kehou.policy.rules.committee_vote_invalid import quorum_of as quorum_in_law


@dataclass(frozen=True, slots=True)
class Count:
    """present: members who voted; abstaining is taking part. majority: of those present, who have to be for it."""

    members: int
    quorum: int
    present: int
    votes_for: int
    against: int
    abstain: int
    majority: Share

    @property
    def is_passed(self) -> bool:
        """Exactly the quorum is enough, exactly half for is not. Source: rulebook, committee-vote-invalid."""
        return self.present >= self.quorum and self.votes_for >= self.majority.least(self.present)

    @property
    def says(self) -> str:
        if self.present < self.quorum:
            return f"{self.present} 人投票，不到 {self.quorum} 人，这次表决无效"
        result = "通过" if self.is_passed else f"没有通过，赞成的要{enough(self.majority)}"
        return f"赞成 {self.votes_for}，反对 {self.against}，弃权 {self.abstain}，{result}"


def quorum_of(members: int, stated: int | None, figures: Params) -> int:
    """As the rule that judges the vote counts it: the larger of the stated one and the law's share of the members."""
    return quorum_in_law(Committee(members, stated), figures)


def figures_of(version_ids: Collection[int]) -> dict[int, Params]:
    """Version id → the figures its votes are counted by: of the packs the plan names, in its district, on the term's
    first day. The rule that judges the filed plan reads the same, so a vote that passed is never found invalid because
    the law changed between the meeting and the term (rulebook §1). SQL: 2, one more for each further law.
    """
    rows = PlanVersion.objects.filter(pk__in=version_ids)
    laws: dict[tuple[int, tuple[str, ...]], Law] = {}
    figures = {}
    for version_id, district_id, policy, first_day in rows.values_list(
        "pk", "district_id", "document__policy", "term__first_day"
    ):
        packs = packs_named(policy)
        if (district_id, packs) not in laws:
            laws[district_id, packs] = law_of(district_id, packs)
        figures[version_id] = laws[district_id, packs].params(first_day)
    return figures


def count_of(meeting: Meeting) -> Count:
    """SQL: 3."""
    return counts_of([meeting])[meeting.pk]


def counts_of(meetings: Sequence[Meeting]) -> dict[int, Count]:
    """Meeting id → its count. SQL: 3 for votes on plans under one law."""
    choices: dict[int, Counter[str]] = {meeting.pk: Counter() for meeting in meetings}
    for meeting_id, choice in Vote.objects.filter(meeting__in=choices).values_list("meeting_id", "choice"):
        choices[meeting_id][choice] += 1
    figures = figures_of({meeting.version_id for meeting in meetings})
    return {
        meeting.pk: Count(
            members=meeting.members,
            quorum=meeting.quorum,
            present=choices[meeting.pk].total(),
            votes_for=choices[meeting.pk]["for"],
            against=choices[meeting.pk]["against"],
            abstain=choices[meeting.pk]["abstain"],
            majority=figures[meeting.version_id].committee_majority,
        )
        for meeting in meetings
    }


def opinion_of(meeting: Meeting, count: Count) -> str:
    """The committee's opinion as it goes with the plan: the result, and the remarks without names. SQL: 1."""
    remarks = Vote.objects.filter(meeting=meeting).exclude(remark="").order_by("pk").values_list("remark", flat=True)
    result = "同意" if count.is_passed else "不同意" if count.present >= count.quorum else "到会人数不够"
    text = "；".join(remark.strip().rstrip("。；") for remark in remarks)
    return f"{result}。{text}"[:400] if text else f"{result}，没有附加意见"
