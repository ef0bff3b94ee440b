"""What has served its purpose is forgotten, a handful of rows at a time, so that nobody waits for it.

What is kept how long, and why: docs/decisions/what-is-kept-and-how-long.md.
"""

from collections.abc import Callable, Sized
from datetime import datetime

from django.db.models import QuerySet

from kehou.day import retention as days
from kehou.day.actions.forget_code_tries import forget_code_tries
from kehou.day.actions.forget_collectors import forget_collectors
from kehou.day.actions.forget_pulse_tickets import forget_pulse_tickets
from kehou.day.actions.forget_safety_notes import forget_safety_notes
from kehou.kernel.act import Act, by_system
from kehou.kernel.jobs import Tick
from kehou.people import retention as people
from kehou.people.actions.forget_keys import forget_keys
from kehou.people.actions.forget_letters import forget_letters
from kehou.people.actions.forget_numbers import forget_numbers
from kehou.people.actions.forget_phones import forget_phones
from kehou.people.actions.forget_sessions import forget_sessions
from kehou.people.actions.forget_slips import forget_slips

BATCHES_A_BEAT = 20


def _dead_slips(at: datetime) -> list[int]:
    return [*people.dead_slips(at), *people.dead_invitations(at)]


ENDED: tuple[tuple[Callable[[datetime], Sized | QuerySet], Callable[[Act], int]], ...] = (
    (people.spent_keys, forget_keys),
    (people.old_letters, forget_letters),
    (_dead_slips, forget_slips),
    (people.ended_sessions, forget_sessions),
    (people.phones_of_former_guardians, forget_phones),
    (people.numbers_of_former_pupils, forget_numbers),
    (days.ended_notes, forget_safety_notes),
    (days.phones_of_former_collectors, forget_collectors),
    (days.old_code_tries, forget_code_tries),
    (days.spent_pulse_tickets, forget_pulse_tickets),
)
"""What has ended at a moment → the deed that forgets it. Where nothing has ended nothing is done, and no event is written."""


def run(at: datetime) -> int:
    act, done = by_system("forget_what_ended", at), 0
    for ended, forget in ENDED:
        for _ in range(BATCHES_A_BEAT):
            if not ended(at):
                break
            done += forget(act)
    return done


TICK = Tick("forget_what_ended", 3600, run, slow=True)
