"""A session ends. Ending early needs a reason (附.5)."""

from datetime import timedelta

from kehou.day.locking import lock_session
from kehou.day.models import Session
from kehou.day.permits import leads, on_duty
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.law import law_of


@action(allow=[on_duty(), leads])
def end_session(act: Act, *, session_id: int, early_reason: str = "") -> None:
    """Note the end of the lesson; children who wait for their collectors stay in the adults' charge.

    Refusals, in order: session_cancelled, day_closed, not_running, early_reason_missing (附.5).
    """
    session = lock_session(session_id)
    if session.state != "running":
        raise Refusal("not_running", "这次课还没有开始，或已经结束")
    early = session.planned_end - act.at
    tolerance = _tolerance(session) if early > timedelta() else timedelta()
    if early > tolerance and not early_reason.strip():
        minutes = int(early.total_seconds() // 60)
        raise Refusal(
            "early_reason_missing",
            f"离计划结束还有 {minutes} 分钟。提前结束要写原因，家长和区里都会看到",
            clause="附.5",
            satisfied_by="按时结束，或写明提前的原因",
            fields={"early_reason": "写一句原因"},
        )
    session.ended_at, session.state = act.at, "ended"
    session.early_reason = early_reason.strip() if early > tolerance else ""
    session.save(update_fields=["ended_at", "state", "early_reason"])


def _tolerance(session: Session) -> timedelta:
    """As the rule `early-end` will judge it: the district's law on the term's first day. SQL: 2."""
    return timedelta(minutes=law_of(session.district_id).params(session.term.first_day).early_tolerance)
