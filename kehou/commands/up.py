"""`kehou up`: migrate, seed the demo where asked, start the web server and the worker, stop both on Ctrl-C."""

import argparse
import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from kehou.commands.serve import granian

HELP = "start everything on this machine"
BIN = Path(sys.executable).parent


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="the demo city, with its own clock and one-tap sign-in")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--reset", action="store_true", help="throw the demo's database away first")
    parser.add_argument("--no-serve", action="store_true", help="only prepare the database")


def run(args: argparse.Namespace) -> int:
    if not args.no_serve and not _port_is_free(args.host, args.port):
        print(
            f"Port {args.port} is taken by another program. Stop it, or choose another: make run PORT={args.port + 1}"
        )
        return 1
    if args.demo:
        # The demo lives in its own file, whatever database this machine serves otherwise.
        os.environ |= {"KEHOU_DEMO": "1", "KEHOU_DATABASE_URL": ""}
    from django.conf import settings

    settings.HOME.mkdir(parents=True, exist_ok=True)
    with (settings.HOME / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("kehou is already starting or running from this folder; stop that one first.")
            return 1
        try:
            _prepare(args)
        except KeyboardInterrupt:
            print("\nInterrupted; nothing half-made is kept. Run the same command again.")
            return 130
        return 0 if args.no_serve else _serve(args)


def _port_is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _prepare(args: argparse.Namespace) -> None:
    """Bring the database up to date; the demo's is built first where there is none."""
    from django.conf import settings

    place = settings.HOME / "demo.sqlite3"
    if args.demo and args.reset:
        _remove(place)
    if args.demo and not place.exists():
        _build(place)
    _django(place if args.demo else None)


def _build(place: Path) -> None:
    """The demo city is built beside its place and moved there when whole: an interruption leaves no half city."""
    print("building the demo city: a few schools live their term day by day; about a minute …", flush=True)
    building = place.with_name("demo-building.sqlite3")
    _remove(building)
    _django(building)
    from django.db import connection

    from kehou.sim.demo import seed

    seed()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    building.rename(place)
    _remove(building)


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
    web = [str(BIN / "granian"), *granian(args.host, args.port)]
    children: list[subprocess.Popen[bytes]] = []

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, stop)
    try:
        # In groups of their own: Ctrl-C reaches this process alone, which then stops each once, with all that it started.
        children += [subprocess.Popen(web, process_group=0)]
        children += [subprocess.Popen([BIN / "kehou", "work"], process_group=0)]
        if not _answers(args, children[0]):
            return 1
        _greet(args)
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        print("A part stopped by itself; stopping the rest.")
        return 1
    except KeyboardInterrupt:
        print("\nstopping …")
        return 0
    finally:
        for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(asked, signal.SIG_IGN)
        _stop(children)


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
    for _ in range(100):
        if web.poll() is not None:
            print("The web server did not start; see above.")
            return False
        try:
            urlopen(f"http://{args.host}:{args.port}/livez", timeout=2).close()
            return True
        except (URLError, OSError):
            time.sleep(0.1)
    print("The web server does not answer; see above.")
    return False


def _greet(args: argparse.Namespace) -> None:
    print(f"\n  kehou 课后  http://localhost:{args.port}\n", flush=True)
    if args.demo:
        from kehou.sim.demo import who_can_sign_in

        for line in who_can_sign_in():
            print(f"  {line}")
        print("\n  One tap on the sign-in page is enough. Ctrl-C stops everything.\n", flush=True)
