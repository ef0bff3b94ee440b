"""`kehou diff-law A B`: what changes for a school between two laws, or two days of one law."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Set
from datetime import date
from pathlib import Path

from kehou.commands.answers.law_difference import PlanChange, difference_as_json
from kehou.commands.answers.wording import LEVEL_NAMES
from kehou.commands.check import read_plan_and_city
from kehou.policy.check import Finding
from kehou.policy.exchange.places import place_name
from kehou.policy.exchange.reading import Unreadable, nearest_of
from kehou.policy.law_difference import Difference, FigureChange, LawOfDay, changed_findings, difference, last_change
from kehou.policy.law_words import conflict_words, day_words
from kehou.policy.pack import Clause, Law, known_packs, load_packs, order_of_packs
from kehou.policy.parameter_words import label_of, source_text, value_text

_A_LAW = "政策包，几个用逗号连起来，后面可以写 @日期：wuhai-2021-92,national-2023-12@2023-12-27；不写日期就是最后一次改动以后"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("before", metavar="A", help=f"从哪份政策：{_A_LAW}")
    parser.add_argument("after", metavar="B", help="到哪份政策，写法一样")
    says = "怎样回答：words 给人看（默认），json"
    parser.add_argument("--format", choices=("words", "json"), default="words", help=says)
    parser.add_argument("--json", dest="format", action="store_const", const="json", help="同 --format json")
    parser.add_argument("--plans", type=Path, metavar="FOLDER", help="再看这个文件夹里的方案会多出、少掉哪些问题")


def run(arguments: argparse.Namespace) -> int:
    """0 nothing changes, 1 something does, 2 a law or a plan cannot be read."""
    if arguments.plans and not arguments.plans.is_dir():
        print(f"没有这个文件夹：{arguments.plans}", file=sys.stderr)
        return 2
    try:
        before, after = _law_of_day(arguments.before), _law_of_day(arguments.after)
    except (ValueError, Unreadable) as error:
        print(error, file=sys.stderr)
        return 2
    found = difference(before, after)
    plans = _changes(arguments.plans, before, after) if arguments.plans else None
    if arguments.format == "json":
        seen = list(plans) if plans is not None else None
        print(json.dumps(difference_as_json(found, before, after, seen), ensure_ascii=False, indent=2))
        return _status(found, {one.verdict for one in seen or ()})
    print(f"从 {_name(before)}\n到 {_name(after)}\n")
    for line in _told(found):
        print(line)
    return _status(found, _tell_plans(plans, before, after) if plans is not None else set())


def _status(found: Difference, verdicts: Set[str]) -> int:
    return 2 if "unreadable" in verdicts else int("changed" in verdicts or not found.is_empty)


def _law_of_day(text: str) -> LawOfDay:
    """Errors: ValueError in words for a pack or a day that is none; Unreadable for a broken pack."""
    names, _, day = text.partition("@")
    packs = tuple(name.strip() for name in names.split(","))
    for name in packs:
        if name not in known_packs():
            nearest = nearest_of(name, known_packs())
            raise ValueError(f"没有政策包 {name}" + (f"，最接近的是 {nearest}" if nearest else ""))
    if order_of_packs(packs):
        raise ValueError(f"{names}：先写一座城市的方案，再写叠加的通知，每个写一次")
    law = load_packs(packs)
    try:
        return LawOfDay(law, date.fromisoformat(day) if day else last_change(law))
    except ValueError:
        raise ValueError(f"不是日期：{day}，写作 2026-09-01") from None


def _name(one: LawOfDay) -> str:
    return "＋".join(pack.short for pack in one.packs) + f"，{day_words(one.day)}"


def _told(found: Difference) -> Iterator[str]:
    if found.is_empty:
        yield "对学校没有不同。"
        return
    for title, packs in (("不再用的文件", found.packs_gone), ("新用的文件", found.packs_added)):
        yield from _listed(title, [f"《{pack.title}》（{pack.document}）" for pack in packs])
    yield from _listed("标准变了", [_figure(change) for change in found.figures])
    yield from _listed("多出的要求", [_rule(clause, one.rule, LEVEL_NAMES[one.level]) for one, clause in found.added])
    yield from _listed("不再有的要求", [_rule(clause, one.rule, LEVEL_NAMES[one.level]) for one, clause in found.gone])
    levels = [
        _rule(one.clause, one.rule, f"{LEVEL_NAMES[one.before]} → {LEVEL_NAMES[one.after]}") for one in found.levels
    ]
    yield from _listed("轻重变了", levels)
    yield from _listed("文件之间不一致，哪一份作数", [conflict_words(clause, one) for clause, one in found.conflicts])


def _listed(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"{title}（{len(lines)}）"
        yield from (f"  {line}" for line in lines)
        yield ""


def _figure(change: FigureChange) -> str:
    was, now = value_text(change.name, change.before), value_text(change.name, change.after)
    return f"{change.clause.printed} {label_of(change.name)}：{was} → {now}（{source_text(change.after)}）"


def _rule(clause: Clause, rule: str, level: str) -> str:
    return f"{clause.printed} [{level}] {clause.text}  {rule}"


def _changes(folder: Path, before: LawOfDay, after: LawOfDay) -> Iterator[PlanChange]:
    """Each plan of a folder, by name."""
    for path in sorted(path for path in folder.rglob("*.yaml") if _is_plan(path)):
        name = path.relative_to(folder)
        try:
            facts = read_plan_and_city(path)
        except Unreadable as unreadable:
            yield PlanChange(name, unreadable=unreadable)
        else:
            whose = facts.plan.school.name if facts.plan else facts.district_plan.name if facts.district_plan else ""
            yield PlanChange(name, whose, *changed_findings(facts, before, after))


def _tell_plans(plans: Iterator[PlanChange], before: LawOfDay, after: LawOfDay) -> set[str]:
    """Tell plan by plan what would be found anew or no more; returns the verdicts there were."""
    counts = Counter[str]()
    for one in plans:
        counts.update({one.verdict: 1, "more": bool(one.more), "less": bool(one.less)})
        if one.unreadable:
            print(f"{one.file}：读不了，{one.unreadable.errors[0].says}（先用 kehou check 查）")
        elif one.verdict == "changed":
            print(f"{one.file}　{one.whose}")
            for word, findings, law in (("多出", one.more, after.law), ("少掉", one.less, before.law)):
                for finding in findings:
                    print(f"  {word} {_finding(finding, law)}")
    total = counts["changed"] + counts["same"] + counts["unreadable"]
    says = f"方案 {total} 份：{counts['more']} 份会多出问题，{counts['less']} 份会少掉问题，{counts['same']} 份没有变化"
    print(says + (f"，{counts['unreadable']} 份读不了。" if counts["unreadable"] else "。"))
    return {name for name in ("changed", "same", "unreadable") if counts[name]}


def _finding(finding: Finding, law: Law) -> str:
    printed = law.clauses[finding.clause].printed
    return f"{printed} [{LEVEL_NAMES[finding.level]}] {place_name(finding.where)}：{finding.says}"


def _is_plan(path: Path) -> bool:
    """A file that begins as the exchange format does; a folder of plans may hold other YAML."""
    try:
        with path.open("rb") as stream:
            return any(line.startswith(b"kehou:") for line in stream.read(2_000).splitlines())
    except OSError:
        return False
