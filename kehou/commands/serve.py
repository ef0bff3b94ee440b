"""`kehou serve`: the web server alone, for a machine where something else (systemd, a container) keeps it running."""

import argparse
import os
import socket
import sys
from pathlib import Path

from kehou.commands import readiness

HELP = "start the web server"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--host", default="127.0.0.1", help="an address of this machine; 0.0.0.0 for all")
    parser.add_argument("--threads", type=int, default=4, help="requests worked on at once")


def run(args: argparse.Namespace) -> int:
    if says := not_yet(page=True) or _taken(args.host, args.port):
        print(says, file=sys.stderr)
        return 1
    server = Path(sys.executable).parent / "granian"
    os.execv(server, [str(server), *granian(args.host, args.port, args.threads)])


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


def _taken(host: str, port: int) -> str:
    if port_is_free(host, port):
        return ""
    return f"端口 {port} 已经有别的程序在用。停掉它，或者用 --port 换一个。"


def port_is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def granian(host: str, port: int, threads: int = 4) -> list[str]:
    """The server's arguments: one process, since a process remembers schools' names; threads wait for the database."""
    return [
        "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1", "--blocking-threads", str(threads),
        "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "8", "kehou.web.wsgi:application",
    ]  # fmt: skip
