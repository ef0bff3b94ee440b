"""Processes that read beside this one: long arithmetic over many schools, on all cores, while only this process writes.

A reader asks the database as of one moment and can't write to it. One that dies (killed, out of memory) takes with it what it was
at and nothing else: nothing was written, and a new reader goes on with the rest. When this process ends, however it ends,
its readers end.
"""

import gc
import os
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from django.db import connection

Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True)
class Failed:
    """Instead of an answer. why: a traceback, or that the process ended."""

    why: str


def answers(function: Callable[[Asked], Any], asked: Iterable[Asked], *, processes: int) -> Iterator[tuple[Asked, Any]]:
    """(what was asked, the function's answer or Failed), as they come; only a few are held at a time.

    function: of a module, given by its name to the readers. processes: below 2, the function is called here, one after another;
    so it is inside a deed, whose rows no other process sees yet.
    """
    if processes < 2 or connection.in_atomic_block:
        for each in asked:
            with as_of_one_moment():
                answer = _answer(function, each)
            yield each, answer
        return
    waiting = iter(asked)
    name = f"{function.__module__}:{function.__qualname__}"
    busy: dict[Connection, tuple[BaseProcess, Asked]] = {}
    try:
        for _ in range(processes):
            _give(None, waiting, busy, name)
        while busy:
            for pipe in wait(list(busy)):
                assert isinstance(pipe, Connection)
                process, each = busy.pop(pipe)
                try:
                    answer = pipe.recv()
                except (EOFError, OSError):
                    pipe.close()
                    process.join()
                    answer = Failed(f"the process ended, with {process.exitcode}")
                    _give(None, waiting, busy, name)
                else:
                    _give((pipe, process), waiting, busy, name)  # it goes on while the answer is written down here
                yield each, answer
    finally:
        for pipe, (process, _) in busy.items():
            pipe.close()
            process.kill()


def _give(
    free: tuple[Connection, BaseProcess] | None,
    waiting: Iterator[Asked],
    busy: dict[Connection, tuple[BaseProcess, Asked]],
    name: str,
) -> None:
    """The next question to a free reader, or to a new one; without a question a free one goes home."""
    try:
        each = next(waiting)
    except StopIteration:
        if free:
            free[0].close()
            free[1].join()
        return
    pipe, process = free or _started(name)
    pipe.send(each)
    busy[pipe] = (process, each)


def _started(name: str) -> tuple[Connection, BaseProcess]:
    """A fresh process: threads of a column engine and open databases do not survive a fork."""
    spawn = get_context("spawn")
    here, there = spawn.Pipe()
    database = str(connection.settings_dict["NAME"])
    process = spawn.Process(target=_read, args=(there, name, database), name="kehou-reader", daemon=True)
    process.start()
    there.close()
    return here, process


def _read(pipe: Connection, name: str, database: str) -> None:
    """A reader's life: answer until nobody asks any more."""
    os.nice(10)  # a page that somebody waits for comes first
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it decides
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # the processes are the parallel part
    import django

    django.setup()
    connection.settings_dict["NAME"] = database
    module, _, function = name.partition(":")
    asked = getattr(import_module(module), function)
    gc.freeze()
    gc.set_threshold(200_000)  # a school's rows are no garbage until it is answered, and hold no cycles
    try:
        while True:
            each = pipe.recv()
            with as_of_one_moment():
                answer = _answer(asked, each)
            pipe.send(answer)
    except (EOFError, OSError):
        return


def _answer(function: Callable[[Asked], Any], each: Asked) -> Any:
    try:
        return function(each)
    except Exception:
        return Failed(traceback.format_exc())


@contextmanager
def as_of_one_moment() -> Iterator[None]:
    """Statements inside see the database as it stood at one moment, and none of them can write. Inside a deed: no change."""
    if connection.in_atomic_block:
        yield
        return
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if sqlite:
            cursor.execute("PRAGMA query_only = ON")
        cursor.execute("BEGIN" if sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
            if sqlite:
                cursor.execute("PRAGMA query_only = OFF")
