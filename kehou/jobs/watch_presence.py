"""Every few seconds: is a child without an adult, a roll not called, a child not collected? Then somebody is told (I10)."""

from datetime import datetime

from kehou.day import watch
from kehou.day.actions.escalate_alarm import escalate_alarm
from kehou.day.actions.raise_alarm import raise_alarm
from kehou.day.actions.resolve_alarm import resolve_alarm
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act, by_system
from kehou.kernel.jobs import Tick

EVERY_SECONDS = 8


def run(at: datetime) -> int:
    """Raise what is new, lift what nobody acknowledged, resolve what is over; answers how many alarms moved."""
    act = by_system("watch_presence", at)
    moved = 0
    for due in watch.due(at):
        moved += _raised(act, due)
    for alarm_id, school_id in watch.over(at):
        resolve_alarm(act, school_id=school_id, alarm_id=alarm_id)
        moved += 1
    for alarm_id, school_id in watch.rising(at):
        moved += escalate_alarm(act, school_id=school_id, alarm_id=alarm_id) is not None
    return moved


def _raised(act: Act, due: watch.Due) -> bool:
    try:
        alarm_id = raise_alarm(
            act,
            school_id=due.school_id,
            session_id=due.session_id,
            kind=due.kind,
            since=due.since,
            child_id=due.child_id,
        )
    except Refusal:  # cancelled since it was found: one session must not keep the others from being watched
        return False
    return alarm_id is not None


TICK = Tick("watch_presence", EVERY_SECONDS, run)
