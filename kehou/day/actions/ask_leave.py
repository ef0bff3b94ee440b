"""A guardian asks leave for a day (请假); the roll is pre-filled with it."""

from datetime import date as Date
from datetime import timedelta

from kehou.day.actions import sounding
from kehou.day.actions.marking import record
from kehou.day.locking import lock_child
from kehou.day.models import Leave, Presence
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import guardian_of

AHEAD = timedelta(days=60)


@action(allow=[guardian_of("child_id")])
def ask_leave(act: Act, *, child_id: int, date: Date, reason: str) -> int:
    """Ask leave; twice for a day is once. On the day itself it also explains an absence, and the alarm is over.

    Refusals, in order: day_past, day_too_far, already_there.
    """
    if date < act.today:
        raise Refusal("day_past", "这一天已经过去，不能再请假", fields={"date": "选今天或以后"})
    if date > act.today + AHEAD:
        raise Refusal("day_too_far", "最多提前 60 天请假", fields={"date": "选近一些的日子"})
    child = people.pupil(child_id)
    if child is None:
        raise NotYours
    lock_child(child_id)
    today = list(Presence.objects.filter(pupil_id=child_id, session__date=date).select_related("session"))
    if any(row.state == "present" and row.out_at is None for row in today):
        raise Refusal("already_there", "孩子已经到了。要提前接，请直接到学校接，老师交接后会记下时间")
    leave = Leave.objects.filter(pupil_id=child_id, date=date, cancelled_at=None).first()
    if leave is None:
        leave = Leave.objects.create(
            **scope(child.school_id), pupil_id=child_id, date=date, reason=reason.strip()[:60],
            asked_by_id=act.account_id, asked_at=act.at,
        )  # fmt: skip
    excused = [row for row in today if row.state in ("expected", "absent") and row.session.state != "cancelled"]
    record(act, excused, "leave", {row.pupil_id: {"leave_id": leave.pk} for row in excused})
    for row in excused:
        sounding.settle(act, row.session_id, "unexplained", [child_id])
    return leave.pk
