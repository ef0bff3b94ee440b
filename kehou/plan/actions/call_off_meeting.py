"""Take a version back from the committee before it has decided, because something in it is wrong."""

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.outbox import tell
from kehou.people.permits import at_school
from kehou.plan.models import Meeting, Vote
from kehou.plan.versions import lock_version


@action(allow=[at_school("coordinator", "principal")])
def call_off_meeting(act: Act, *, school_id: int, meeting_id: int, reason: str) -> None:
    """The meeting ends without a result and does not enter the plan; those who voted are told why.

    Errors: Refusal where it is over already, or without a reason.
    """
    meeting = lock_row(Meeting, meeting_id)
    if meeting.school_id != school_id:
        raise NotYours
    if meeting.closed_at is not None or meeting.closes_at <= act.at:
        raise Refusal("meeting_over", "表决已经截止，不能撤回", clause="八.3b")
    if not reason.strip():
        raise Refusal("no_reason", "还没有写为什么撤回", fields={"reason": "请写给委员看的理由"})
    version = lock_version(school_id, meeting.version_id)
    meeting.closed_at = act.at
    meeting.passed = False
    meeting.opinion = f"学校撤回：{reason.strip()}"[:400]
    meeting.save()
    version.state = "draft"
    version.changed_at = act.at
    version.save()
    tell(
        act,
        list(Vote.objects.filter(meeting=meeting).values_list("account_id", flat=True)),
        kind="plan_meeting_called_off",
        title="学校撤回了这次表决",
        body=reason.strip()[:400],
        school_id=school_id,
        once=f"meeting-off:{meeting.pk}",
    )
