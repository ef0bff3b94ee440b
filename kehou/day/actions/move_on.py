"""Children go on to their next session of the day (走班)."""

from kehou.day.actions.marking import record
from kehou.day.locking import lock_session
from kehou.day.models import Presence
from kehou.day.permits import leads, on_duty
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action


@action(allow=[on_duty(), leads])
def move_on(act: Act, *, session_id: int, child_ids: list[int] | None = None) -> int:
    """Send children on; without a list, everyone in the room who has a later session today. Answers how many went.

    They stay in this session's charge until an adult is there to meet them: sign_out_adult asks for one (附.11).
    Refusals, in order: session_cancelled, day_closed, no_next_session.
    """
    session = lock_session(session_id)
    rows = {row.pupil_id: row for row in Presence.objects.filter(session=session, state="present", out_at=None)}
    wanted = set(rows) if child_ids is None else set(child_ids) & set(rows)
    following = Presence.objects.filter(
        pupil_id__in=wanted, session__date=session.date, session__planned_start__gt=session.planned_start,
    ).exclude(session__state="cancelled")  # fmt: skip
    next_of: dict[int, int] = {}
    for pupil, later in following.order_by("session__planned_start").values_list("pupil_id", "session_id"):
        next_of.setdefault(pupil, later)
    if child_ids is not None and wanted - set(next_of):
        raise Refusal("no_next_session", "这名学生今天后面没有课了，请交接离校")
    going = [rows[pupil] for pupil in sorted(next_of)]
    record(act, going, "move_on", {row.pupil_id: {"to": next_of[row.pupil_id]} for row in going})
    return len(going)
