"""`kehou migrate`: bring the database's tables up to date; on a new installation, make it and its key."""

import argparse
import os
import sys

from kehou.commands import readiness


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--verbose", action="store_true", help="每一步都写出来")


def run(args: argparse.Namespace) -> int:
    if says := _old_database_without_key():
        print(says, file=sys.stderr)
        return 1
    try:
        readiness.folder().mkdir(parents=True, exist_ok=True)
        import django

        django.setup()
        from kehou.commands.tables import bring_up_to_date

        bring_up_to_date(verbosity=1 if args.verbose else 0)
    except Exception as error:
        says = readiness.trouble(error)
        if not says:
            raise
        print(says, file=sys.stderr)
        return 1
    return 0


def _old_database_without_key() -> str:
    """Nobody starts anew over people whose numbers only the old key opens."""
    url = os.environ.get("KEHOU_DATABASE_URL", "")
    elsewhere = url.startswith(("postgres://", "postgresql://"))
    file = readiness.folder() / "kehou.sqlite3"
    return readiness.missing_key() if file.is_file() and not elsewhere else ""
