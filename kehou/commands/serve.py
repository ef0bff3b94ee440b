"""`kehou serve`: the web server alone, for a machine where something else (systemd, a container) keeps it running."""

import argparse
import os
import sys

from kehou.commands import ports, readiness


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", default=ports.asked_for(), help="端口，1 到 65535；不写就看 PORT，再不然是 8000")
    parser.add_argument("--host", default="127.0.0.1", help="这台机器的地址；0.0.0.0 是全部")
    parser.add_argument("--threads", type=int, default=4, help="同时处理几个请求")


def run(args: argparse.Namespace) -> int:
    if says := ports.trouble(args.host, args.port, change="换一个：--port {port}") or not_yet(page=True):
        print(says, file=sys.stderr)
        return 1
    os.execv(sys.executable, granian(args.host, args.port, args.threads))


def not_yet(*, page: bool) -> str:
    """Why the web server or the worker cannot start yet; loads Django where it can."""
    if says := readiness.missing_key():
        return says
    try:
        import django

        django.setup()
    except OSError as error:
        return readiness.trouble(error)
    return readiness.why_not(page=page)


def granian(host: str, port: str, threads: int = 4) -> list[str]:
    """The server's command: one process, since a process remembers schools' names; threads wait for the database."""
    return [
        sys.executable, "-m", "granian",
        "--interface", "wsgi", "--host", host, "--port", port, "--workers", "1", "--blocking-threads", str(threads),
        "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "8", "kehou.web.wsgi:application",
    ]  # fmt: skip
