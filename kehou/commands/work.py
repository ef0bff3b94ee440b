"""`kehou work`: the worker. Looks after alarms, deadlines, letters and nightly checks until it is stopped.

Asked to stop (SIGTERM, Ctrl-C) it finishes the piece of work it is at and ends.
"""

import argparse
import signal
import sys
import threading
from types import FrameType

from kehou.commands.serve import not_yet


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="每件事做一遍就停")


def run(args: argparse.Namespace) -> int:
    stop = threading.Event()

    def on_signal(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    if says := not_yet(page=False):
        print(says, file=sys.stderr)
        return 1
    from kehou.jobs import ticks
    from kehou.kernel import jobs

    if args.once:
        for tick in ticks():
            print(f"{tick.name}: {jobs.beat(tick)}")
        return 0
    jobs.work(ticks(), stop)
    return 0
