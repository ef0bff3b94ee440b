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
    parser.add_argument("--school", required=True, metavar="CODE", help="school code, ten digits: 2115000017")
    parser.add_argument("--pupils", required=True, type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same bytes (default 1)")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="roll.xlsx or roll.csv")
    parser.add_argument("--staff", type=Path, metavar="FILE", help="also write a staff list: staff.xlsx or staff.csv")
    parser.add_argument("--encoding", choices=["utf-8-sig", "utf-8", "gb18030"], default="utf-8-sig", help="for csv")
    parser.add_argument("--stages", nargs="+", choices=get_args(Stage), help="default: from the school code")
    parser.add_argument("--district", choices=list(DISTRICTS), default="150302")
    parser.add_argument("--first-day", type=date.fromisoformat, default=date(2026, 8, 31), help="of the term")


def run(args: argparse.Namespace) -> int:
    """Write the file and say how many pupils are in it. Exit 2 where the arguments do not serve."""
    code: str = args.school
    stages = tuple(args.stages or _STAGES_BY_KIND.get(code[:2], ()))
    if not (code.isascii() and code.isdigit() and len(code) == 10):
        return _unusable("--school takes the ten digits of a school code, like 2115000017")
    if not stages:
        return _unusable("the school code does not tell the stages; give --stages primary junior …")
    if not 0 <= args.pupils <= _MAX_PUPILS:
        return _unusable(f"--pupils takes 0 to {_MAX_PUPILS}")
    for path in filter(None, (args.out, args.staff)):
        if path.suffix not in (".xlsx", ".csv"):
            return _unusable(f"{path.name}: the name must end in .xlsx or .csv")
    town = Town(args.seed, first_day=args.first_day)
    school = SimSchool(code, stages, args.district, boarding=0.3 if "senior" in stages else 0.0)
    pupils = town.pupils(school, args.pupils)
    try:
        write_roll(args.out, pupils, format=args.out.suffix[1:], encoding=args.encoding)
        if args.staff:
            staff = town.staff(school, teachers=max(4, args.pupils // 16))
            write_staff_list(args.staff, staff, format=args.staff.suffix[1:])
    except OSError as error:
        return _unusable(f"{error.filename}: {error.strerror}")
    print(f"{args.out}: {len(pupils)} pupils in {len({(p.grade, p.class_no) for p in pupils})} classes")
    return 0


def _unusable(reason: str) -> int:
    print(f"kehou roll: {reason}", file=sys.stderr)
    return 2
