"""`kehou invariants`: run every invariant as a query that must return no row."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--database", help="sqlite:///路径 或 postgres://…；不写就是正在用的")


def run(args: argparse.Namespace) -> int:
    import os

    if args.database:
        os.environ["KEHOU_DATABASE_URL"] = args.database
    import django

    django.setup()
    from kehou.invariants import check_all

    broken = 0
    for name, title, rows in check_all():
        print(f"{'成立  ' if not rows else '不成立'}  {name}  {title}")
        for row in rows[:5]:
            print(f"        {row}")
        broken += bool(rows)
    print("每一条都成立" if not broken else f"{broken} 条不成立")
    return 1 if broken else 0
