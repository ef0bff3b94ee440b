"""`kehou work`: the worker. Looks after alarms, deadlines, letters and nightly checks until it is stopped."""

import argparse
import signal
import threading
from types import FrameType

HELP = "run the worker"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="run every tick once and stop")


def run(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from kehou.jobs import ticks
    from kehou.kernel import jobs

    if args.once:
        for tick in ticks():
            print(f"{tick.name}: {jobs.beat(tick)}")
        return 0
    stop = threading.Event()

    def on_signal(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    jobs.work(ticks(), stop)
    return 0
