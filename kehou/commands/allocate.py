"""kehou allocate FOLDER --out DIR: decide a round from files."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from kehou.engines.allocation import columns
from kehou.engines.allocation.folder import Folder, read_folder
from kehou.engines.allocation.modes import decide
from kehou.engines.allocation.modes.written import explained, write_decision
from kehou.engines.allocation.tables import BadFolder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="round.yaml 和各张表所在的文件夹")
    parser.add_argument("--out", type=Path, required=True, help="结果写到哪个文件夹")


def run(args: argparse.Namespace) -> int:
    """0: written; 2: the folder, or where the result should go, cannot be used."""
    fast = columns.decide_folder(args.folder) if args.folder.is_dir() else None
    if fast is not None:
        figures = fast.counted.figures
        return _written(args.out, fast.write, figures["students"], figures["seats"], fast.waiting, len(fast.closed))
    folder = readable(args.folder)
    if folder is None:
        return 2
    if not folder.settings.keeps_its_word:
        print("round.yaml reveal：和 commitment 对不上，这不是截止前承诺的秘密；没有摇号。", file=sys.stderr)
        return 2
    decision = decide(folder.round, folder.settings.mode)
    explanation = explained(decision)
    waiting = sum(map(len, explanation.waiting.values()))
    write = partial(write_decision, folder=folder, decision=decision, explanation=explanation)
    return _written(
        args.out, write, len(folder.round.students), len(decision.final.seats), waiting, len(decision.final.closed)
    )


def _written(out: Path, write: Callable[[Path], None], students: int, seats: int, waiting: int, not_opened: int) -> int:
    try:
        write(out)
    except OSError as error:
        print(f"{out}：结果写不进去（{error.strerror}）；没有留下证书，这次不算数。", file=sys.stderr)
        return 2
    closed = f"，{not_opened} 个班没到开班人数" if not_opened else ""
    print(f"{students} 名学生，录取 {seats} 个名额，候补 {waiting} 人次{closed}。")
    return 0


def readable(path: Path) -> Folder | None:
    """The folder, or None after saying everything that is wrong with it."""
    try:
        folder = read_folder(path)
    except BadFolder as bad:
        for fault in bad.faults:
            print(fault, file=sys.stderr)
        return None
    return folder
