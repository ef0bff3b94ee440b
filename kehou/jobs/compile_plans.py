"""A filed version whose compilation was missed (a crash between two commits) is compiled all the same."""

from datetime import datetime

import structlog

from kehou.ground.refusal import Refusal
from kehou.kernel.act import by_system
from kehou.kernel.jobs import Tick
from kehou.menu import queries as menu
from kehou.menu.actions.compile_plan import compile_plan
from kehou.plan import queries as plans

log = structlog.get_logger()


def run(at: datetime) -> int:
    act, done = by_system("compile_plans", at), 0
    for version_id in menu.not_compiled(plans.filed_ids(act.today)):
        try:
            compile_plan(act, version_id=version_id)
            done += 1
        except Refusal as refusal:
            log.info("plan_not_compiled", version=version_id, code=refusal.code)
    return done


TICK = Tick("compile_plans", 20, run)
