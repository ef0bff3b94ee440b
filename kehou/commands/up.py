"""`kehou up`: migrate, seed the demo where asked, start the web server and the worker, stop both on Ctrl-C.

The terminal is for people and speaks Chinese; what a machine's keeper reads is in the folder's log/.
"""

import argparse
import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from types import FrameType
from typing import IO

from kehou.commands import leash, ports, preparing, readiness
from kehou.commands.greeting import greeting
from kehou.commands.serve import granian

FREED_WITHIN_S = 10
"""What a killed start left behind ends by itself: see leash.py."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="演示城市：自己的钟，点一下就登录")
    parser.add_argument("--port", default=ports.asked_for(), help="端口，1 到 65535；不写就看 PORT，再不然是 8000")
    parser.add_argument("--host", default="127.0.0.1", help="这台机器的地址；0.0.0.0 是全部")
    parser.add_argument("--reset", action="store_true", help="先扔掉演示城市，重新建")
    parser.add_argument("--no-serve", action="store_true", help="只准备好数据库")
    parser.add_argument("--with-starter", action="store_true", help="启动它的程序没了就停（make run 用）")


def run(args: argparse.Namespace) -> int:
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without Chinese shows ? and goes on
    starter = os.getppid()
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
        if not args.no_serve and (says := _port_trouble(args, FREED_WITHIN_S if was_killed else 0)):
            print(says)
            return 1
        _write_place(lock, "")
        _end_when_told()
        if not _prepared(args):
            return 1
        if args.no_serve or _is_left(args, starter):
            return 0
        _write_place(lock, _address(args))
        status = _serve(args, starter)
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


def _port_trouble(args: argparse.Namespace, within_s: float) -> str:
    """Why the port cannot be had, even after so many seconds; "" where it can."""
    until = time.monotonic() + within_s
    while says := ports.trouble(args.host, args.port, change="换一个：make run PORT={port}"):
        if time.monotonic() > until or ports.number(args.port) is None:
            return says
        time.sleep(0.2)
    return ""


def _prepared(args: argparse.Namespace) -> bool:
    try:
        if not args.demo and (says := _lost_key()):
            print(says)
            return False
        preparing.prepare(demo=args.demo, reset=args.reset)
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


def _serve(args: argparse.Namespace, starter: int) -> int:
    """Until it is asked to stop, one of the two ends by itself, or (with_starter) the starter is gone."""
    children: list[subprocess.Popen[bytes]] = []
    try:
        children.append(_start("web", granian(args.host, args.port)))
        children.append(_start("work", [sys.executable, "-m", "kehou.cli", "work"]))
        if not _answers(args, children[0]):
            return 1
        for line in greeting(_address(args), demo=args.demo):
            print(line, flush=True)
        while all(child.poll() is None for child in children):
            if _is_left(args, starter):
                return 0
            time.sleep(0.5)
        print(f"有一部分自己停了，其余的也一起停下。详情在 {readiness.folder() / 'log'}。")
        return 1
    except KeyboardInterrupt:
        print("\n正在停下 …", flush=True)
        return 0
    finally:
        for asked in _stops():
            signal.signal(asked, signal.SIG_IGN)
        _stop(children)


def _is_left(args: argparse.Namespace, starter: int) -> bool:
    return bool(args.with_starter) and os.getppid() != starter


def _end_when_told() -> None:
    """Every way of asking ends it as Ctrl-C does."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for asked in _stops():
        signal.signal(asked, stop)


def _stops() -> list[signal.Signals]:
    """What asks it to stop. After `nohup` a terminal that closes does not."""
    asked = [signal.SIGINT, signal.SIGTERM]
    return asked if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN else [*asked, signal.SIGHUP]


def _start(name: str, program: list[str]) -> "subprocess.Popen[bytes]":
    """On a leash, in a group of its own: Ctrl-C reaches this process alone, which then stops each once, with all it started."""
    held = [sys.executable, "-m", leash.__name__, str(os.getpid())]
    return subprocess.Popen([*held, *program], process_group=0, env={**os.environ, "KEHOU_LOG": f"log/{name}.log"})


def _stop(children: "list[subprocess.Popen[bytes]]") -> None:
    """Ask each to end; a leash ends whatever of its group is still there after ten seconds."""
    for child in children:
        child.terminate()
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=leash.ENDS_WITHIN_S + 5)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _answers(args: argparse.Namespace, web: "subprocess.Popen[bytes]") -> bool:
    """Whether the server answers. Asked directly: a proxy named in the environment knows nothing of it."""
    host = "127.0.0.1" if args.host in ("0.0.0.0", "") else args.host
    for _ in range(300):
        if web.poll() is not None:
            print("网页服务没有起来，原因在上面几行。")
            return False
        with (
            contextlib.suppress(OSError, HTTPException),
            contextlib.closing(HTTPConnection(host, int(args.port), timeout=2)) as asked,
        ):
            asked.request("GET", "/livez")
            if asked.getresponse().status < 500:
                return True
            break
        time.sleep(0.1)
    print(f"网页服务没有好好回应。详情在 {readiness.folder() / 'log' / 'web.log'}。")
    return False
