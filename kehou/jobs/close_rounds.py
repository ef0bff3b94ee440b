"""Rounds whose deadline has passed are drawn; offers nobody answered move on; free places are offered."""

from contextlib import suppress
from datetime import datetime

from kehou.enrol import queries
from kehou.enrol.actions.allocate_round import allocate_round
from kehou.enrol.actions.expire_offer import expire_offer
from kehou.enrol.actions.freeze_round import freeze_round
from kehou.enrol.actions.offer_free_places import offer_free_places
from kehou.ground.refusal import Refusal
from kehou.kernel.act import by_system
from kehou.kernel.jobs import Tick


def close_rounds(at: datetime) -> int:
    act, done = by_system("close_rounds", at), 0
    for school_id, round_id in queries.rounds_to_draw(at):
        with suppress(Refusal):  # somebody in the office pressed the button first, or the dice are waited for
            freeze_round(act, school_id=school_id, round_id=round_id)
            allocate_round(act, school_id=school_id, round_id=round_id)
            done += 1
    for school_id, waiting_id in queries.offers_overdue(at):
        expire_offer(act, school_id=school_id, waiting_id=waiting_id)
        done += 1
    for school_id, section_id in queries.places_to_offer():
        done += offer_free_places(act, school_id=school_id, section_id=section_id)
    return done


TICK = Tick("close_rounds", 15, close_rounds)
