"""A guardian takes a leave back."""

from kehou.day.actions.marking import record
from kehou.day.locking import lock_child
from kehou.day.models import Leave, Presence
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def cancel_leave(act: Act, *, child_id: int, leave_id: int) -> None:
    """The child is expected again, in sessions whose roll was not called yet.

    Refusals, in order: day_past.
    """
    lock_child(child_id)
    leave = Leave.objects.filter(pk=leave_id, pupil_id=child_id, cancelled_at=None).first()
    if leave is None:
        raise NotYours
    if leave.date < act.today:
        raise Refusal("day_past", "这一天已经过去，请假不能再撤回")
    leave.cancelled_at = act.at
    leave.save(update_fields=["cancelled_at"])
    back = list(
        Presence.objects.filter(pupil_id=child_id, session__date=leave.date, state="leave", session__rolled_at=None)
    )
    record(act, back, "no_leave", {child_id: {"leave_id": leave.pk}})
