"""`kehou roll`: write a pupil roll file of people who do not exist, for a demonstration or a test."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import get_args

from kehou.people.roll.grade import Stage
from kehou.sim.people import DISTRICTS, SimSchool, Town
from kehou.sim.roll_file import write_roll, write_staff_list

# 学校标识码 begins with the kind of school. Source: domain notes, "People and records".
_STAGES_BY_KIND: dict[str, tuple[Stage, ...]] = {"21": ("primary",), "31": ("junior",), "34": ("senior",)}
_MAX_PUPILS = 200_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--school", required=True, metavar="标识码", help="学校标识码，十位数字：2115000017")
    parser.add_argument("--pupils", required=True, type=int, metavar="N", help="多少名学生")
    parser.add_argument("--seed", type=int, default=1, help="种子一样，写出的文件一字不差（不写是 1）")
    parser.add_argument("--out", required=True, type=Path, metavar="文件", help="roll.xlsx 或 roll.csv")
    parser.add_argument("--staff", type=Path, metavar="文件", help="再写一份教职工名单：staff.xlsx 或 staff.csv")
    parser.add_argument(
        "--encoding", choices=["utf-8-sig", "utf-8", "gb18030"], default="utf-8-sig", help="csv 用的编码"
    )
    parser.add_argument("--stages", nargs="+", choices=get_args(Stage), help="不写就看标识码")
    parser.add_argument("--district", choices=list(DISTRICTS), default="150302", help="哪个区")
    parser.add_argument("--first-day", type=date.fromisoformat, default=date(2026, 8, 31), help="学期第一天")


def run(args: argparse.Namespace) -> int:
    """Write the file and say how many pupils are in it. Exit 2 where the arguments do not serve."""
    code: str = args.school
    stages = tuple(args.stages or _STAGES_BY_KIND.get(code[:2], ()))
    if not (code.isascii() and code.isdigit() and len(code) == 10):
        return _unusable("--school 要填十位数字的学校标识码，例如 2115000017")
    if not stages:
        return _unusable("标识码看不出学段，请写 --stages primary junior …")
    if not 0 <= args.pupils <= _MAX_PUPILS:
        return _unusable(f"--pupils 填 0 到 {_MAX_PUPILS}")
    for path in filter(None, (args.out, args.staff)):
        if path.suffix not in (".xlsx", ".csv"):
            return _unusable(f"{path.name}：文件名要以 .xlsx 或 .csv 结尾")
    town = Town(args.seed, first_day=args.first_day)
    school = SimSchool(code, stages, args.district, boarding=0.3 if "senior" in stages else 0.0)
    pupils = town.pupils(school, args.pupils)
    try:
        write_roll(args.out, pupils, format=args.out.suffix[1:], encoding=args.encoding)
        if args.staff:
            staff = town.staff(school, teachers=max(4, args.pupils // 16))
            write_staff_list(args.staff, staff, format=args.staff.suffix[1:])
    except OSError as error:
        return _unusable(f"{error.filename}：写不进去（{error.strerror}）")
    print(f"{args.out}：{len(pupils)} 名学生，{len({(p.grade, p.class_no) for p in pupils})} 个班")
    return 0


def _unusable(reason: str) -> int:
    print(f"kehou roll：{reason}", file=sys.stderr)
    return 2
