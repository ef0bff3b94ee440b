"""A committee member's vote, changeable until the meeting closes."""

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.org.rows import scope
from kehou.people.permits import at_school
from kehou.people.queries import accounts_with_role
from kehou.plan.actions.closing import count_and_close
from kehou.plan.models import Meeting, Vote
from kehou.plan.versions import lock_version

CHOICES = ("for", "against", "abstain")


@action(allow=[at_school("committee")])
def cast_vote(act: Act, *, school_id: int, meeting_id: int, choice: str, remark: str = "") -> str:
    """Returns the meeting's state afterwards: "open", or "closed" where this was the last vote missing.

    Errors, in this order: Refusal where the meeting is over; where no choice was made; where the member joined the
    committee after the meeting opened (the members were counted then).
    """
    meeting = lock_row(Meeting, meeting_id)
    if meeting.school_id != school_id:
        raise NotYours
    if meeting.closed_at is not None or meeting.closes_at <= act.at:
        raise Refusal(
            "meeting_over", "表决已经截止，这一票没有投进去", clause="八.3b", satisfied_by="有意见可以直接向学校提"
        )
    if choice not in CHOICES:
        raise Refusal("no_choice", "还没有选同意、不同意或弃权", fields={"choice": "请选一项"})
    if act.account_id not in accounts_with_role(school_id, ["committee"], meeting.opened_at):
        raise Refusal("joined_later", "这次表决开始时您还不是委员，下次表决再请您投票", clause="八.3b")
    Vote.objects.update_or_create(
        meeting=meeting,
        account_id=act.account_id,
        defaults={**scope(school_id), "choice": choice, "remark": remark.strip()[:200], "at": act.at},
    )
    if Vote.objects.filter(meeting=meeting).count() < meeting.members:
        return "open"
    count_and_close(act, lock_version(school_id, meeting.version_id), meeting)
    return "closed"
