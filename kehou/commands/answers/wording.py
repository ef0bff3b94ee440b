"""What every form of the answer says in the same words: levels, the summary, what was not judged."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from kehou.policy.check import Finding, Report
from kehou.policy.pack import Law

TOLD_OF_A_RULE = 20
"""Findings of one rule that are told one by one; a rule broken in a thousand rows is one thing to mend."""

LEVEL_NAMES: Mapping[str, str] = {"block": "必须解决", "find": "需要整改", "sign": "建议留意"}
LEVEL_MEANINGS: Mapping[str, str] = {
    "block": "不解决，方案不能备案",
    "find": "与政策不一致，要说明并整改",
    "sign": "统计上的提示，要请人看一看，不是对任何人的结论",
}


def summary(report: Report) -> str:
    """The answer in one sentence."""
    if not report.findings:
        return "符合。" if not report.not_judged else "查到的都符合，有一部分没有检查。"
    return counted(report.findings) + "。"


def counted(findings: Iterable[Finding]) -> str:
    """ "必须解决 2 个，需要整改 1 个"."""
    levels = [finding.level for finding in findings]
    return "，".join(f"{name} {levels.count(level)} 个" for level, name in LEVEL_NAMES.items() if level in levels)


def not_judged_by_need(report: Report, law: Law) -> Iterator[tuple[str, str]]:
    """(tables that are missing, clauses that therefore were not judged), both as a person reads them."""
    for needs, entries in groupby(sorted(report.not_judged, key=lambda e: e.needs), key=lambda e: e.needs):
        clauses = dict.fromkeys(law.clauses[entry.clause].printed for entry in entries)
        yield "、".join(f"{name}.csv" for name in needs), "、".join(clauses)
