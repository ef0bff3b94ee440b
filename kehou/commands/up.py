"""`kehou up`: migrate, seed the demo where asked, start the web server and the worker, stop both on Ctrl-C.

The terminal is for people and speaks Chinese; what a machine's keeper reads is in the folder's log/.
"""

import argparse
import contextlib
import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

from kehou.commands import readiness
from kehou.commands.greeting import greeting
from kehou.commands.serve import granian, port_is_free

HELP = "start everything on this machine"
BIN = Path(sys.executable).parent
FREED_WITHIN_S = 10
"""What a killed start left behind ends by itself: see leash.py."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="the demo city, with its own clock and one-tap sign-in")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--reset", action="store_true", help="throw the demo's database away first")
    parser.add_argument("--no-serve", action="store_true", help="only prepare the database")


def run(args: argparse.Namespace) -> int:
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without Chinese shows ? and goes on
    os.environ["KEHOU_LOG"] = "log/up.log"
    if args.demo:
        # The demo lives in its own file, whatever database this machine serves otherwise.
        os.environ |= {"KEHOU_DEMO": "1", "KEHOU_DATABASE_URL": ""}
    try:
        readiness.folder().mkdir(parents=True, exist_ok=True)
        lock = (readiness.folder() / "up.lock").open("a+")
    except OSError as error:
        print(readiness.trouble(error))
        return 1
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(_already_up(lock, reset=args.reset))
            return 1
        # A start that ended by itself has taken its address away; one that was killed has not.
        was_killed = bool(_place(lock))
        if not args.no_serve and not _port_comes_free(args, FREED_WITHIN_S if was_killed else 0):
            print(f"端口 {args.port} 已经有别的程序在用。停掉那个程序，或者换一个端口：make run PORT={args.port + 1}")
            return 1
        _write_place(lock, "")
        if not _prepared(args):
            return 1
        if args.no_serve:
            return 0
        _write_place(lock, _address(args))
        status = _serve(args)
        _write_place(lock, "")
        return status


def _address(args: argparse.Namespace) -> str:
    return f"http://localhost:{args.port}"


def _write_place(lock: IO[str], address: str) -> None:
    lock.truncate(0)
    lock.write(address)
    lock.flush()


def _place(lock: IO[str]) -> str:
    lock.seek(0)
    return lock.read().strip()


def _already_up(lock: IO[str], *, reset: bool) -> str:
    address = _place(lock)
    if not address:
        return "kehou 正在这个文件夹里启动，等它开好就行。"
    if reset:
        return f"kehou 正在运行（{address}），现在不能重建演示城市。先到启动它的窗口按 Ctrl-C 停下，再 make reset。"
    return f"kehou 已经在运行：打开 {address} 就行。要停下，到启动它的窗口按 Ctrl-C。"


def _port_comes_free(args: argparse.Namespace, within_s: float) -> bool:
    until = time.monotonic() + within_s
    while not port_is_free(args.host, args.port):
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


def _prepared(args: argparse.Namespace) -> bool:
    try:
        if not args.demo and (says := _lost_key()):
            print(says)
            return False
        _prepare(args)
        if says := readiness.why_not(page=not args.no_serve, migrated=True):
            print(says + ("演示城市可以这样重建：make reset" if args.demo else ""))
            return False
        return True
    except KeyboardInterrupt:
        print("\n停下了；做了一半的不会留下。再运行同一条命令就从头来。")
    except Exception as error:
        says = readiness.trouble(error)
        if not says:
            import structlog

            structlog.get_logger().exception("not_prepared")
            says = (
                f"没能准备好，什么都没有改坏。详情在 {readiness.folder() / 'log' / 'up.log'}，修好后再运行同一条命令。"
            )
        print(says)
    return False


def _lost_key() -> str:
    return readiness.missing_key() if (readiness.folder() / "kehou.sqlite3").is_file() else ""


def _prepare(args: argparse.Namespace) -> None:
    """Bring the database up to date; the demo's is built first where there is none."""
    from django.conf import settings

    place = settings.HOME / "demo.sqlite3"
    if args.demo and args.reset:
        _remove(place)
    if args.demo and not place.exists():
        _build(place)
    _django(place if args.demo else None)
    if args.demo:
        _update_beginning(place)


def _build(place: Path) -> None:
    """The demo city is built beside its place and moved there when whole: an interruption leaves no half city."""
    print("正在建演示城市：几所学校一天一天地过完这半个学期，大约一分钟 …", flush=True)
    building = place.with_name("demo-building.sqlite3")
    _remove(building)
    _django(building)
    from kehou.kernel import demo
    from kehou.sim.demo import seed

    seed()
    _close(building)
    demo.keep_beginning(building, place)
    building.rename(place)
    _remove(building)


def _update_beginning(place: Path) -> None:
    """The kept beginning gets the tables of a newer version too."""
    from kehou.kernel import demo

    start = demo.beginning_of(place)
    if start.is_file() and _migrations(start) != _migrations(place):
        _django(start)
        _close(start)
        _django(place)


def _migrations(database: Path) -> set[tuple[str, str]]:
    with contextlib.closing(sqlite3.connect(database)) as file:
        return set(file.execute("SELECT app, name FROM django_migrations"))


def _close(database: Path) -> None:
    """Put everything into the one file and let go of it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _remove(database: Path) -> None:
    """The file and those SQLite keeps beside it."""
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()


def _django(sqlite: Path | None) -> None:
    """Set Django up on the configured database, or on a file of SQLite, and bring its tables up to date."""
    import django
    from django.conf import settings

    if sqlite:
        settings.DATABASES["default"]["NAME"] = str(sqlite)
        os.environ["KEHOU_DATABASE_URL"] = f"sqlite:///{sqlite}"  # for the web server and the worker
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _serve(args: argparse.Namespace) -> int:
    children: list[subprocess.Popen[bytes]] = []

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, stop)
    try:
        children.append(_start("web", [str(BIN / "granian"), *granian(args.host, args.port)]))
        children.append(_start("work", [sys.executable, "-m", "kehou.cli", "work"]))
        if not _answers(args, children[0]):
            return 1
        for line in greeting(_address(args), demo=args.demo):
            print(line, flush=True)
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        print(f"有一部分自己停了，其余的也一起停下。详情在 {readiness.folder() / 'log'}。")
        return 1
    except KeyboardInterrupt:
        print("\n正在停下 …", flush=True)
        return 0
    finally:
        for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(asked, signal.SIG_IGN)
        _stop(children)


def _start(name: str, program: list[str]) -> "subprocess.Popen[bytes]":
    """On a leash, in a group of its own: Ctrl-C reaches this process alone, which then stops each once, with all it started."""
    leash = [sys.executable, "-m", "kehou.commands.leash", str(os.getpid())]
    return subprocess.Popen([*leash, *program], process_group=0, env={**os.environ, "KEHOU_LOG": f"log/{name}.log"})


def _stop(children: "list[subprocess.Popen[bytes]]") -> None:
    """Ask each to end, and end whatever of its group is still there after ten seconds."""
    for child in children:
        child.terminate()
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _answers(args: argparse.Namespace, web: "subprocess.Popen[bytes]") -> bool:
    host = "127.0.0.1" if args.host in ("0.0.0.0", "") else args.host
    for _ in range(300):
        if web.poll() is not None:
            print("网页服务没有起来，原因在上面几行。")
            return False
        try:
            urlopen(f"http://{host}:{args.port}/livez", timeout=2).close()
            return True
        except (URLError, OSError):
            time.sleep(0.1)
    print(f"网页服务没有回应。详情在 {readiness.folder() / 'log' / 'web.log'}。")
    return False
