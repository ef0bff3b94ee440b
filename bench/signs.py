"""Signs: how often one is raised at a school where nothing happened, and how often where something did.

A sign is a statistic about a group that somebody has to look into. Of a hundred honest school-terms at most one may raise a
given sign falsely, and at least 95 of a hundred planted ones must raise it. The figures are the law's; this bench only says
what they are worth. Where honest slips are too many for a figure, docs/decisions/what-a-sign-is-worth.md says so.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from bench.sign_terms import AS_SIMULATED, CONSENT, DAYS, WITH_SLIPS, SchoolTerm, Slips, change, honest, of_class
from kehou.policy.facts.records import AdultStay, ConsentAct, PulseAnswer, Student
from kehou.policy.pack import load_packs
from kehou.policy.rule import all_rules

PACKS = ("wuhai-2021-92", "national-2023-12")
FALSE_PER_100, FOUND_PER_100 = 1, 95


def sign_rules() -> tuple[str, ...]:
    """Every rule some clause binds as a sign."""
    clauses = load_packs(PACKS).clauses.values()
    return tuple(dict.fromkeys(b.rule for clause in clauses for b in clause.bindings if b.level == "sign"))


def raised(term: SchoolTerm, rules: tuple[str, ...] = ()) -> set[str]:
    """The signs of a term, of these rules or all."""
    facts, params = term.facts(), load_packs(PACKS).params(DAYS[0])
    known = all_rules()
    return {name for name in rules or sign_rules() if next(known[name].run(facts, params), None) is not None}


# ── what a school does wrong, each over an honest term ──


def _forced_in_class(term: SchoolTerm) -> None:
    """Every class fills in the form in one lesson, each on its own telephone; 3 of 100 pupils are ill and never join."""
    for grade, class_name in list(term.classes):
        device = {act.student: act.device for _, act in of_class(term, (grade, class_name))}
        term.consents = [act for act in term.consents if act.student not in set(term.classes[grade, class_name])]
        opens = datetime.combine(CONSENT, time(9, 5 * grade))
        for pupil in term.classes[grade, class_name]:
            if term.dice.random() >= 0.03:
                at = opens + timedelta(seconds=term.dice.randrange(9 * 60))
                term.consents.append(ConsentAct(pupil, at, "join", "guardian", device.get(pupil, pupil)))


def _one_tablet(term: SchoolTerm) -> None:
    joins = [number for number, act in enumerate(term.consents) if act.act == "join"]
    for number in term.dice.sample(joins, min(len(joins), term.dice.randint(5, 15))):
        change(term.consents, number, device="tablet")


def _felt(what: str) -> Callable[[SchoolTerm], None]:
    """15 to 40 of 100 families were spoken to, and say so where they answer at all."""

    def plant(term: SchoolTerm) -> None:
        share = term.dice.uniform(0.15, 0.4)
        for number, act in enumerate(term.consents):
            if act.answered_anonymously and term.dice.random() < share:
                change(term.consents, number, answered_anonymously=what)

    return plant


def _talked_out(term: SchoolTerm) -> None:
    """Of one grade only 25 to 50 of 100 that wanted it join; small grades are filled up to thirty first."""
    grade = term.dice.choice(sorted(term.wanting))
    extra = [Student(f"x{n}", grade, "1") for n in range(max(0, 30 - term.wanting[grade]))]
    term.students += extra
    term.wanting[grade] += len(extra)
    pupils = {row.student for row in term.students if row.grade == grade}
    share = term.dice.uniform(0.25, 0.5)
    term.consents = [act for act in term.consents if act.student not in pupils or term.dice.random() < share]


def _driven_out(term: SchoolTerm) -> None:
    """30 to 60 of 100 of the largest class, and never fewer than five, withdraw within three days."""
    key = max(term.classes, key=lambda key: sum(1 for _ in of_class(term, key)))
    joined = [act.student for _, act in of_class(term, key)]
    many = max(5, int(len(joined) * term.dice.uniform(0.3, 0.6)))
    for pupil in term.dice.sample(joined, min(many, len(joined))):
        at = datetime.combine(DAYS[30], time(18)) + timedelta(hours=term.dice.randrange(48))
        term.consents.append(ConsentAct(pupil, at, "withdraw", "guardian", pupil))


def _always_early(term: SchoolTerm) -> None:
    share = term.dice.uniform(0.15, 0.4)
    for number, row in enumerate(term.sessions):
        if term.dice.random() < share:
            change(term.sessions, number, end=row.planned_end - timedelta(minutes=15), early_reason="教师开会")


def _two_rooms(term: SchoolTerm) -> None:
    """On one to five days an adult stands in the record of two classes for the same hour."""
    hour = [row for row in term.sessions if row.planned_start.hour == 16]
    for one in term.dice.sample(hour, term.dice.randint(1, 5)):
        other = next(row for row in hour if row.date == one.date and row.section != one.section)
        term.adults.append(AdultStay(other.session, f"t{one.section}", "school_teacher", one.start, one.end, True))


def _told(question: str, least: int) -> Callable[[SchoolTerm], None]:
    """In so many sessions of one class, or twice as many, it happened; 70 of 100 who answer about them say so."""

    def plant(term: SchoolTerm) -> None:
        section = term.dice.choice(term.sessions).section
        kept = [row.session for row in term.sessions if row.section == section]
        for session in term.dice.sample(kept, term.dice.randint(least, 2 * least)):
            for _ in range(term.dice.randint(0, 12)):
                said: dict[str, Any] = {question: term.dice.random() < 0.7}
                term.pulse.append(PulseAnswer(session, **said))

    return plant


def _unloved(term: SchoolTerm) -> None:
    term.pulse = [
        PulseAnswer(
            row.session, row.new_lesson, row.unattended, term.dice.choices((1, 2, 3, 4, 5), (24, 30, 26, 14, 6))[0]
        )
        for row in term.pulse
    ]


def _one_domain(term: SchoolTerm) -> None:
    for number, row in enumerate(term.courses):
        row["domains"] = ["体"] if number * 10 < 7 * len(term.courses) else ["美"]


PLANTED: dict[str, Callable[[SchoolTerm], None]] = {
    "whole-class-at-once": _forced_in_class,
    "same-device": _one_tablet,
    "pressed-answers": _felt("pressed"),
    "discouraged-answers": _felt("discouraged"),
    "demand-above-enrolment": _talked_out,
    "withdrawals-clustered": _driven_out,
    "early-end-habit": _always_early,
    "adult-in-two-places": _two_rooms,
    "new-lesson-reported": _told("new_lesson", 5),
    "unattended-reported": _told("unattended", 5),
    "satisfaction-low": _unloved,
    "domains-lopsided": _one_domain,
}
LEAST_CLASS = {"whole-class-at-once": 15}
"""Pupils the law asks of a class before it speaks: a school without such a class is too small to be asked about."""


def false_signs(terms: int, slips: Slips, seed: int = 1) -> dict[str, int]:
    """Of so many honest terms, how many raised each sign."""
    counts = dict.fromkeys(sign_rules(), 0)
    for number in range(terms):
        for name in raised(honest(Random(f"{seed} {number}"), slips)):
            counts[name] += 1
    return counts


def signs_found(name: str, terms: int, seed: int = 2) -> int:
    """Of so many terms with this deed planted among honest slips, how many raised its sign."""
    found, reads = 0, all_rules()[name].needs
    for made in range(terms):
        days = DAYS if "sessions" in reads or "pulse" in reads else ()
        term = honest(Random(f"{seed} {name} {made}"), WITH_SLIPS, days=days)
        if max(map(len, term.classes.values())) < LEAST_CLASS.get(name, 0):
            term.students += [Student(f"y{n}", 1, "9") for n in range(20)]
        PLANTED[name](term)
        found += name in raised(term, (name,))
    return found


def run(terms: int = 1_000, planted: int = 100) -> list[str]:
    """Lines for `make bench`."""
    simulated, slipped = false_signs(terms, AS_SIMULATED), false_signs(terms, WITH_SLIPS)
    lines = [
        f"false signs in {terms:,} honest school-terms (at most {FALSE_PER_100} in 100), found of {planted} planted:"
    ]
    for name in sign_rules():
        found = signs_found(name, planted)
        lines.append(
            f"  {name:24} {simulated[name]:4} as simulated, {slipped[name]:4} with honest slips; "
            f"{found:4} found (at least {FOUND_PER_100 * planted // 100})"
        )
    return lines
