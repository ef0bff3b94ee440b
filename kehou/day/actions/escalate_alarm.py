"""Nobody acknowledged an alarm: it goes one level up (I10)."""

from kehou.day import alarms
from kehou.day.actions import sounding
from kehou.day.models import Alarm
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.permit import system


@action(allow=[system])
def escalate_alarm(act: Act, *, school_id: int, alarm_id: int) -> int | None:
    """Raise the level to what the waiting time asks for; answers it, None where there is nothing to do."""
    alarm = lock_row(Alarm, alarm_id)
    level = alarms.level_at(act.at - alarm.raised_at)
    if alarm.acknowledged_at is not None or alarm.resolved_at is not None or level <= alarm.level:
        return None
    # Every level in between is told too: a worker that slept must not have skipped the principal.
    for step in range(alarm.level + 1, level + 1):
        alarm.level = step
        sounding.tell_level(act, alarm, alarm.session)
    alarm.save(update_fields=["level"])
    return level
