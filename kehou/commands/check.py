"""`kehou check plan.yaml`: is this plan what the policy asks for?"""

import argparse
from datetime import date
from os.path import lexists
from pathlib import Path
from typing import Any

from kehou.commands.answers.handed import HandedOver
from kehou.commands.report import add_answer_arguments, print_report, print_unreadable
from kehou.policy.check import judge
from kehou.policy.exchange.plan_yaml import read_plan_file
from kehou.policy.exchange.reading import InputError, Unreadable
from kehou.policy.exchange.tables import read_tables
from kehou.policy.facts.district_plan import DistrictPlan
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import load_packs

CITY_TABLES = ("calendar", "office_hours", "holiday_surveys")
"""Facts of the city or of a decision, which a plan is judged by; read where they lie beside it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "plan",
        type=Path,
        help="plan.yaml；旁边的 calendar.csv、office_hours.csv、holiday_surveys.csv 一起读",
    )
    add_answer_arguments(parser)
    parser.add_argument("--on", type=_date, metavar="DATE", help="按这一天有效的条文和标准查；不写就是开学第一天")


def run(arguments: argparse.Namespace) -> int:
    """0 conforms (or only in part judged), 1 findings, 2 unreadable."""
    try:
        facts = read_plan_and_city(arguments.plan)
    except Unreadable as unreadable:
        return print_unreadable(unreadable, HandedOver(arguments.plan.parent, arguments.plan.name), arguments)
    plan = facts.plan or facts.district_plan
    law = load_packs(plan.policy if plan else ())
    judges = ("plan",) if facts.plan else ("district_plan",)
    handed = HandedOver(arguments.plan.parent, arguments.plan.name, plan)
    return print_report(judge(facts, law, judges=judges, on=arguments.on), law, handed, arguments)


def read_plan_and_city(path: Path) -> TermFacts:
    """The plan and the city's tables beside it.

    Errors: Unreadable with every error of all of them.
    """
    errors: list[InputError] = []
    plan: Plan | DistrictPlan | None = None
    try:
        plan = read_plan_file(path)
    except Unreadable as unreadable:
        errors += unreadable.errors
    tables: dict[str, Any] = read_tables(path.parent, CITY_TABLES, errors) if plan or lexists(path) else {}
    if errors or plan is None:
        raise Unreadable(tuple(errors))
    if isinstance(plan, DistrictPlan):
        return TermFacts(district_plan=plan, **tables)
    return TermFacts(plan=plan, **tables)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"不是日期：{text}，写作 2026-09-01") from None
