"""`kehou invariants`: run every invariant as a query that must return no row."""

import argparse

HELP = "check every invariant of a database"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--database", help="sqlite:///PATH or postgres://…; default: the configured one")


def run(args: argparse.Namespace) -> int:
    import os

    if args.database:
        os.environ["KEHOU_DATABASE_URL"] = args.database
    import django

    django.setup()
    from kehou.invariants import check_all

    broken = 0
    for name, title, rows in check_all():
        print(f"{'ok  ' if not rows else 'FAIL'}  {name}  {title}")
        for row in rows[:5]:
            print(f"        {row}")
        broken += bool(rows)
    print("every invariant holds" if not broken else f"{broken} broken")
    return 1 if broken else 0
