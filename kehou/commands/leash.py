"""Run a program for somebody and end it when that somebody is gone: even killed, a starter leaves nothing running.

usage: python leash.py STARTER_PID PROGRAM ARGUMENTS …        standard library only: setting up uses it before there is a .venv
Neither Linux nor macOS ends a killed process's children; but an orphan sees that its parent is another one now.
"""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

LOOKS_EVERY_S, ENDS_WITHIN_S = 0.5, 10


def main(starter: int, command: list[str]) -> int:
    """The program's exit status. The program is in this process's group; who starts a leash gives it a group of its own.

    Asked to stop, or orphaned, it asks the program to end and then ends the whole group, itself with it: a package
    installer that is told to stop forgets those it had started.
    """
    stopping_since: float | None = None
    child: subprocess.Popen[bytes] | None = None

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping_since
        if stopping_since is None:
            stopping_since = time.monotonic()
            if child:
                child.terminate()

    for asked in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(asked, stop)
    child = subprocess.Popen(command)
    if stopping_since is not None:
        child.terminate()
    while True:
        try:
            status = child.wait(timeout=LOOKS_EVERY_S)
            if stopping_since is not None:
                os.killpg(0, signal.SIGKILL)
            return status if status >= 0 else 128 - status
        except subprocess.TimeoutExpired:
            if stopping_since is None and os.getppid() != starter:
                stop(signal.SIGTERM, None)
            if stopping_since is not None and time.monotonic() - stopping_since > ENDS_WITHIN_S:
                os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]), sys.argv[2:]))
