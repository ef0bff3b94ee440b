"""The worker's loop: one tick after another, each in its own failure domain."""

import gc
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import close_old_connections, connection

from kehou.kernel import clock, demo
from kehou.kernel.models import Heartbeat

log = structlog.get_logger()

_stop = threading.Event()
FINISH_S = 8
"""How long a stopping worker waits for what it has begun; what is cut off then was one transaction and is done anew."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A piece of work that is looked for every so many real seconds.

    slow: it can take long (a list of 60,000 rows), so it has a thread of its own: no alarm ever waits for it.
    """

    name: str
    every_seconds: int
    run: Callable[[datetime], int]  # local time → pieces of work done
    slow: bool = False


def beat(tick: Tick) -> int:
    """Run one tick now. A failing tick is logged and does not stop the others."""
    try:
        with demo.undisturbed():
            at = clock.now()
            done = tick.run(at)
            Heartbeat.objects.update_or_create(tick=tick.name, defaults={"ran_at": at})
    except Exception:
        log.exception("tick_failed", tick=tick.name)
        return 0
    return done


def asked_to_stop() -> bool:
    """Whether the worker ends: a tick with much to do looks between two pieces."""
    return _stop.is_set()


def work(ticks: tuple[Tick, ...], stop: threading.Event) -> None:
    """Run ticks until told to stop. One worker per database is enough; two do no harm (work is claimed)."""
    global _stop
    _stop = stop
    gc.set_threshold(50_000, 20, 20)  # rows come and go by the ten thousand, and hardly any of them in circles
    slow = [
        threading.Thread(target=_rounds, args=((tick,), stop), name=tick.name, daemon=True)
        for tick in ticks
        if tick.slow
    ]
    for thread in slow:
        thread.start()
    _rounds(tuple(tick for tick in ticks if not tick.slow), stop)
    for thread in slow:
        thread.join(timeout=FINISH_S)


def _rounds(ticks: tuple[Tick, ...], stop: threading.Event) -> None:
    due = {tick.name: 0.0 for tick in ticks}
    while not stop.is_set():
        for tick in ticks:
            if time.monotonic() >= due[tick.name] and not stop.is_set():
                beat(tick)
                due[tick.name] = time.monotonic() + tick.every_seconds
        close_old_connections()
        stop.wait(0.5)
    connection.close()
