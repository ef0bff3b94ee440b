"""A child's aid ends on a day: what was in force before stays as it was (八.3c)."""

from datetime import date

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.models import AidPeriod
from kehou.people.permits import at_school


@action(allow=[at_school("aid_officer")])
def end_aid(act: Act, *, school_id: int, aid_id: int, last_day: date) -> int:
    """last_day: the last on which it counts; it may be put earlier or later as long as it is not before the first.

    What a family was waived on a bill stays waived. Errors, in this order: NotYours; days_reversed.
    """
    row = AidPeriod.objects.filter(pk=aid_id, school_id=school_id).first()
    if row is None:
        raise NotYours
    if last_day < row.first_day:
        raise Refusal("days_reversed", "最后一天要在开始以后", fields={"last_day": "最后一天要在开始以后"})
    row.last_day = last_day
    row.save(update_fields=["last_day"])
    return row.pk
