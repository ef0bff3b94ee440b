"""The second of two of the staff, on the spot, confirms that a child may go with somebody nobody named."""

from kehou.day.models import ReleaseException
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.people.permits import at_school_of

STAFF = ("teacher", "duty_leader", "coordinator", "principal")


@action(allow=[at_school_of("day.ReleaseException", "exception_id", *STAFF)])
def confirm_exception(act: Act, *, exception_id: int) -> None:
    """Both people stand in the record. The first cannot be the second (I11).

    Refusals, in order: same_person.
    """
    row = lock_row(ReleaseException, exception_id)
    if row.asked_by_id == act.account_id:
        raise Refusal(
            "same_person",
            "要由另一位老师到场确认，不能自己确认自己",
            clause="八.5c",
            satisfied_by="第二位老师在自己的手机上确认",
        )
    if row.confirmed_at is None:
        row.confirmed_by_id, row.confirmed_at = act.account_id, act.at
        row.save(update_fields=["confirmed_by", "confirmed_at"])
