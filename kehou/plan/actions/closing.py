"""What closing a vote does to the meeting and to the plan, whoever closes it: the clock, or the last vote missing."""

from kehou.kernel.act import Act
from kehou.kernel.outbox import tell
from kehou.people.queries import accounts_with_role
from kehou.plan.documents import Document, with_meeting
from kehou.plan.meetings import Count, count_of, opinion_of
from kehou.plan.models import Meeting, PlanVersion


def count_and_close(act: Act, version: PlanVersion, meeting: Meeting) -> Count:
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
