"""Send an adult to a session that needs one (派人)."""

from kehou.day.locking import lock_session
from kehou.day.models import Alarm, Duty, Session
from kehou.day.permits import leads
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.staff import queries as staff


@action(allow=[leads])
def send_adult(act: Act, *, session_id: int, staff_id: int) -> int:
    """Put an adult on the session's list, so that they can sign in; they are told at once. Answers the duty.

    Sending somebody takes the session's alarm on: it stops rising, and rests when they have signed in.

    Refusals, in order: session_cancelled, day_closed, not_cleared (五.3), not_applied (五.2).
    """
    session = lock_session(session_id)
    duty = send(act, session, staff_id)
    info = people.staff(session.school_id, act.at, ids=[staff_id])[0]
    Alarm.objects.filter(session=session, kind="uncovered", acknowledged_at=None, resolved_at=None).update(
        acknowledged_at=act.at, acknowledged_by_id=act.account_id, note=f"派{info.name}去"
    )
    if info.account_id is not None and info.account_id != act.actor.account_id:
        tell(
            act, [info.account_id], kind="sent_to_session", school_id=session.school_id, urgent=True,
            title="请马上去带一个班", body="值守组长派您去一个没有老师的班，打开“今天”签到", link="/teacher/",
        )  # fmt: skip
    return duty.pk


def send(act: Act, session: Session, staff_id: int) -> Duty:
    """Inside another deed, with the session locked; an adult already on the list stays as they are.

    A teacher who did not apply can go only by their own will, which the act itself shows (五.2).
    Refusals: not_cleared, not_applied.
    """
    open_stay = Duty.objects.filter(session=session, staff_id=staff_id, out_at=None).first()
    if open_stay is not None:
        return open_stay
    found = people.staff(session.school_id, act.at, ids=[staff_id])
    if not found:
        raise NotYours
    problem = people.clearance_problem(found[0], session.date)
    if problem:
        raise Refusal(
            "not_cleared", f"{problem}，不能派去带学生。请派另一位", clause="五.3", satisfied_by="派证明在有效期内的人"
        )
    if found[0].is_teacher and found[0].account_id != act.actor.account_id:
        offers = staff.accepted(session.school_id, session.term_id)
        if staff_id not in {offer.staff_id for offer in offers}:
            raise Refusal(
                "not_applied",
                f"{found[0].name}本学期没有申报课后服务，不能派去。请派申报过的老师，或您自己去",
                clause="五.2",
                satisfied_by="派本学期申报、学校已选定的老师",
            )
    return Duty.objects.create(
        **scope(session.school_id), session=session, staff_id=staff_id, planned=False,
        sent_at=act.at, sent_by_id=act.actor.account_id,
    )  # fmt: skip
