"""A family says, without a name, how a session was (课后反馈)."""

from datetime import timedelta

from kehou.day.models import Presence, Pulse
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.secrets import code_hash
from kehou.org.rows import scope
from kehou.people.permits import guardian_of

OPEN_FOR = timedelta(days=3)


@action(allow=[guardian_of("child_id")])
def answer_pulse(
    act: Act, *, child_id: int, session_id: int, satisfied: int, new_lesson: bool, unattended: bool
) -> None:
    """One answer per family account and session; the row names neither, only the day.

    Refusals, in order: pulse_over, satisfied_missing, answered_already.
    """
    row = (
        Presence.objects.filter(session_id=session_id, pupil_id=child_id, state="present")
        .select_related("session")
        .first()
    )
    if row is None:
        raise NotYours
    if act.today > row.session.date + OPEN_FOR:
        raise Refusal("pulse_over", "课后三天内可以反馈，这次课已经过了")
    if satisfied not in range(1, 6):
        raise Refusal("satisfied_missing", "选一个满意程度", fields={"satisfied": "1 到 5 选一个"})
    ticket = code_hash("pulse", f"{act.account_id} {session_id}")
    _, new = Pulse.objects.get_or_create(
        ticket=ticket,
        defaults={
            **scope(row.school_id), "session_id": session_id, "satisfied": satisfied,
            "new_lesson": new_lesson, "unattended": unattended, "day": act.today,
        },
    )  # fmt: skip
    if not new:
        raise Refusal("answered_already", "这次课您已经反馈过了，谢谢")
