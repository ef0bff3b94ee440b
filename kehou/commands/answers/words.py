"""The answer for a person at a terminal: by clause, with the line of the file and a mark under the place."""

import os
import sys
from collections.abc import Iterator
from itertools import groupby
from typing import TextIO

from kehou.commands.answers.handed import HandedOver
from kehou.commands.answers.quoting import cut, printable, width_of
from kehou.commands.answers.wording import LEVEL_NAMES, TOLD_OF_A_RULE, not_judged_by_need, summary
from kehou.policy.check import Finding, Report
from kehou.policy.exchange.places import place_name
from kehou.policy.exchange.reading import Unreadable
from kehou.policy.exchange.spans import Span, place_of_error, place_of_finding, spans_of
from kehou.policy.law_words import law_lines
from kehou.policy.pack import Law

_LONGEST_MARK = 40
"""A wider mark would be a second line of the file; its beginning is enough."""
_COLOURS = {"block": "\033[31m", "find": "\033[33m", "sign": "\033[36m"}
_IS_CHOICE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


class _Paint:
    """Colours where a person looks at a terminal and has not asked for none (NO_COLOR); else plain text."""

    def __init__(self, stream: TextIO | None) -> None:
        self.on = (
            bool(stream and stream.isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        )

    def __call__(self, text: str, code: str) -> str:
        return f"{code}{text}\033[0m" if self.on and text else text

    def bold(self, text: str) -> str:
        return self(text, "\033[1m")

    def dim(self, text: str) -> str:
        return self(text, "\033[2m")


def report_in_words(report: Report, law: Law, handed: HandedOver, stream: TextIO | None) -> Iterator[str]:
    """Lines to print. stream: where they will go; None = into a file."""
    paint = _Paint(stream)
    places = [place_of_finding(finding.where, handed.plan_file) for finding in _told(report)]
    spans = spans_of(places, handed.folder)
    several = len(law.packs) > 1
    for clause_id, findings in groupby(report.findings, key=lambda finding: finding.clause):
        clause = law.clauses[clause_id]
        document = next((f"（{pack.short}）" for pack in law.packs if pack.id == clause.pack), "") if several else ""
        yield f"{paint.bold(clause.printed)}{document}  {clause.text}"
        for _, same in groupby(findings, key=lambda finding: finding.rule):
            group = list(same)
            for finding in group[:TOLD_OF_A_RULE]:
                yield from _finding(finding, spans.get(place_of_finding(finding.where, handed.plan_file)), paint)
            if len(group) > TOLD_OF_A_RULE:
                yield f"  还有 {len(group) - TOLD_OF_A_RULE} 处同样的问题，--format json 列出全部。"
        yield ""
    yield from _not_judged(report, law)
    yield from law_lines(report, law)
    yield paint.bold(summary(report))
    otherwise = handed.read_otherwise()
    if otherwise:
        yield otherwise


def _told(report: Report) -> Iterator[Finding]:
    for _, findings in groupby(report.findings, key=lambda finding: (finding.clause, finding.rule)):
        for n, finding in enumerate(findings):
            if n < TOLD_OF_A_RULE:
                yield finding


def _finding(finding: Finding, span: Span | None, paint: _Paint) -> Iterator[str]:
    subject = f" · {finding.subject}" if finding.subject else ""
    level = paint(f"[{LEVEL_NAMES[finding.level]}]", _COLOURS[finding.level])
    yield f"  {level} {place_name(finding.where)}{subject}  {paint.dim(finding.where)}"
    yield f"    {finding.says}"
    yield from _quote(span, paint)
    yield f"    怎样算满足：{finding.satisfied_by}"


def _not_judged(report: Report, law: Law) -> Iterator[str]:
    if not report.not_judged:
        return
    yield "没有检查（缺少记录）"
    for files, clauses in not_judged_by_need(report, law):
        yield f"  缺 {files}：{clauses}"
    yield ""


def unreadable_in_words(unreadable: Unreadable, handed: HandedOver, stream: TextIO | None) -> Iterator[str]:
    """Lines to print where nothing could be judged: every error with the line of the file. stream: as above."""
    paint = _Paint(stream)
    spans = spans_of(map(place_of_error, unreadable.errors), handed.folder)
    yield "读不了，什么也没有检查。"
    for error in unreadable.errors:
        span = spans.get(place_of_error(error))
        line = f":{error.line}" if error.line else ""
        column = f":{span.start}" if span and span.start and line else ""
        key = f"  {paint.dim(printable(error.key))}" if error.key else ""
        yield f"  {paint.bold(printable(error.file) + line + column)}{key}"
        yield f"    {printable(error.says)}"
        yield from _quote(span, paint)
        if _is_choice(error.expected):
            yield f"    可以填：{error.expected}"
    yield f"一共 {len(unreadable.errors)} 处。改好再查一遍。"


def _is_choice(expected: str) -> bool:
    """Words to write in the file, not prose about them."""
    words = expected.split(", ")
    return len(words) > 1 and all(word and _IS_CHOICE.issuperset(word) for word in words)


def _quote(span: Span | None, paint: _Paint) -> Iterator[str]:
    """The line as it stands in the file, and a mark under the place."""
    if span is None or not span.text.strip():
        return
    number = str(span.line)
    text, start, end = cut(span)
    yield paint.dim(f"    {number} | ") + text
    if end > start:
        width = width_of(text[start:end])
        mark = "^" * width if 0 < width <= _LONGEST_MARK else "^"
        yield paint.dim(f"    {' ' * len(number)} | ") + " " * width_of(text[:start]) + paint(mark, _COLOURS["block"])


def to_terminal(lines: Iterator[str], stream: TextIO | None = None) -> None:
    """Print; a terminal that lacks a character gets a sign for it, never an error."""
    stream = stream or sys.stdout
    encoding = stream.encoding or "utf-8"
    for line in lines:
        print(line.encode(encoding, errors="replace").decode(encoding), file=stream)
