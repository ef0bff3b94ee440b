"""A school's records against the policy, a day or a whole term at a time, and under which key each problem is kept.

One fact has one key: the rule and the place it speaks of ("early-end@session:12"). Where the place is a whole table, what
the evidence is about (a date, a grade, a child) makes the difference.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from kehou.day import facts as day_facts
from kehou.day.charge import naive
from kehou.kernel.clock import LOCAL
from kehou.org.law import CITY_PACKS, law_at
from kehou.org.queries import TermInfo
from kehou.policy.audit import lines_of, sieve_of
from kehou.policy.check import Finding, Report, judge
from kehou.policy.facts.records import Session
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import load_packs
from kehou.policy.rule import all_rules
from kehou.review import facts

OF_ONE_SESSION = frozenset(
    {
        "early-end", "unattended", "evening-ran-late", "written-homework-given", "session-outside-plan",
        "session-not-held", "new-lesson-logged", "subject-training-held", "drilling-held", "roll-call-missing",
        "release-not-recorded", "attended-without-consent", "adult-not-applied", "adult-not-cleared",
        "provider-not-in-force",
    }
)  # fmt: skip
"""Rules whose answer about a session no later session changes: they are judged as soon as it is over."""

_KNOWS_ADULTS_BY_THE_DAY = frozenset({"payout-without-appraisal"})
"""Rules that need no table of the day and yet learn from one who is no teacher: without it they would accuse."""


@lru_cache
def rules_at_the_desk() -> frozenset[str]:
    """Rules that ask nothing of the day's tables: an act in the office is judged as soon as it is done.

    No sign is among them. One that appeared within the minute would tell when an answer without a name came, and so whose.
    """
    clauses = load_packs(CITY_PACKS).clauses.values()
    signs = {binding.rule for clause in clauses for binding in clause.bindings if binding.level == "sign"}
    asks_the_desk = {
        name
        for name, rule in all_rules().items()
        if {"plan", "records"} & set(rule.judges) and not set(rule.needs) & set(facts.NOT_AT_THE_DESK)
    }
    return frozenset(asks_the_desk - signs - _KNOWS_ADULTS_BY_THE_DAY)


PERSONS = frozenset({"student", "pupils", "adult", "last_adult", "next_adult", "device", "rows", "sessions", "section"})
"""Evidence that leads to a child or a teacher. A sign never keeps it: it asks about a school, not about a person."""

_ABOUT = ("session", "date", "grade", "class", "period", "section", "student", "adult", "device")


@dataclass(frozen=True, slots=True)
class Judged:
    """A problem as it is kept. where, says, …: the rule's own words. date: the day it happened, where there is one."""

    key: str
    origin: str  # plan | record
    date: date | None
    clause: str
    rule: str
    level: str
    where: str
    subject: str
    evidence: dict[str, Any]
    says: str
    satisfied_by: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """found: by key. rules: those that had their say, so that what they no longer find is gone."""

    found: dict[str, Judged]
    rules: frozenset[str]


def judge_day(school_id: int, term: TermInfo, on: date, at: datetime) -> Judgement:
    """What the sessions of one day that are over say. SQL: about 23."""
    told = _over(day_facts.term_facts(school_id, term.id, first=on, last=on), at)
    report = _report(replace(told, as_of=on), school_id, term, ("records",), OF_ONE_SESSION)
    return _judgement(report, told, OF_ONE_SESSION)


def judge_desk(school_id: int, term: TermInfo, at: datetime) -> Judgement:
    """The filed plan and what the office keeps, up to now. SQL: about 26."""
    told = replace(facts.at_the_desk(school_id, term.id), as_of=at.astimezone(LOCAL).date())
    rules = rules_at_the_desk()
    return _judgement(_report(told, school_id, term, ("plan", "records"), rules), told, rules)


def judge_term(school_id: int, term: TermInfo, at: datetime) -> Judgement:
    """The filed plan, and everything that has happened in the term up to now. SQL: about 36, any length."""
    told = replace(_over(facts.whole_term(school_id, term.id), at), as_of=at.astimezone(LOCAL).date())
    report = _report(told, school_id, term, ("plan", "records"))
    return _judgement(report, told, frozenset(all_rules()))


