"""Rounds whose deadline has passed are drawn; offers nobody answered move on."""

from datetime import datetime

from kehou.enrol import queries
from kehou.enrol.actions.allocate_round import allocate_round
from kehou.enrol.actions.expire_offer import expire_offer
from kehou.kernel.act import by_system
from kehou.kernel.jobs import Tick


def close_rounds(at: datetime) -> int:
    act = by_system("close_rounds", at)
    due, overdue = queries.rounds_to_draw(at), queries.offers_overdue(at)
    for school_id, round_id in due:
        allocate_round(act, school_id=school_id, round_id=round_id)
    for school_id, waiting_id in overdue:
        expire_offer(act, school_id=school_id, waiting_id=waiting_id)
    return len(due) + len(overdue)


TICK = Tick("close_rounds", 15, close_rounds)
