"""`kehou warm`: compile the draw's fast parts and keep them, so that the first large draw of a machine does not wait."""

import argparse
import time

from kehou.engines.allocation import weeks
from kehou.engines.allocation.modes import fast
from kehou.engines.allocation.solvers import deferred, in_order, tied


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> int:
    """0 always: what cannot be compiled here runs in plain Python."""
    started = time.monotonic()
    if in_order.compiled() is None:
        print("没有装 numba：一所学校用不着它；全市一次摇，装上（kehou[fast]）会快很多，结果一样。")
        return 0
    for solver in (deferred.compiled, tied.compiled, fast.compiled, weeks.compiled):
        solver()
    print(f"摇号的快速部分准备好了（{time.monotonic() - started:.1f} 秒）。")
    return 0
