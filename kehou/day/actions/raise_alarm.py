"""The clock found something that a person must see to now."""

from datetime import datetime

from kehou.day.actions import sounding
from kehou.day.locking import lock_session
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system


@action(allow=[system])
def raise_alarm(
    act: Act, *, school_id: int, session_id: int, kind: str, since: datetime, child_id: int | None = None
) -> int | None:
    """Raise an alarm once per session, kind and child; None where it is ringing already. Answers the alarm.

    kind: uncovered | unexplained | not_collected | not_started. since: when the cause began.
    """
    session = lock_session(session_id, closed_too=True)
    alarm = sounding.sound(act, session, kind, since=since, pupil_id=child_id)
    return alarm.pk if alarm else None
