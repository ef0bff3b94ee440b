"""Judge a promise, or what happened against it: facts and law in, findings out."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kehou.ground.problem import Level, Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import NAMED, Binding, Law
from kehou.policy.parameter_words import district_sentence
from kehou.policy.parameters import Params, WatchedParams
from kehou.policy.rule import Rule, all_rules


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's problem under its clause. The fields are the exchange format's; at: when it began, or None."""

    clause: str
    rule: str
    level: Level
    where: str
    subject: str
    evidence: dict[str, object]
    says: str
    satisfied_by: str
    at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "clause": self.clause,
            "rule": self.rule,
            "level": self.level,
            "where": self.where,
            "subject": self.subject,
            "evidence": self.evidence,
            "says": self.says,
            "satisfied_by": self.satisfied_by,
        }


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A rule that could apply but lacks tables. needs: their names, without ".csv"."""

    rule: str
    clause: str
    needs: tuple[str, ...]

    def as_json(self) -> dict[str, str]:
        return {"rule": self.rule, "clause": self.clause, "needs": ", ".join(f"{name}.csv" for name in self.needs)}


@dataclass(frozen=True, slots=True)
class Report:
    """The answer. Findings stand in the order of the clauses; unreadable input never becomes a report.

    day: whose law was used. own_day: the term's first day, whose law it is by itself (rulebook §1).
    """

    policy: tuple[str, ...]
    findings: tuple[Finding, ...]
    not_judged: tuple[NotJudged, ...]
    day: date | None = None
    own_day: date | None = None

    @property
    def asked_on(self) -> date | None:
        """The day whose law was asked for, where it is not the term's own."""
        return self.day if self.day != self.own_day else None

    @property
    def verdict(self) -> str:
        """findings | not_judged_in_part | conforms; a sign alone makes it "findings" (rulebook §1)."""
        if self.findings:
            return "findings"
        return "not_judged_in_part" if self.not_judged else "conforms"

    @property
    def exit_code(self) -> int:
        return 1 if self.findings else 0

    def as_json(self) -> dict[str, Any]:
        """The exchange format's answer; one key more, `on`, where the law of another day was asked for."""
        return {
            "policy": self.policy[0] if len(self.policy) == 1 else list(self.policy),
            **({"on": self.asked_on.isoformat()} if self.asked_on else {}),
            "verdict": self.verdict,
            "findings": [finding.as_json() for finding in self.findings],
            "not_judged": [entry.as_json() for entry in self.not_judged],
        }


Sieve = Callable[[str, TermFacts, Params], TermFacts]
"""(a rule's name, facts, parameters) → facts in which the rule finds the same, with fewer rows."""


def judge(
    facts: TermFacts,
    law: Law,
    *,
    judges: Iterable[str] = ("plan",),
    on: date | None = None,
    sieve: Sieve | None = None,
    only: Collection[str] | None = None,
) -> Report:
    """Run every rule of the law that reads what is asked for.

    judges: of "plan", "district_plan", "records". on: the day whose law holds, rules and figures; left out = the term's first day.
    sieve: what each rule is given to read instead of all the facts; it changes how long that takes and nothing else.
    only: of the rules those by these names; left out = all.
    Errors: ValueError where neither a term nor a day is given.
    """
    term = facts.term
    day = on or (term.first_day if term else None)
    if day is None:
        raise ValueError("a judgement needs a term or a day")
    wanted = set(judges)
    bound: dict[str, list[Binding]] = {}
    for binding in law.bindings(day):
        if only is not None and binding.rule not in only:
            continue
        bound.setdefault(binding.rule, []).append(binding)
    params = law.params(day)
    findings: list[Finding] = []
    not_judged: list[NotJudged] = []
    rules = all_rules()
    for name, bindings in bound.items():
        rule = rules[name]
        if not wanted.intersection(rule.judges) or not rule.applies(facts):
            continue
        missing = facts.missing(rule.needs)
        if missing:
            not_judged.append(NotJudged(name, bindings[0].clause, missing))
        else:
            watched = params.watched()
            told = sieve(name, facts, params) if sieve else facts
            found = list(_findings(rule, bindings, rule.run(told, watched), law))
            findings += _with_source(found, watched)
    order = {clause: n for n, clause in enumerate(law.clauses)}
    findings.sort(key=lambda finding: order[finding.clause])
    policy = (facts.plan or facts.district_plan).policy if facts.plan or facts.district_plan else ()  # type: ignore[union-attr]
    return Report(
        policy or tuple(pack.id for pack in law.packs),
        tuple(findings),
        tuple(not_judged),
        day,
        term.first_day if term else day,
    )


def _with_source(findings: list[Finding], params: WatchedParams) -> list[Finding]:
    """Where a rule read a figure that the district set, its findings say so and under which document."""
    says = district_sentence(params.read_of_district())
    return [replace(finding, satisfied_by=finding.satisfied_by + says) for finding in findings] if says else findings


def _findings(rule: Rule, bindings: list[Binding], problems: Iterator[Problem], law: Law) -> Iterator[Finding]:
    for problem in problems:
        binding = _binding_of(rule, bindings, problem)
        yield Finding(
            clause=law.clause_of(binding, problem),
            rule=rule.name,
            level=binding.level,
            where=problem.where,
            subject=problem.subject,
            evidence=dict(problem.evidence),
            says=problem.says,
            satisfied_by=problem.satisfied_by,
            at=problem.at,
        )


def _binding_of(rule: Rule, bindings: list[Binding], problem: Problem) -> Binding:
    """The only binding, or the one whose variant the problem names."""
    if len(bindings) == 1 and bindings[0].variant in ("", NAMED):
        return bindings[0]
    for binding in bindings:
        if binding.variant == problem.variant:
            return binding
    raise LookupError(f"rule {rule.name} gives a problem of variant {problem.variant!r}, which no clause binds")
