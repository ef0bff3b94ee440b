"""A person takes an alarm on: who, and what is done."""

from kehou.day.models import Alarm
from kehou.day.permits import LEADERS
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.people.permits import at_school_of, over_school_of


@action(allow=[at_school_of("day.Alarm", "alarm_id", *LEADERS), over_school_of("day.Alarm", "alarm_id")])
def acknowledge_alarm(act: Act, *, alarm_id: int, note: str) -> None:
    """Stop the rising. The first to acknowledge stands in the record; the cause stays open until it is gone.

    Refusals, in order: note_missing.
    """
    alarm = lock_row(Alarm, alarm_id)
    if not note.strip():
        raise Refusal("note_missing", "写一句谁去处理、怎么处理", fields={"note": "例如：我去 206，已打电话给家长"})
    if alarm.acknowledged_at is None:
        alarm.acknowledged_at, alarm.acknowledged_by_id, alarm.note = act.at, act.account_id, note.strip()[:100]
        alarm.save(update_fields=["acknowledged_at", "acknowledged_by", "note"])
