"""`kehou audit FOLDER`: did the term happen as the policy asks and the plan promised?"""

import argparse
from datetime import date
from pathlib import Path

from kehou.commands.answers.handed import HandedOver
from kehou.commands.report import add_answer_arguments, print_report, print_unreadable
from kehou.policy.check import judge
from kehou.policy.exchange.reading import Unreadable
from kehou.policy.exchange.tables import read_folder
from kehou.policy.pack import load_packs


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="一所学校一学期的 plan.yaml 和各张记录表所在的文件夹")
    add_answer_arguments(parser)
    parser.add_argument("--as-of", type=_date, metavar="DATE", help="查到哪一天；不写就是 sessions.csv 里最后一天")


def run(arguments: argparse.Namespace) -> int:
    """The plan's rules, then the records'. 0 conforms (or only in part judged), 1 findings, 2 unreadable."""
    try:
        facts = read_folder(arguments.folder, as_of=arguments.as_of)
    except Unreadable as unreadable:
        return print_unreadable(unreadable, HandedOver(arguments.folder), arguments)
    plan = facts.plan or facts.district_plan
    law = load_packs(plan.policy if plan else ())
    judges = ("plan", "records") if facts.plan else ("district_plan",)
    handed = HandedOver(arguments.folder, plan=plan)
    return print_report(judge(facts, law, judges=judges), law, handed, arguments)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date like 2026-09-01") from None
