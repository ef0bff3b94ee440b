"""`kehou audit FOLDER`: did the term happen as the policy asks and the plan promised? FOLDER is a school's, or a city's."""

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kehou.commands.answers.city import SchoolAnswer, Sum, city_as_json, city_as_sarif, city_in_words
from kehou.commands.answers.handed import HandedOver
from kehou.commands.city import Asked, audit_schools, schools_in
from kehou.commands.report import add_answer_arguments, print_lines, print_report, print_unreadable
from kehou.policy.audit import audit_folder
from kehou.policy.exchange.reading import Unreadable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        type=Path,
        help="一所学校一学期的 plan.yaml 和各张记录表所在的文件夹；或者许多所学校的文件夹所在的文件夹",
    )
    add_answer_arguments(parser)
    parser.add_argument("--on", type=_date, metavar="DATE", help="按这一天有效的条文和标准查；不写就是开学第一天")
    parser.add_argument("--as-of", type=_date, metavar="DATE", help="查到哪一天；不写就是 sessions.csv 里最后一天")


def run(arguments: argparse.Namespace) -> int:
    """The plan's rules, then the records'. 0 conforms (or only in part judged), 1 findings, 2 unreadable."""
    schools = schools_in(arguments.folder)
    if schools:
        return _run_city(schools, arguments)
    try:
        audit = audit_folder(arguments.folder, as_of=arguments.as_of, on=arguments.on)
    except Unreadable as unreadable:
        return print_unreadable(unreadable, HandedOver(arguments.folder), arguments)
    return print_report(audit.report, audit.law, HandedOver(arguments.folder, plan=audit.plan), arguments)


def _run_city(schools: tuple[Path, ...], arguments: argparse.Namespace) -> int:
    """Every school of a city, as it is done; 2 if one cannot be read, whatever the others say."""
    told = Sum()
    asked = Asked(arguments.as_of, arguments.on, arguments.format)
    answers = _with_progress(audit_schools(schools, asked), len(schools), arguments)
    match arguments.format:
        case "json":
            lines = city_as_json(answers, told)
        case "sarif":
            lines = city_as_sarif(answers, told)
        case "html":
            from kehou.commands.answers.city_page import city_as_page

            lines = city_as_page(answers, told)
        case _:
            lines = city_in_words(answers, len(schools), told)
    written = print_lines(lines, arguments.out)
    return told.exit_code if written else 2


def _with_progress(
    answers: Iterator[SchoolAnswer], total: int, arguments: argparse.Namespace
) -> Iterator[SchoolAnswer]:
    """Where the answer itself is not what the person at the terminal watches, say how far it has come."""
    comes_as_it_is_done = arguments.format != "html" and arguments.out is None
    quiet = not sys.stderr.isatty() or (sys.stdout.isatty() and comes_as_it_is_done)
    for done, answer in enumerate(answers, start=1):
        if not quiet:
            print(f"\r已查 {done}/{total} 所", end="" if done < total else "\n", file=sys.stderr, flush=True)
        yield answer


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"不是日期：{text}，写作 2026-09-01") from None
