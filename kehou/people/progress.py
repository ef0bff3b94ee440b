"""How far reading or writing a list has come: two numbers beside the database, in a file of the installation's folder.

Not in the database: writing is one transaction, inside which nobody sees, and on SQLite nobody else can write meanwhile;
and while a list is read, every note beside its file would write those megabytes again. A web server elsewhere, without the
folder, shows what is being done and no percentage.
"""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

SELDOM_S = 0.3


def _place(import_id: int) -> Path:
    return Path(settings.HOME) / "progress" / str(import_id)


@contextlib.contextmanager
def noted(import_id: int) -> Iterator[Callable[[int, int], None]]:
    """While the block runs, (rows done, rows in all) can be seen from outside; afterwards nothing is left of it."""
    place, last = _place(import_id), 0.0

    def note(done: int, total: int) -> None:
        nonlocal last
        if done < total and time.monotonic() - last < SELDOM_S:
            return
        last = time.monotonic()
        with contextlib.suppress(OSError):  # a full disk: the list is taken all the same, or fails by itself
            place.parent.mkdir(exist_ok=True)
            beside = place.with_name(f"{place.name}.{os.getpid()}")
            beside.write_text(f"{done} {total}")
            beside.replace(place)

    try:
        yield note
    finally:
        place.unlink(missing_ok=True)


def progress_of(import_id: int) -> tuple[int, int]:
    """(rows done, rows in all); (0, 0) where nothing is known."""
    try:
        done, total = _place(import_id).read_text().split()
        return int(done), int(total)
    except (OSError, ValueError):
        return 0, 0
