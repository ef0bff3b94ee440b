"""The answer as one page to hand to a headteacher: by clause, what is wrong, where, how it is met, who answers.

One file without a script or anything to load; it prints on A4. Lines of the record tables are named and not quoted:
a sheet of paper goes from hand to hand, and rows are about children.
"""

from collections.abc import Mapping
from html import escape
from itertools import groupby

from kehou.commands.answers.handed import HandedOver
from kehou.commands.answers.quoting import cut, printable
from kehou.commands.answers.wording import (
    LEVEL_MEANINGS,
    LEVEL_NAMES,
    counted,
    not_judged_by_need,
    summary,
)
from kehou.policy.check import Finding, Report
from kehou.policy.exchange.places import place_name
from kehou.policy.exchange.reading import InputError, Unreadable
from kehou.policy.exchange.spans import Place, Span, place_of_error, place_of_finding, spans_of
from kehou.policy.facts.plan import Plan
from kehou.policy.law_words import law_lines
from kehou.policy.pack import Clause, Law

_STYLE = """
@page { size: A4; margin: 18mm 16mm 18mm 20mm }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 24px 20px; max-width: 800px; color: #1b2433; background: #fff;
  font: 16px/1.7 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif }
h1 { margin: 0; font-size: 24px; line-height: 1.4 }
h2 small { color: #49566b; font-size: 14px; font-weight: 400 }
h2 { margin: 32px 0 4px; padding-top: 12px; border-top: 2px solid #1b2433; font-size: 18px; break-after: avoid }
p { margin: 4px 0 }
blockquote { margin: 0 0 12px; color: #49566b; font-size: 15px; break-after: avoid }
.about { color: #49566b }
.answer { margin: 16px 0; padding: 12px 16px; border-left: 5px solid #1b2433; background: #f2f4f8; font-size: 18px }
article { margin: 14px 0; padding: 10px 16px 12px; border: 1px solid #c6cedb; break-inside: avoid }
.level { display: inline-block; margin-right: 8px; padding: 0 8px; border: 1px solid; font-size: 14px; font-weight: 600 }
.block { color: #a51d2d } .find { color: #8a4b00 } .sign { color: #1a5a8a }
.place { font-weight: 600 }
.says { margin: 6px 0; font-size: 17px }
pre { margin: 6px 0; padding: 6px 10px; background: #f6f7f9; font-size: 13px; line-height: 1.5; white-space: pre-wrap;
  overflow-wrap: anywhere }
mark { background: #ffe08a; color: inherit }
dl { display: grid; grid-template-columns: 6em 1fr; gap: 2px 8px; margin: 6px 0 0 }
dt { color: #49566b } dd { margin: 0 }
.hand { display: flex; gap: 24px; margin-top: 10px; color: #49566b; font-size: 14px }
.hand span { flex: 1; border-bottom: 1px solid #8b96a8 }
ul { margin: 4px 0; padding-left: 1.4em }
footer { margin-top: 32px; padding-top: 8px; border-top: 1px solid #c6cedb; color: #49566b; font-size: 14px }
@media print { body { padding: 0; max-width: none; font-size: 11pt } .answer, pre, mark { print-color-adjust: exact } }
"""

_PRINTED_OF_A_RULE = 8
"""Findings of one rule that are printed one by one; one signature answers for all of a rule."""
_LONGEST_MARK = 40
"""Characters; a whole line marked says no more than the line."""
_DUTY_WORDS: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = (
    (
        frozenset({"fees", "bills", "fund", "payouts", "appraisal"}),
        ("经费", "收费", "财务", "考评"),
    ),
    (
        frozenset({"safety", "sessions", "adults", "presence", "pulse"}),
        ("点名", "交接", "值守", "安全"),
    ),
    (
        frozenset({"blocks", "courses", "windows", "sections", "seats"}),
        ("课程", "教学", "教务", "排课"),
    ),
    (
        frozenset({"survey", "consents", "committee", "publication", "complaints"}),
        ("家长", "家校", "公示", "联系"),
    ),
)
"""Words by which a plan's own division of duties (分工) says who answers for a part or a table."""
_BY_HAND = ("整改期限<span></span>负责人签字<span></span>", "看到的情况<span></span>谁看的<span></span>")
"""What is filled in with a pen: of something to mend, and of a sign, which accuses nobody."""
_LEAD_WORDS = ("统筹", "负责", "领导", "牵头")


