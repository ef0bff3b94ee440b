"""`kehou migrate`: bring the database's tables up to date."""

import argparse

HELP = "bring the database up to date"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--verbose", action="store_true")


def run(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=1 if args.verbose else 0, interactive=False)
    return 0
