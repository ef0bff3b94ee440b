"""`kehou serve`: the web server alone, for a machine where something else (systemd, a container) keeps it running."""

import argparse
import os
import sys
from pathlib import Path

HELP = "start the web server"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--host", default="127.0.0.1", help="an address of this machine; 0.0.0.0 for all")
    parser.add_argument("--threads", type=int, default=4, help="requests worked on at once")


def run(args: argparse.Namespace) -> int:
    server = Path(sys.executable).parent / "granian"
    os.execv(server, [str(server), *granian(args.host, args.port, args.threads)])


def granian(host: str, port: int, threads: int = 4) -> list[str]:
    """The server's arguments: one process, since a process remembers schools' names; threads wait for the database."""
    return [
        "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1", "--blocking-threads", str(threads),
        "--no-ws", "--log-level", "warning", "kehou.web.wsgi:application",
    ]  # fmt: skip
