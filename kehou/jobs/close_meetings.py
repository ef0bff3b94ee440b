"""Votes of the parents' committee whose time is over are counted."""

from datetime import datetime

from kehou.kernel.act import by_system
from kehou.kernel.jobs import Tick
from kehou.plan import queries as plan
from kehou.plan.actions.close_meeting import close_meeting


def run(at: datetime) -> int:
    act = by_system("close_meetings", at)
    due = plan.meetings_due(at)
    for school_id, meeting_id in due:
        close_meeting(act, school_id=school_id, meeting_id=meeting_id)
    return len(due)


TICK = Tick("close_meetings", 10, run)
