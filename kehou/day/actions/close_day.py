"""Close a school's day. Not while a child is still in (I10)."""

from datetime import date as Date

from kehou.day.models import Alarm, DayClose, Presence, Session
from kehou.day.permits import LEADERS
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.rows import scope
from kehou.people.permits import at_school


@action(allow=[at_school(*LEADERS)])
def close_day(act: Act, *, school_id: int, date: Date) -> int:
    """Every head is accounted for; from now on there are only corrections. Twice is once.

    Refusals, in order: child_still_in (附.11), child_on_the_way, roll_not_called (八.5c), alarm_open.
    """
    # All sessions of the day at once, in order: no roll-call or hand-over can slip in between looking and closing.
    sessions = list(Session.objects.select_for_update().filter(school_id=school_id, date=date).order_by("pk"))
    closed = DayClose.objects.filter(school_id=school_id, date=date).first()
    if closed is not None:
        return closed.pk
    heads = Presence.objects.filter(school_id=school_id, session__date=date).exclude(session__state="cancelled")
    _demand(heads.filter(state="present", out_at=None).count(), "child_still_in", "{} 名学生还没有交接离校", "附.11",
            "每名学生都交接离校")  # fmt: skip
    rolled = {session.pk for session in sessions if session.rolled_at is not None}
    waiting = list(heads.filter(state="expected").values_list("pupil_id", "session_id"))
    on_way = set(heads.filter(released_to="next_session").values_list("pupil_id", flat=True))
    _demand(sum(pupil in on_way for pupil, _ in waiting), "child_on_the_way", "{} 名学生从上一个班出来，下一个班还没有见到",
            "附.11", "下一个班点名，或更正去向")  # fmt: skip
    _demand(len({session for _, session in waiting} - rolled), "roll_not_called", "{} 次课没有点名", "八.5c",
            "补点名，没有上的课写明原因取消")  # fmt: skip
    alarms = Alarm.objects.filter(session__in=sessions, acknowledged_at=None, resolved_at=None)
    _demand(alarms.count(), "alarm_open", "{} 个警报还没有人处理", "", "每个警报都写明由谁怎么处理")
    # Nobody noted the end of these: it reads as the planned one, and is not invented here.
    Session.objects.filter(pk__in=[session.pk for session in sessions], state="running").update(state="ended")
    row = DayClose.objects.create(**scope(school_id), date=date, closed_at=act.at, closed_by_id=act.account_id)
    return row.pk


def _demand(count: int, code: str, says: str, clause: str, satisfied_by: str) -> None:
    if count:
        raise Refusal(code, f"{says.format(count)}，今天还不能关账", clause=clause, satisfied_by=satisfied_by)