def report_as_page(report: Report, law: Law, handed: HandedOver) -> str:
    """A whole HTML document."""
    spans = spans_of([place_of_finding(f.where, handed.plan_file) for f in report.findings], handed.folder)
    parts = [_head(handed, law), f'<p class="answer">{escape(_answer(report))}</p>']
    used = [level for level in LEVEL_NAMES if any(finding.level == level for finding in report.findings)]
    parts += [
        f'<p class="about"><span class="level {level}">{LEVEL_NAMES[level]}</span>{LEVEL_MEANINGS[level]}。</p>'
        for level in used
    ]
    for clause_id, findings in groupby(report.findings, key=lambda finding: finding.clause):
        parts += [_clause(law.clauses[clause_id], law)]
        for _, same in groupby(findings, key=lambda finding: finding.rule):
            group = list(same)
            parts += [_finding(finding, handed, spans) for finding in group[:_PRINTED_OF_A_RULE]]
            if len(group) > _PRINTED_OF_A_RULE:
                parts.append(f"<p>还有 {len(group) - _PRINTED_OF_A_RULE} 处同样的问题，没有一一印出。</p>")
            parts.append(f'<p class="hand">{_BY_HAND[group[0].level == "sign"]}</p>')
    parts += [f'<p class="about">{shown(line)}</p>' for line in law_lines(report, law)]
    otherwise = handed.read_otherwise()
    parts += [_not_judged(report, law), f"<p>{shown(otherwise)}</p>" if otherwise else "", _foot()]
    return whole_page(f"{handed.whose}课后服务检查结果", parts)


def unreadable_as_page(unreadable: Unreadable, handed: HandedOver) -> str:
    """The same page where nothing could be judged: what to mend in which file."""
    spans = spans_of(map(place_of_error, unreadable.errors), handed.folder)
    parts = [
        "<h1>课后服务检查：文件读不了</h1>",
        f'<p class="answer">什么也没有检查。先改好下面 {len(unreadable.errors)} 处，再查一遍。</p>',
    ]
    for file, errors in groupby(unreadable.errors, key=lambda error: error.file):
        parts.append(f"<h2>{shown(file)}</h2>")
        parts += [_error(error, spans.get(place_of_error(error))) for error in errors]
    return whole_page("课后服务检查：文件读不了", [*parts, _foot()])


