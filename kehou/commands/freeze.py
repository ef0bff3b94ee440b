"""kehou freeze FOLDER --out DIR: a draw anyone can check, for a district whose schools run another system.

Three steps, each once: --commit before wishes open, none after they closed, --draw VALUE with what the dice showed.
"""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from kehou.engines.allocation import keeping
from kehou.engines.allocation.tables import BadFolder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="round.yaml 和各张表所在的文件夹，学生用你们自己的编号")
    parser.add_argument("--out", type=Path, required=True, help="保管到哪个文件夹；里面只有 public 可以公开")
    step = parser.add_mutually_exclusive_group()
    step.add_argument("--commit", action="store_true", help="填志愿以前：定种子，公布指纹")
    step.add_argument("--draw", metavar="VALUE", help='封存以后：现场掷出的数，例如 "3 5 1 6 6 2"；没有掷就写 ""')


def run(args: argparse.Namespace) -> int:
    """0: done; 2: the folder cannot be used, or it is not this step's turn."""
    at = datetime.now().astimezone().isoformat(timespec="seconds")
    try:
        print(_step(args, at))
    except BadFolder as bad:
        for fault in bad.faults:
            print(fault, file=sys.stderr)
        return 2
    except keeping.OutOfTurn as refused:
        print(refused, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{args.out}：写不进去（{error.strerror}）；这一步不算数，腾出地方以后再来。", file=sys.stderr)
        return 2
    return 0


def _step(args: argparse.Namespace, at: str) -> str:
    if args.commit:
        return f"种子定好了。现在公布它的指纹：{keeping.commit(args.folder, args.out, at)}"
    if args.draw is not None:
        seats = keeping.draw(args.out, args.draw, at)
        return f"录取 {seats} 个名额。公布 {args.out / 'public'}；{args.out / 'round'} 交教育局用 kehou verify 核对。"
    children = keeping.freeze(args.folder, args.out, at)
    return f"{children} 个孩子的志愿封存了。公布 {args.out / 'public'}，把 {args.out / 'receipts'} 里的收据发给各家。"
