"""How a vote of the parents' committee is counted, and what becomes of the version."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kehou.kernel.act import Act
from kehou.kernel.outbox import tell
from kehou.people.queries import accounts_with_role
from kehou.plan.documents import Document, with_meeting
from kehou.plan.models import Meeting, PlanVersion, Vote


@dataclass(frozen=True, slots=True)
class Count:
    """present: members who voted; abstaining is taking part."""

    members: int
    quorum: int
    present: int
    votes_for: int
    against: int
    abstain: int

    @property
    def is_passed(self) -> bool:
        """Exactly the quorum is enough, exactly half for is not. Source: rulebook, committee-vote-invalid."""
        return self.present >= self.quorum and self.votes_for * 2 > self.present

    @property
    def says(self) -> str:
        if self.present < self.quorum:
            return f"{self.present} 人投票，不到 {self.quorum} 人，这次表决无效"
        result = "通过" if self.is_passed else "没有通过，赞成的没有过半"
        return f"赞成 {self.votes_for}，反对 {self.against}，弃权 {self.abstain}，{result}"


def quorum_of(members: int, stated: int | None) -> int:
    """The larger of the stated one and half the members rounded down plus one. Source: rulebook, committee-vote-invalid."""
    return max(stated or 0, members // 2 + 1)


def count_of(meeting: Meeting) -> Count:
    """SQL: 1."""
    return counts_of([meeting])[meeting.pk]


def counts_of(meetings: Sequence[Meeting]) -> dict[int, Count]:
    """Meeting id → its count. SQL: 1."""
    choices: dict[int, Counter[str]] = {meeting.pk: Counter() for meeting in meetings}
    for meeting_id, choice in Vote.objects.filter(meeting__in=choices).values_list("meeting_id", "choice"):
        choices[meeting_id][choice] += 1
    return {
        meeting.pk: Count(
            members=meeting.members,
            quorum=meeting.quorum,
            present=choices[meeting.pk].total(),
            votes_for=choices[meeting.pk]["for"],
            against=choices[meeting.pk]["against"],
            abstain=choices[meeting.pk]["abstain"],
        )
        for meeting in meetings
    }


def opinion_of(meeting: Meeting, count: Count) -> str:
    """The committee's opinion as it goes with the plan: the result, and the remarks without names. SQL: 1."""
    remarks = Vote.objects.filter(meeting=meeting).exclude(remark="").order_by("pk").values_list("remark", flat=True)
    result = "同意" if count.is_passed else "不同意" if count.present >= count.quorum else "到会人数不够"
    text = "；".join(remark.strip().rstrip("。；") for remark in remarks)
    return f"{result}。{text}"[:400] if text else f"{result}，没有附加意见"


def close(act: Act, version: PlanVersion, meeting: Meeting) -> Count:
    """Count, write the vote into the plan with its opinion, and tell the school. The version is locked by the caller."""
    count = count_of(meeting)
    meeting.closed_at = act.at
    meeting.passed = count.is_passed
    meeting.opinion = opinion_of(meeting, count)
    meeting.save()
    version.document = with_meeting(version.document, _as_part(act, meeting, count))
    version.state = "decided" if count.is_passed else "draft"
    version.revision += 1
    version.changed_at = act.at
    version.save()
    tell(
        act,
        accounts_with_role(version.school_id, ["coordinator", "principal"], act.at),
        kind="plan_meeting_closed",
        title=f"家委会对第{version.number}版的表决{'通过' if count.is_passed else '没有通过'}",
        body=count.says,
        school_id=version.school_id,
        once=f"meeting-closed:{meeting.pk}",
    )
    return count


def _as_part(act: Act, meeting: Meeting, count: Count) -> Document:
    return {
        "date": act.today.isoformat(),
        "agenda": meeting.agenda,
        "present": count.present,
        "for": count.votes_for,
        "against": count.against,
        "abstain": count.abstain,
        "opinion": meeting.opinion,
    }
