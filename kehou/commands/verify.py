"""kehou verify FOLDER [--seats DIR] [--receipt FILE …]: does the published result follow from the inputs?

A folder with only what is published of a round is checked as far as anyone can: its log, its wishes, the receipts.
"""

import argparse
import sys
from pathlib import Path

from kehou.commands.allocate import readable
from kehou.engines.allocation.drawlog import FILE as LOG
from kehou.engines.allocation.tables import BadFolder
from kehou.engines.allocation.verify import Difference, verify, verify_published


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="round.yaml 和各张表所在的文件夹")
    parser.add_argument("--seats", type=Path, help="公布的结果所在的文件夹；不写就是同一个文件夹")

    parser.add_argument("--receipt", type=Path, action="append", default=[], help="一家的收据，可以写几次")


def run(args: argparse.Namespace) -> int:
    """0: right; 1: differences, each named; 2: something cannot be read."""
    published = args.seats or args.folder
    if (args.folder / LOG).exists() and not (args.folder / "students.csv").exists():
        return _answer(
            verify_published(args.folder, args.receipt),
            "对得上：公开记录、封存的志愿和号前后一致。名额要用学校或教育局保管的整份文件核对。",
        )
    folder = readable(args.folder)
    if folder is None:
        return 2
    try:
        differences = verify(folder, published)
    except BadFolder as bad:
        for fault in bad.faults:
            print(fault, file=sys.stderr)
        return 2
    if args.receipt:
        differences += verify_published(published, args.receipt)
    says = f"对得上：{len(folder.round.students)} 名学生的每个名额都能从志愿、号和规则重新得出。"
    return _answer(list(dict.fromkeys(differences)), says)


def _answer(differences: list[Difference], right: str) -> int:
    for difference in differences:
        print(difference.says)
    if not differences:
        print(right)
    return 1 if differences else 0
