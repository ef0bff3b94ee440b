"""A plan document against the policy: the same rules while it is typed, before the vote, and at the district."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kehou.org.law import law_of
from kehou.plan.facts import plan_facts
from kehou.plan.parts import BY_NAME, NUMBERS, part_of
from kehou.plan.words import item_title
from kehou.policy.check import Finding, judge
from kehou.policy.exchange.places import field_name, place_name
from kehou.policy.exchange.reading import InputError
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import Law
from kehou.policy.rule import all_rules

HEALED_BY_THE_VOTE = frozenset({"committee-absent", "committee-vote-invalid"})
"""Rules whose condition ends with a valid vote: they cannot stand in the way of the meeting itself."""

_FIELD_OF_RULE = {
    "end-meets-closing": "end", "evening-too-late": "end", "evening-primary": "grades", "service-two-hours": "end",
    "weekend-compulsory": "weekdays", "workday-missing": "weekdays", "charged-care-time": "charged",
    "weekend-not-voluntary": "choice", "content-wrong-stage": "content", "written-homework": "written_homework",
    "new-lesson-planned": "content", "subject-training": "content", "drilling-planned": "content",
    "staff-not-applied": "applied", "outside-person-unvetted": "cleared_on", "provider-subject": "category",
    "provider-unlisted": "listed", "provider-expired": "licence_until", "roster-outside-application": "weekdays",
    "fee-source-mismatch": "sources", "fee-over-ceiling": "term_cap", "fee-cap-missing": "term_cap",
    "fee-not-monthly": "basis", "fee-collector-missing": "collected_by", "collector-forbidden": "collected_by",
    "fee-use": "use", "waivers-missing": "waivers", "appraisal-not-basis": "basis_of_pay",
    "epidemic-missing": "epidemic", "survey-narrow": "answered",
}  # fmt: skip
_ITEM = re.compile(r"(\w+)\[(\d+)\]")
_LEVEL_ORDER = {"block": 0, "find": 1, "sign": 2}


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """One problem as the editor shows it; `number` is the same in the panel and at the field.

    level: block | find | sign; an unreadable field is a block without a clause.
    ahead: a step that comes later heals it. field: full path of the field it points at, or of the item.
    """

    number: int
    level: str
    rule: str
    clause: str
    where: str
    field: str
    part: str
    place: str
    subject: str
    says: str
    satisfied_by: str
    evidence: Mapping[str, object]
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """All problems, what must be solved first; `conforming` counts the rules that had nothing to say.

    facts: what was judged; None where the document could not even be begun to read.
    """

    problems: tuple[PlanProblem, ...]
    conforming: int
    not_judged: tuple[str, ...] = ()
    facts: TermFacts | None = None

    @property
    def blocks(self) -> tuple[PlanProblem, ...]:
        return tuple(problem for problem in self.problems if problem.level == "block")

    @property
    def in_the_way(self) -> tuple[PlanProblem, ...]:
        """What must be solved before the committee is asked."""
        return tuple(problem for problem in self.blocks if not problem.ahead)

    @property
    def remarks(self) -> tuple[PlanProblem, ...]:
        return tuple(problem for problem in self.problems if problem.level != "block")

    def of_part(self, part: str) -> tuple[PlanProblem, ...]:
        return tuple(problem for problem in self.problems if problem.part == part)


def judge_document(
    document: Mapping[str, Any], *, school_id: int, district_id: int, term_id: int, today: date
) -> Judgement:
    """Judge a document by every plan rule of the packs it names, with the district's own figures. SQL: ≤ 4."""
    facts, errors = plan_facts(document, school_id=school_id, district_id=district_id, term_id=term_id, today=today)
    found = [_unreadable(error, document) for error in errors]
    conforming = 0
    not_judged: tuple[str, ...] = ()
    if facts is not None and facts.plan is not None:
        law = law_of(district_id, facts.plan.policy)
        report = judge(facts, law, judges=("plan",))
        found += [_problem(finding, document) for finding in report.findings]
        not_judged = tuple(entry.rule for entry in report.not_judged)
        silent = {finding.rule for finding in report.findings} | set(not_judged)
        conforming = len(_plan_rules(facts, law) - silent)
    found.sort(key=_order)
    numbered = tuple(replace(problem, number=number) for number, problem in enumerate(found, start=1))
    return Judgement(numbered, conforming, not_judged, facts)


def _plan_rules(facts: TermFacts, law: Law) -> set[str]:
    rules = all_rules()
    bound = {binding.rule for binding in law.bindings(facts.plan.term.first_day)}  # type: ignore[union-attr]
    return {name for name in bound if "plan" in rules[name].judges and rules[name].applies(facts)}


_TYPED_WRONG = {
    '"HH:MM"': "时间写成 16:10 这样",
    '"60.00"': "金额写成 60.00 这样",
    "YYYY-MM-DD": "日期要是真有的一天",
    "a whole number": "请填整数",
    "a number from": "请填数字",
}


def _unreadable(error: InputError, document: Mapping[str, Any]) -> PlanProblem:
    part = part_of(error.key)
    return PlanProblem(
        0,
        "block",
        "input",
        "",
        error.key,
        error.key,
        part,
        _place(error.key, part, document),
        "",
        _in_form_words(error),
        "",
        {},
    )


def _in_form_words(error: InputError) -> str:
    """The reader's error is about a file (keys, quotes, ids); somebody filling in a form hears about the field."""
    name = field_name(error.key.rsplit(".", 1)[-1].split("[")[0])
    if error.expected == "a value":
        return f"还没有填“{name}”"
    if error.says.startswith("没有代号为"):
        return f"原来选的{name}已经删了，请另选"
    for expected, words in _TYPED_WRONG.items():
        if error.expected.startswith(expected):
            return f"“{name}”{words}"
    return error.says or f"“{name}”读不懂"


def _problem(finding: Finding, document: Mapping[str, Any]) -> PlanProblem:
    field = _FIELD_OF_RULE.get(finding.rule, "")
    where = finding.where
    part = part_of(where)
    return PlanProblem(
        number=0,
        level=finding.level,
        rule=finding.rule,
        clause=finding.clause,
        where=where,
        field=f"{where}.{field}" if field and "." not in where else where,
        part=part,
        place=_place(where, part, document),
        subject=finding.subject,
        says=finding.says,
        satisfied_by=finding.satisfied_by,
        evidence=finding.evidence,
        ahead=finding.rule in HEALED_BY_THE_VOTE,
    )


def _place(where: str, part: str, document: Mapping[str, Any]) -> str:
    """ "windows[1]" → "4 服务时段 › 课后（11月1日起）"; an item is called by its own name."""
    label = BY_NAME[part].label
    item = _ITEM.match(where)
    items = document.get(item[1]) if item else None
    if item and isinstance(items, list) and int(item[2]) < len(items) and isinstance(items[int(item[2])], Mapping):
        rest = item_title(item[1], items[int(item[2])], document)
        field = where[item.end() :].lstrip(".").split("[")[0]
        rest += f" › {field_name(field)}" if field else ""
    else:
        rest = place_name(where).removeprefix(label).removeprefix(" › ")
    return f"{NUMBERS[part]} {label}" + (f" › {rest}" if rest and where else "")


def _order(problem: PlanProblem) -> tuple[int, bool, int, str]:
    """What must be solved first, in the order of the parts; what a later step heals comes last among them."""
    return (_LEVEL_ORDER[problem.level], problem.ahead, NUMBERS[problem.part], problem.where)
