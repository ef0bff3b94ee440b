"""The demo's beginning, kept beside its database, and the way back to it. SQLite only, as the demo is.

Going back replaces every row at once, by SQLite's own backup into the running file: the server and the worker keep their
connections and find the old rows at their next transaction. Who is signed in stays so. Nobody but the demo has a beginning.
"""

import fcntl
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from django.conf import settings

PATIENCE_S = 20.0


def database() -> Path:
    return Path(str(settings.DATABASES["default"]["NAME"]))


def beginning_of(file: Path) -> Path:
    """demo.sqlite3 → demo-start.sqlite3"""
    return file.with_name(f"{file.stem}-start{file.suffix}")


def has_beginning() -> bool:
    return bool(settings.KEHOU_DEMO) and beginning_of(database()).is_file()


def keep_beginning(of: Path, file: Path) -> None:
    """Keep a finished, closed database as the beginning of `file`; a half copy never stands in its place."""
    beside = file.with_name(f"{file.stem}-start-copying")
    shutil.copyfile(of, beside)
    beside.replace(beginning_of(file))


@contextmanager
def undisturbed() -> Iterator[None]:
    """Around a beat of the demo's worker: what it has read is not replaced before it has written."""
    if not settings.KEHOU_DEMO:
        yield
        return
    with _lock(fcntl.LOCK_SH):
        yield


def return_to_beginning(at: datetime) -> None:
    """Every row as it was when the demo was built, the clock at `at`. Sessions stay.

    Ids given since are not given again: what a process or a browser remembers of them leads nowhere, never elsewhere.
    Errors: RuntimeError outside the demo; TimeoutError where the database is held for 20 s; OSError, sqlite3.Error
    (a full disk). Then nothing has changed.
    """
    if not has_beginning():
        raise RuntimeError("there is no beginning to return to")
    file = database()
    handle, name = tempfile.mkstemp(prefix="demo-return-", suffix=".sqlite3", dir=file.parent)
    os.close(handle)
    fresh = Path(name)
    try:
        shutil.copyfile(beginning_of(file), fresh)
        with _lock(fcntl.LOCK_EX), closing(sqlite3.connect(fresh, isolation_level=None)) as new:
            _carry_over(new, file, round((at - datetime.now(UTC)).total_seconds()))
            with closing(sqlite3.connect(file, timeout=PATIENCE_S)) as old:
                new.backup(old, sleep=0.1, progress=_impatient(time.monotonic() + PATIENCE_S))
    finally:
        for left in file.parent.glob(f"{fresh.name}*"):
            left.unlink(missing_ok=True)


def _carry_over(new: sqlite3.Connection, file: Path, shift_seconds: int) -> None:
    new.execute("ATTACH ? AS live", [str(file)])
    new.execute("BEGIN")
    sessions = _sessions()
    new.execute(f"DELETE FROM main.{sessions}")
    new.execute(f"INSERT INTO main.{sessions} SELECT * FROM live.{sessions}")
    for _, row, *_ in new.execute(f"PRAGMA main.foreign_key_check({sessions})").fetchall():
        new.execute(f"DELETE FROM main.{sessions} WHERE rowid = ?", [row])  # of an account that is not there any more
    new.execute("UPDATE main.kernel_democlock SET shift_seconds = ?", [shift_seconds])
    given = dict(new.execute("SELECT name, seq FROM live.sqlite_sequence"))
    kept = dict(new.execute("SELECT name, seq FROM main.sqlite_sequence"))
    for table, last in given.items():
        if table not in kept:
            new.execute("INSERT INTO main.sqlite_sequence (name, seq) VALUES (?, ?)", [table, last])
        elif last > kept[table]:
            new.execute("UPDATE main.sqlite_sequence SET seq = ? WHERE name = ?", [last, table])
    new.execute("COMMIT")
    new.execute("DETACH live")


def _sessions() -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    return str(store.get_model_class()._meta.db_table)


def _impatient(until: float) -> Callable[[int, int, int], None]:
    def look(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise TimeoutError("the database is held by somebody else")

    return look


@contextmanager
def _lock(kind: int) -> Iterator[None]:
    """Between threads and processes: every opening of the file is a holder of its own."""
    until = time.monotonic() + PATIENCE_S
    with (Path(settings.HOME) / "demo-beats.lock").open("a") as file:
        while True:
            try:
                fcntl.flock(file, kind | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise TimeoutError("the demo's worker does not pause") from None
                time.sleep(0.05)
        yield
