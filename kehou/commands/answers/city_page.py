"""A city's audit as one page: the sum, the clauses and how many schools, then school by school what was found.

Of each rule a few findings are printed; the whole of a school is the page of that school. Like it, this one loads
nothing, names the lines of record tables and quotes none.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from tempfile import TemporaryFile

from kehou.commands.answers.city import VERDICTS, SchoolAnswer, Sum
from kehou.commands.answers.page import shown, whole_page
from kehou.commands.answers.wording import LEVEL_MEANINGS, LEVEL_NAMES
from kehou.policy.check import Finding, Report
from kehou.policy.exchange.places import place_name
from kehou.policy.exchange.reading import Unreadable
from kehou.policy.pack import Law

PRINTED_OF_A_RULE = 3
ERRORS_PRINTED = 5
_TITLE = "课后服务检查结果：各所学校"


def city_as_page(answers: Iterable[SchoolAnswer], told: Sum) -> Iterator[str]:
    """Lines of a whole HTML document. The sum stands first and is known last: the schools wait in a file, not in memory."""
    with TemporaryFile("w+", encoding="utf-8", errors="replace", newline="\n") as schools:
        for answer in answers:
            told.add(answer)
            schools.write(f"{_school(answer)}\n")
        schools.seek(0)
        before, after = whole_page(_TITLE, [_head(told), "<!-- schools -->", _FOOT]).split("<!-- schools -->\n")
        yield before.rstrip("\n")
        yield from (line.rstrip("\n") for line in schools)
        yield after.rstrip("\n")


def report_as_part(report: Report, law: Law) -> str:
    """What was found in one school: by clause, the first findings of each rule."""
    parts: list[str] = []
    for clause_id, findings in groupby(report.findings, key=lambda finding: finding.clause):
        clause = law.clauses[clause_id]
        parts.append(f'<article>\n<p class="about">{shown(clause.printed)}　{shown(clause.text)}</p>')
        for _, same in groupby(findings, key=lambda finding: finding.rule):
            group = list(same)
            parts += [_finding(finding) for finding in group[:PRINTED_OF_A_RULE]]
            if len(group) > PRINTED_OF_A_RULE:
                parts.append(f"<p>还有 {len(group) - PRINTED_OF_A_RULE} 处同样的问题，没有一一印出。</p>")
        parts.append("</article>")
    return "\n".join(parts)


def unreadable_as_part(unreadable: Unreadable) -> str:
    """What has to be mended first in the files of one school."""
    parts = [
        f"<li>{shown(error.file)}{f' 第 {error.line} 行' if error.line else ''}：{shown(error.says)}</li>"
        for error in unreadable.errors[:ERRORS_PRINTED]
    ]
    more = len(unreadable.errors) - len(parts)
    return "<ul>" + "".join(parts) + "</ul>" + (f"<p>还有 {more} 处。</p>" if more else "")


def _head(told: Sum) -> str:
    clauses = [
        f"<dt>{schools} 所</dt><dd>{shown(clause)}</dd>" for clause, schools in told.schools_by_clause.most_common()
    ]
    return "\n".join(
        [
            f"<h1>{_TITLE}</h1>",
            f'<p class="answer">{told.in_words()}</p>',
            *(f'<p class="about">{name}：{LEVEL_MEANINGS[level]}。</p>' for level, name in LEVEL_NAMES.items()),
            f"<h2>各条有问题的学校</h2>\n<dl>{''.join(clauses)}</dl>" if clauses else "",
        ]
    )


def _school(answer: SchoolAnswer) -> str:
    name = f"{shown(answer.school)} <small>{shown(answer.folder)}</small>" if answer.school else shown(answer.folder)
    said = answer.said if answer.verdict != "unreadable" else VERDICTS["unreadable"] + "，什么也没有检查。先改好："
    return f"<h2>{name}</h2>\n<p>{shown(said)}</p>\n{answer.part or ''}"


def _finding(finding: Finding) -> str:
    subject = f" · {finding.subject}" if finding.subject else ""
    return (
        f'<p><span class="level {finding.level}">{LEVEL_NAMES[finding.level]}</span>'
        f'<span class="place">{shown(place_name(finding.where) + subject)}</span></p>\n<p>{shown(finding.says)}</p>'
    )


_FOOT = (
    "<footer>每一所学校的全部问题、怎样算满足、谁来回答，另有一页：kehou audit 这所学校的文件夹 --format html。"
    "结果由程序按条款逐条核对文件得出，用同样的文件再查一遍，答案一定相同。</footer>"
)