def whole_page(title: str, parts: list[str]) -> str:
    """An HTML document of these parts, which loads nothing."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{shown(title)}</title>'
    body = "\n".join(part for part in parts if part)
    return f'<!doctype html>\n<html lang="zh-CN">\n<head>{head}<style>{_STYLE}</style></head>\n<body>\n{body}\n</body>\n</html>\n'


def _head(handed: HandedOver, law: Law) -> str:
    documents = "、".join(
        f"《{pack.title}》（{pack.document}）" if pack.document else f"《{pack.title}》" for pack in law.packs
    )
    lines = [f"<h1>{shown(handed.whose)}课后服务检查结果</h1>"]
    if handed.plan:
        term = handed.plan.term
        days = "—".join(f"{day.year}年{day.month}月{day.day}日" for day in (term.first_day, term.last_day))
        lines.append(f'<p class="about">学期：{shown(term.id)}（{days}） · 方案第 {handed.plan.version} 版</p>')
    lines.append(f'<p class="about">依据：{shown(documents)}</p>')
    return "\n".join(lines)


def _answer(report: Report) -> str:
    if not report.findings:
        return summary(report)
    wrong = [finding for finding in report.findings if finding.level != "sign"]
    if not wrong:
        return f"没有查出违反政策的地方；统计上有 {len(report.findings)} 处，请人看一看。"
    clauses = len({finding.clause for finding in wrong})
    return f"有 {clauses} 条政策要求还没有做到：{counted(report.findings)}。"


def _clause(clause: Clause, law: Law) -> str:
    document = next(pack.short for pack in law.packs if pack.id == clause.pack)
    return f"<h2>{shown(clause.printed)} <small>{shown(document)}</small></h2>\n<blockquote>{shown(clause.text)}</blockquote>"


def _finding(finding: Finding, handed: HandedOver, spans: Mapping[Place, Span]) -> str:
    place = place_of_finding(finding.where, handed.plan_file)
    span = spans.get(place) if place.file == handed.plan_file else None
    subject = f" · {finding.subject}" if finding.subject else ""
    return "\n".join(
        [
            "<article>",
            f'<p><span class="level {finding.level}">{LEVEL_NAMES[finding.level]}</span>'
            f'<span class="place">{shown(place_name(finding.where) + subject)}</span></p>',
            f'<p class="says">{shown(finding.says)}</p>',
            _quoted(span, place.file),
            f"<dl><dt>怎样算满足</dt><dd>{shown(finding.satisfied_by)}</dd>"
            f"<dt>谁来回答</dt><dd>{shown(_who_answers(finding, handed))}</dd></dl>",
            "</article>",
        ]
    )


def _who_answers(finding: Finding, handed: HandedOver) -> str:
    """As the plan's own 分工 divides it; who leads where it does not say; never invented."""
    if not isinstance(handed.plan, Plan):
        return "牵头部门"
    part = finding.where.split(".csv")[0].split("[")[0].split(".")[0]
    words = next((words for parts, words in _DUTY_WORDS if part in parts), ())
    for wanted in (words, _LEAD_WORDS):
        for duty in handed.plan.duties:
            if any(word in duty.duty for word in wanted):
                return f"{duty.who}（方案分工：{duty.duty}）"
    return "学校（方案里还没有写谁负责）"


def _error(error: InputError, span: Span | None) -> str:
    where = f"第 {error.line} 行" if error.line else "整个文件"
    key = f" · {error.key}" if error.key else ""
    quoted = _quoted(span, "") if not error.file.endswith(".csv") else ""
    return f'<article>\n<p class="place">{shown(where + key)}</p>\n<p class="says">{shown(error.says)}</p>\n{quoted}</article>'


def _quoted(span: Span | None, file: str) -> str:
    """The line of the plan file with the place marked."""
    if span is None or not span.text.strip():
        return ""
    text, start, end = cut(span)
    line = (
        escape(text[:start]) + (f"<mark>{escape(text[start:end])}</mark>" if end > start else "") + escape(text[end:])
    )
    name = f"{shown(file)} 第 {span.line} 行\n" if file else ""
    return f"<pre>{name}{line}</pre>"


def _not_judged(report: Report, law: Law) -> str:
    if not report.not_judged:
        return ""
    items = [f"<li>缺 {shown(files)}：{shown(clauses)}</li>" for files, clauses in not_judged_by_need(report, law)]
    return (
        "<h2>没有检查</h2>\n<p>下面的要求要看记录，记录没有交来，所以没有查，不等于符合。</p>\n<ul>"
        + "".join(items)
        + "</ul>"
    )


def _foot() -> str:
    return "<footer>由程序按条款逐条核对文件得出；引用的条款是政策原文。对结果有疑问，可以用同样的文件再查一遍，答案一定相同。</footer>"


def shown(text: str) -> str:
    """Text of a file as HTML: no markup, nothing that acts on a screen."""
    return escape(printable(text))
