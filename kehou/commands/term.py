"""`kehou term`: live a whole term without a browser, through the same deeds, on a fresh database."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HELP = "live a simulated term and write its records"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--schools", type=int, default=3)
    parser.add_argument("--pupils", type=int, default=600, help="per school")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, required=True, help="one folder per school and report.json")
    parser.add_argument("--lawful", action="store_true", help="nobody breaks a rule")
    parser.add_argument("--days", type=int, help="only the first so many school days; default: the whole term")
    parser.add_argument("--keep", type=Path, help="keep the database in this file")


def run(args: argparse.Namespace) -> int:
    if args.schools < 1 or args.pupils < 20:
        print("at least one school of 20 pupils", file=sys.stderr)
        return 2
    try:
        args.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"{args.out}: {error.strerror}", file=sys.stderr)
        return 2
    if any(args.out.iterdir()):
        print(f"{args.out} is not empty; name a new folder", file=sys.stderr)
        return 2
    if args.keep and args.keep.exists():
        print(f"{args.keep} exists already; name a new file", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="kehou-term-") as folder:
        return _run(args, args.keep or Path(folder) / "term.sqlite3", Path(folder))


def _run(args: argparse.Namespace, database: Path, home: Path) -> int:
    os.environ["KEHOU_DATABASE_URL"] = f"sqlite:///{database.resolve()}"
    os.environ["KEHOU_HOME"] = str(home)
    os.environ["KEHOU_MASTER_KEY"] = f"a simulated term of seed {args.seed}"
    os.environ.pop("KEHOU_DEMO", None)
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    with connection.cursor() as cursor:
        # A simulated term that is interrupted is lived again; nothing in it is worth a wait for the disk.
        cursor.execute("PRAGMA synchronous=OFF")
    call_command("migrate", verbosity=0, interactive=False)
    from kehou.sim.term import live_term

    began = time.monotonic()
    lives = live_term(
        args.schools, args.pupils, args.seed, args.out, lawful=args.lawful, say=_say(began), days=args.days
    )
    planted = sum(len(lived.planted) for lived in lives)
    print(f"{len(lives)} folders and report.json in {args.out}; {planted} violations planted", file=sys.stderr)
    return 1 if '"invariants_broken": []' not in (args.out / "report.json").read_text(encoding="utf-8") else 0


def _say(began: float) -> Callable[[str], None]:
    """Progress on a terminal: one line that moves; elsewhere, one line a step."""
    live = sys.stderr.isatty()

    def say(text: str) -> None:
        line = f"{time.monotonic() - began:6.0f} s  {text}"
        print(f"\r\033[K{line}" if live else line, end="" if live else "\n", file=sys.stderr, flush=True)

    return say
