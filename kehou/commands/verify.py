"""kehou verify FOLDER [--seats DIR]: does the published result follow from the inputs?"""

import argparse
import sys
from pathlib import Path

from kehou.commands.allocate import readable
from kehou.engines.allocation.tables import BadFolder
from kehou.engines.allocation.verify import verify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="round.yaml 和各张表所在的文件夹")
    parser.add_argument("--seats", type=Path, help="公布的结果所在的文件夹；不写就是同一个文件夹")


def run(args: argparse.Namespace) -> int:
    """0: right; 1: differences, each named; 2: something cannot be read."""
    folder = readable(args.folder)
    if folder is None:
        return 2
    try:
        differences = verify(folder, args.seats or args.folder)
    except BadFolder as bad:
        for fault in bad.faults:
            print(fault, file=sys.stderr)
        return 2
    for difference in differences:
        print(difference.says)
    if not differences:
        print(f"对得上：{len(folder.round.students)} 名学生的每个名额都能从志愿、号和规则重新得出。")
    return 1 if differences else 0
