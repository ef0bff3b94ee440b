"""kehou allocate FOLDER --out DIR: decide a round from files."""

import argparse
import sys
from pathlib import Path

from kehou.engines.allocation import allocate, explain
from kehou.engines.allocation.folder import Folder, read_folder
from kehou.engines.allocation.results import write_results
from kehou.engines.allocation.settings import BUILT
from kehou.engines.allocation.tables import BadFolder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="round.yaml 和各张表所在的文件夹")
    parser.add_argument("--out", type=Path, required=True, help="结果写到哪个文件夹")


def run(args: argparse.Namespace) -> int:
    """0: written; 2: the folder, or where the result should go, cannot be used."""
    folder = readable(args.folder)
    if folder is None:
        return 2
    if not folder.settings.keeps_its_word:
        print("round.yaml reveal：和 commitment 对不上，这不是截止前承诺的秘密；没有摇号。", file=sys.stderr)
        return 2
    outcome = allocate(folder.round)
    explanation = explain(folder.round, outcome)
    try:
        write_results(args.out, folder, outcome, explanation)
    except OSError as error:
        print(f"{args.out}：结果写不进去（{error.strerror}）；没有留下证书，这次不算数。", file=sys.stderr)
        return 2
    closed = f"，{len(outcome.closed)} 个班没到开班人数" if outcome.closed else ""
    waiting = sum(map(len, explanation.waiting.values()))
    print(f"{len(folder.round.students)} 名学生，录取 {len(outcome.seats)} 个名额，候补 {waiting} 人次{closed}。")
    return 0


def readable(path: Path) -> Folder | None:
    """The folder, or None after saying everything that is wrong with it."""
    try:
        folder = read_folder(path)
    except BadFolder as bad:
        for fault in bad.faults:
            print(fault, file=sys.stderr)
        return None
    if folder.settings.mode not in BUILT:
        print(
            f"round.yaml mode：{folder.settings.mode} 这种方式还没有做，现在能用 {'、'.join(BUILT)}。", file=sys.stderr
        )
        return None
    return folder
