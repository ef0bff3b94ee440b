"""One adult gives a session to another, in one deed: there is no moment without either (附.11)."""

from kehou.day.actions.send_adult import send
from kehou.day.actions.sign_in_adult import somebody_else, take_charge
from kehou.day.actions.sign_out_adult import duty_of
from kehou.day.locking import lock_session
from kehou.day.permits import leads, own_duty
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell


@action(allow=[own_duty, leads])
def hand_over_duty(act: Act, *, session_id: int, staff_id: int, to_staff_id: int) -> int:
    """The other adult signs in, this one signs out, and the other is told; answers the new duty.

    Refusals, in order: session_cancelled, day_closed, not_signed_in, not_applied (五.2), not_cleared (五.3).
    """
    session = lock_session(session_id)
    leaving = duty_of(session, staff_id)
    send(act, session, to_staff_id)
    arriving = take_charge(act, session, to_staff_id)
    leaving.out_at, leaving.out_by_id = act.at, somebody_else(act, leaving.staff.account_id)
    leaving.save(update_fields=["out_at", "out_by"])
    taker = arriving.staff.account_id
    if taker is not None and taker != act.actor.account_id:
        tell(
            act, [taker], kind="took_over_session", school_id=session.school_id, urgent=True,
            title="这个班现在由您负责", body="刚刚交接给您。孩子们的名单和交接都在“今天”里", link="/teacher/",
        )  # fmt: skip
    return arriving.pk
