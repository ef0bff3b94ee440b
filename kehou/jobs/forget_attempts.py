"""Tries to sign in are forgotten after a day."""

from datetime import datetime

from kehou.kernel.act import by_system
from kehou.kernel.jobs import Tick
from kehou.people import throttle
from kehou.people.actions.sign_in import forget_attempts as forget


def forget_attempts(at: datetime) -> int:
    return forget(by_system("forget_attempts", at)) if throttle.anything_old(at) else 0


TICK = Tick("forget_attempts", 3600, forget_attempts)
