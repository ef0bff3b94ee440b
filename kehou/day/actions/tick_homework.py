"""Who has finished the homework (七.4b)."""

from kehou.day.actions.marking import record
from kehou.day.locking import lock_session
from kehou.day.models import Presence
from kehou.day.permits import leads, on_duty
from kehou.kernel.act import Act
from kehou.kernel.action import action


@action(allow=[on_duty(), leads])
def tick_homework(act: Act, *, session_id: int, done_ids: list[int], open_ids: list[int]) -> int:
    """Tick children as done or not done; who is in neither list had nothing set. Answers the number of changes.

    Refusals, in order: session_cancelled, day_closed.
    """
    session = lock_session(session_id)
    wanted = {**dict.fromkeys(open_ids, False), **dict.fromkeys(done_ids, True)}
    rows = Presence.objects.filter(session=session, pupil_id__in=wanted, state="present")
    changed = [row for row in rows if row.homework_done != wanted[row.pupil_id]]
    record(act, changed, "homework", {row.pupil_id: {"done": wanted[row.pupil_id]} for row in changed})
    return len(changed)
