"""The worker's loop: one tick after another, each in its own failure domain."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import close_old_connections

from kehou.kernel import clock
from kehou.kernel.models import Heartbeat

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Tick:
    """A piece of work that is looked for every so many real seconds."""

    name: str
    every_seconds: int
    run: Callable[[datetime], int]  # local time → pieces of work done


def beat(tick: Tick) -> int:
    """Run one tick now. A failing tick is logged and does not stop the others."""
    at = clock.now()
    try:
        done = tick.run(at)
    except Exception:
        log.exception("tick_failed", tick=tick.name)
        return 0
    Heartbeat.objects.update_or_create(tick=tick.name, defaults={"ran_at": at})
    return done


def work(ticks: tuple[Tick, ...], stop: threading.Event) -> None:
    """Run ticks until told to stop. One worker per database is enough; two do no harm (work is claimed)."""
    due = {tick.name: 0.0 for tick in ticks}
    while not stop.is_set():
        for tick in ticks:
            if time.monotonic() >= due[tick.name] and not stop.is_set():
                beat(tick)
                due[tick.name] = time.monotonic() + tick.every_seconds
        close_old_connections()
        stop.wait(0.5)
