"""From midnight on, every school's day is there before anybody asks for it."""

from datetime import datetime

import structlog

from kehou.day import queries as day
from kehou.day.actions.plan_sessions import plan_sessions
from kehou.ground.refusal import Refusal
from kehou.kernel.act import by_system
from kehou.kernel.jobs import Tick

log = structlog.get_logger()


def run(at: datetime) -> int:
    """Plan the schools whose day has no session yet; a school without a filed plan is left alone."""
    done, act = 0, by_system("plan_sessions", at)
    for school_id in day.schools_to_plan(act.today):
        try:
            plan_sessions(act, school_id=school_id, date=act.today)
            done += 1
        except Refusal as refusal:
            log.info("day_not_planned", school=school_id, code=refusal.code)
    return done


TICK = Tick("plan_sessions", 60, run)
