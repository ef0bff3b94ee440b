"""The cause of an alarm is gone."""

from kehou.day.models import Alarm
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.permit import system


@action(allow=[system])
def resolve_alarm(act: Act, *, school_id: int, alarm_id: int) -> None:
    """The clock no longer finds it. Resolved is not acknowledged: both stay in the record."""
    alarm = lock_row(Alarm, alarm_id)
    if alarm.resolved_at is None:
        alarm.resolved_at = act.at
        alarm.save(update_fields=["resolved_at"])
