"""An adult's times are put right after the fact (补签、更正签到): old and new both stay (八.4b)."""

from datetime import datetime

from kehou.day.locking import lock_session
from kehou.day.models import Duty, DutyCorrection
from kehou.day.permits import leads
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.clock import LOCAL
from kehou.org.rows import scope


@action(allow=[leads])
def correct_duty(act: Act, *, session_id: int, duty_id: int, in_at: datetime, out_at: datetime, reason: str) -> int:
    """For a sign-in or sign-out that was forgotten or wrong, by whoever answers for the day; answers the correction.

    Nobody corrects their own: minutes are money. What was paid already is settled with the next pay-out.
    Refusals, in order: session_cancelled, own_work (八.4b), reason_missing, still_running, times_reversed, other_day, in_future.
    """
    session = lock_session(session_id, closed_too=True)
    duty = Duty.objects.filter(session=session, pk=duty_id).select_related("staff").first()
    if duty is None:
        raise NotYours
    if duty.staff.account_id is not None and duty.staff.account_id == act.account_id:
        raise Refusal("own_work", "自己的签到时间，要另一个人更正", clause="八.4b", satisfied_by="请另一位值守组长来办")
    if not reason.strip():
        raise Refusal("reason_missing", "更正要写原因，原来的记录会留着", fields={"reason": "写一句原因"})
    if session.date == act.today and session.state != "ended":
        raise Refusal("still_running", "这次课还没有结束，请直接签到或签退", satisfied_by="课结束以后再更正")
    if out_at <= in_at:
        raise Refusal("times_reversed", "签退的时间要晚于签到的时间", fields={"out_at": "要晚于签到的时间"})
    if {moment.astimezone(LOCAL).date() for moment in (in_at, out_at)} != {session.date}:
        raise Refusal("other_day", "签到和签退要在上课那天", fields={"in_at": "填上课那天的时间"})
    if out_at > act.at:
        raise Refusal("in_future", "签退的时间还没有到", fields={"out_at": "填已经过去的时间"})
    row = DutyCorrection.objects.create(
        **scope(session.school_id), duty=duty, at=act.at, by_id=act.account_id, reason=reason.strip()[:100],
        in_before=duty.in_at, out_before=duty.out_at, in_after=in_at, out_after=out_at,
    )  # fmt: skip
    duty.in_at, duty.out_at = in_at, out_at
    duty.save(update_fields=["in_at", "out_at"])
    return row.pk
