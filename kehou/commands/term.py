"""`kehou term`: live a whole term without a browser, through the same deeds, on a fresh database."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--schools", type=int, default=3, help="几所学校")
    parser.add_argument("--pupils", type=int, default=600, help="每所多少名学生")
    parser.add_argument("--seed", type=int, default=7, help="种子一样，过得一样")
    parser.add_argument("--out", type=Path, required=True, help="写到哪个文件夹：每所学校一个文件夹，加 report.json")
    parser.add_argument("--lawful", action="store_true", help="没有人违规")
    parser.add_argument("--days", type=int, help="只过前几个上课日；不写就过完一学期")
    parser.add_argument("--keep", type=Path, help="数据库留在这个文件里")


def run(args: argparse.Namespace) -> int:
    if args.schools < 1 or args.pupils < 20:
        print("至少一所学校，20 名学生", file=sys.stderr)
        return 2
    try:
        args.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"{args.out}：写不进去（{error.strerror}）", file=sys.stderr)
        return 2
    if any(args.out.iterdir()):
        print(f"{args.out} 不是空的，换一个新文件夹", file=sys.stderr)
        return 2
    if args.keep and args.keep.exists():
        print(f"{args.keep} 已经有了，换一个新文件", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="kehou-term-") as folder:
        return _run(args, args.keep or Path(folder) / "term.sqlite3", Path(folder))


def _run(args: argparse.Namespace, database: Path, home: Path) -> int:
    os.environ["KEHOU_DATABASE_URL"] = f"sqlite:///{database.resolve()}"
    os.environ["KEHOU_HOME"] = str(home)
    os.environ["KEHOU_MASTER_KEY"] = f"a simulated term of seed {args.seed}"
    os.environ.pop("KEHOU_DEMO", None)
    import django
    from django.db import connection

    django.setup()
    with connection.cursor() as cursor:
        # A simulated term that is interrupted is lived again; nothing in it is worth a wait for the disk.
        cursor.execute("PRAGMA synchronous=OFF")
    from kehou.commands.tables import bring_up_to_date

    bring_up_to_date()
    from kehou.sim.term import live_term

    began = time.monotonic()
    lives = live_term(
        args.schools, args.pupils, args.seed, args.out, lawful=args.lawful, say=_say(began), days=args.days
    )
    planted = sum(len(lived.planted) for lived in lives)
    print(f"{args.out} 里有 {len(lives)} 个文件夹和 report.json，埋了 {planted} 处违规", file=sys.stderr)
    return 1 if '"invariants_broken": []' not in (args.out / "report.json").read_text(encoding="utf-8") else 0


def _say(began: float) -> Callable[[str], None]:
    """Progress on a terminal: one line that moves; elsewhere, one line a step."""
    live = sys.stderr.isatty()

    def say(text: str) -> None:
        line = f"{time.monotonic() - began:6.0f} s  {text}"
        print(f"\r\033[K{line}" if live else line, end="" if live else "\n", file=sys.stderr, flush=True)

    return say
