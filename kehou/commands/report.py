"""Printing an answer of the checker: as JSON, or for a person, grouped by clause."""

import json
import re
import sys
from itertools import groupby

from kehou.policy.check import Finding, Report
from kehou.policy.exchange.places import place_name
from kehou.policy.exchange.reading import Unreadable
from kehou.policy.pack import Law

_CHOICE = re.compile(r"[a-z0-9_]+(, [a-z0-9_]+)+")  # words to write in the file, not prose about them
_LEVEL_NAMES = {"block": "必须解决", "find": "需要整改", "sign": "建议留意"}


def print_report(report: Report, law: Law, *, as_json: bool) -> int:
    """Print the answer; returns the exit status."""
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        _print_for_a_person(report, law)
    return report.exit_code


def print_unreadable(unreadable: Unreadable, *, as_json: bool) -> int:
    """Print what could not be read; returns exit status 2."""
    if as_json:
        errors = [error.as_json() for error in unreadable.errors]
        print(json.dumps({"verdict": "unreadable", "errors": errors}, ensure_ascii=False, indent=2))
        return 2
    print("读不了，什么也没有检查。", file=sys.stderr)
    for error in unreadable.errors:
        line = f":{error.line}" if error.line else ""
        key = f"  {error.key}" if error.key else ""
        print(f"  {error.file}{line}{key}\n    {error.says}", file=sys.stderr)
        if _CHOICE.fullmatch(error.expected):
            print(f"    可以填：{error.expected}", file=sys.stderr)
    return 2


def _print_for_a_person(report: Report, law: Law) -> None:
    bold, dim, plain = ("\033[1m", "\033[2m", "\033[0m") if sys.stdout.isatty() else ("", "", "")
    for clause_id, findings in groupby(report.findings, key=lambda finding: finding.clause):
        clause = law.clauses[clause_id]
        print(f"{bold}{clause.printed}{plain}  {clause.text}")
        for finding in findings:
            _print_finding(finding, dim, plain)
        print()
    if report.not_judged:
        print("没有检查（缺少记录）")
        for needs, entries in groupby(
            sorted(report.not_judged, key=lambda entry: entry.needs), key=lambda entry: entry.needs
        ):
            clauses = "、".join(dict.fromkeys(law.clauses[entry.clause].printed for entry in entries))
            print(f"  缺 {'、'.join(f'{name}.csv' for name in needs)}：{clauses}")
        print()
    print(_summary(report))


def _print_finding(finding: Finding, dim: str, plain: str) -> None:
    subject = f" · {finding.subject}" if finding.subject else ""
    print(f"  [{_LEVEL_NAMES[finding.level]}] {place_name(finding.where)}{subject}  {dim}{finding.where}{plain}")
    print(f"    {finding.says}")
    print(f"    怎样算满足：{finding.satisfied_by}")


def _summary(report: Report) -> str:
    if not report.findings:
        return "符合。" if not report.not_judged else "查到的都符合，有一部分没有检查。"
    counts = {name: sum(f.level == level for f in report.findings) for level, name in _LEVEL_NAMES.items()}
    return "，".join(f"{name} {count} 个" for name, count in counts.items() if count) + "。"
