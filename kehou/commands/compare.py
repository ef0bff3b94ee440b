"""kehou compare FOLDER [--json] [--picture FILE.svg]: the modes side by side on the same wishes."""

import argparse
import json
import sys
import unicodedata
from pathlib import Path

from kehou.commands.allocate import readable
from kehou.engines.allocation.modes.compare import Compared, Figures, compare
from kehou.engines.allocation.modes.picture import NAMES, percent, picture

COLUMNS = ("第一志愿", "没有", "最差一周", "平均一周", "全周无第一", "两天以上没有", "羡慕后面的组")
WORDS = """第一志愿、没有：占填了志愿的时段。最差一周：二十个孩子里十九个至少有这么多分。
一个时段第一志愿 100 分，往下 70、50、35、25、18……
全周无第一、两天以上没有：占孩子。羡慕后面的组：有班没录上，而次序在后的组有人录上的孩子数。
同样的志愿算出来的：轮流挑选和一周最少落空两种，家庭可能会换一种填法，实际结果会不同。"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="round.yaml 和各张表所在的文件夹；mode 写的是什么都一样")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--picture", type=Path, metavar="FILE.svg", help="另画一张图")


def run(args: argparse.Namespace) -> int:
    """0: compared; 2: the folder cannot be read, or the picture cannot be written."""
    folder = readable(args.folder)
    if folder is None:
        return 2
    compared = compare(folder.round)
    if args.picture is not None:
        try:
            args.picture.write_text(picture(compared, len(folder.round.students)), "utf-8")
        except OSError as error:
            print(f"{args.picture}：图写不进去（{error.strerror}）。", file=sys.stderr)
            return 2
    if args.json:
        print(json.dumps(compared.as_json(), ensure_ascii=False, indent=1))
    else:
        _print_table(compared)
    return 0


def _print_table(compared: Compared) -> None:
    print(_line("", COLUMNS, "占上限"))
    for row, figures in compared.all.items():
        share = compared.of_bound.get(row)
        print(_line(NAMES[row], _cells(figures), percent(share) if share is not None else "-"))
        for group, own in compared.by_group[row].items() if len(compared.by_group[row]) > 1 else ():
            print(_line(f"  第 {group} 组，{own.children} 名", _cells(own), ""))
    print(f"\n{WORDS}")


def _cells(figures: Figures) -> tuple[str, ...]:
    shares = percent(figures.never_first), percent(figures.none_twice)
    weeks = f"{figures.worst_week:.0f}", f"{figures.mean_week:.0f}"
    return percent(figures.first), percent(figures.none), *weeks, *shares, str(figures.envy)


def _line(name: str, cells: tuple[str, ...], last: str) -> str:
    return _padded(name, -30) + "".join(_padded(cell, 14) for cell in cells) + _padded(last, 9)


def _padded(text: str, width: int) -> str:
    """To so many columns of a terminal, where a Chinese character takes two; below 0: from the left."""
    taken = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    space = " " * max(abs(width) - taken, 0)
    return text + space if width < 0 else space + text