def _over(told: TermFacts, at: datetime) -> TermFacts:
    """Only sessions that are over: of today those that ended, were cancelled or never began; of earlier days all."""
    now = naive(at)
    over = {row.session for row in told.sessions or () if _is_over(row, now)}
    return replace(
        told,
        sessions=tuple(row for row in told.sessions or () if row.session in over),
        adults=tuple(row for row in told.adults or () if row.session in over),
        presence=lines_of(told.presence or (), over),
    )


def _is_over(session: Session, now: datetime) -> bool:
    """now: local and naive, as the session's own times."""
    never_began = session.start is None and session.planned_end <= now
    return session.date < now.date() or (
        session.date == now.date() and (session.end is not None or session.cancelled or never_began)
    )


def _report(
    told: TermFacts, school_id: int, term: TermInfo, judges: tuple[str, ...], only: frozenset[str] | None = None
) -> Report:
    law = law_at(school_id, told.plan.policy if told.plan else CITY_PACKS)
    return judge(told, law, judges=judges, on=term.first_day, sieve=sieve_of(told), only=only)


def _judgement(report: Report, told: TermFacts, rules: frozenset[str]) -> Judgement:
    days = {row.session: row.date for row in told.sessions or ()}
    found: dict[str, Judged] = {}
    for finding, count in _by_lesson(report.findings):
        if finding.rule in rules:
            kept = _kept(finding, days, count)
            found.setdefault(kept.key, kept)
    silent = {entry.rule for entry in report.not_judged}
    return Judgement(found, rules - silent)


def _by_lesson(findings: Iterable[Finding]) -> list[tuple[Finding, int]]:
    """Findings with how many they stand for: those about single children or adults of one lesson are one.

    Whoever answers, answers for the lesson; and no finding of its own points at a child.
    """
    counts: dict[tuple[str, str, str], tuple[Finding, int]] = {}
    for number, finding in enumerate(findings):
        session = finding.evidence.get("session")
        of_person = finding.where.startswith(("presence:", "duty:")) and isinstance(session, str)
        key = (finding.rule, finding.clause, str(session) if of_person else f"#{number}")
        first = replace(finding, where=f"session:{int(str(session)[1:])}") if of_person else finding
        kept, count = counts.get(key, (first, 0))
        counts[key] = (kept, count + 1)
    return list(counts.values())


def _kept(finding: Finding, days: Mapping[str, date], count: int) -> Judged:
    evidence = dict(finding.evidence)
    if count > 1:
        evidence = {"session": evidence.get("session"), "cases": count}
    if finding.level == "sign":
        evidence = {name: value for name, value in evidence.items() if name not in PERSONS}
    return Judged(
        key=key_of(finding),
        origin="record" if "records" in all_rules()[finding.rule].judges else "plan",
        date=_date_of(finding, days),
        clause=finding.clause,
        rule=finding.rule,
        level=finding.level,
        where=finding.where,
        subject=finding.subject,
        evidence=json.loads(json.dumps(evidence, default=str)),
        says=finding.says + (f"这次课一共 {count} 处。" if count > 1 else ""),
        satisfied_by=finding.satisfied_by,
    )


def key_of(finding: Finding) -> str:
    """The same fact has the same key every night."""
    place = finding.where
    if finding.where.endswith(".csv"):
        about = {name: finding.evidence[name] for name in _ABOUT if name in finding.evidence}
        text = json.dumps(about, default=str, sort_keys=True)
        place += "#" + hashlib.sha256(text.encode()).hexdigest()[:16] if about else ""
    return f"{finding.rule}@{place}"[:120]


def _date_of(finding: Finding, days: Mapping[str, date]) -> date | None:
    session, day = finding.evidence.get("session"), finding.evidence.get("date")
    if isinstance(session, str) and session in days:
        return days[session]
    if isinstance(day, str):
        return date.fromisoformat(day)
    return finding.at.date() if finding.at else None
