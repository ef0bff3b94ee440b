"""Close a vote whose time is over, count it, and write it into the plan."""

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.permit import system
from kehou.people.permits import at_school
from kehou.plan.actions.closing import count_and_close
from kehou.plan.models import Meeting
from kehou.plan.versions import lock_version


@action(allow=[system, at_school("coordinator", "principal")])
def close_meeting(act: Act, *, school_id: int, meeting_id: int) -> bool:
    """Returns whether the version was passed. A meeting closed already answers the same again.

    Errors: Refusal before the closing time: members were promised it.
    """
    meeting = lock_row(Meeting, meeting_id)
    if meeting.school_id != school_id:
        raise NotYours
    if meeting.closed_at is not None:
        return bool(meeting.passed)
    if act.at < meeting.closes_at:
        raise Refusal(
            "meeting_still_open",
            "还没到截止时间，委员还可以投票和改票",
            clause="八.3b",
            satisfied_by="等到截止时间，或等全体委员投完，系统自动计票",
        )
    return count_and_close(act, lock_version(school_id, meeting.version_id), meeting).is_passed
