"""From where how many tips came is forgotten within the hour after."""

from datetime import datetime

from kehou.kernel.act import by_system
from kehou.kernel.jobs import Tick
from kehou.review import throttle
from kehou.review.actions.forget_tallies import forget_tallies as forget


def forget_tallies(at: datetime) -> int:
    return forget(by_system("forget_tallies", at)) if throttle.anything_old(at) else 0


TICK = Tick("forget_tallies", 600, forget_tallies)
