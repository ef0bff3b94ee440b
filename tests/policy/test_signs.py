"""Signs speak of groups, rarely falsely, and ask; they name nobody and judge nobody (rulebook §6, level sign)."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random

import pytest

from bench.sign_terms import AS_SIMULATED, DAYS, MINUTE, SchoolTerm, honest
from bench.signs import PACKS, PLANTED, false_signs, raised, sign_rules, signs_found
from kehou.ground.problem import Problem
from kehou.policy.facts.records import AdultStay, ConsentAct, PulseAnswer, Session, Student
from kehou.policy.pack import load_packs
from kehou.policy.rule import all_rules
from kehou.review.judging import PERSONS

VERDICTS = ("违反", "违规", "强制", "强迫", "必须", "不合格", "弄虚作假", "处分", "查处")
LOOKING_INTO = ("向", "逐户", "逐条", "问", "核实", "核对", "了解", "听课", "查", "看")
OPENS = datetime(2026, 8, 28, 9)


def problems(term: SchoolTerm, name: str) -> list[Problem]:
    return list(all_rules()[name].run(term.facts(), load_packs(PACKS).params(DAYS[0])))


def planted(name: str, seed: str = "planted") -> SchoolTerm:
    """A term in which the sign is raised."""
    for number in range(20):
        term = honest(Random(f"{seed} {name} {number}"), days=DAYS[:40])
        PLANTED[name](term)
        if raised(term, (name,)):
            return term
    raise AssertionError(f"twenty times {name} was planted and never seen")


def small(size: int) -> SchoolTerm:
    """One class of so many, all told to join on one tablet, all saying so, all gone within a day, nobody content."""
    term = SchoolTerm(Random(1), wanting={2: size})
    for n in range(size):
        pupil, at = f"s{n}", OPENS + timedelta(seconds=n)
        term.students.append(Student(pupil, 2, "1"))
        felt = "pressed" if n % 2 else "discouraged"
        term.consents.append(ConsentAct(pupil, at, "join", "guardian", "tablet", answered_anonymously=felt))
        term.consents.append(ConsentAct(pupil, at + timedelta(days=3), "withdraw", "guardian", "tablet"))
        term.pulse.append(PulseAnswer("n1", True, True, 1))
    starts = datetime.combine(DAYS[0], time(16, 10))
    for n in range(size):
        ends = starts + 60 * MINUTE
        early = ends - 30 * MINUTE
        term.sessions.append(Session(f"n{n}", "s", DAYS[0], starts, ends, starts, early, early_reason="开会"))
        term.adults.append(AdultStay(f"n{n}", f"t{n}", "school_teacher", starts, early, True))
    return term


def test_every_sign_has_its_deed() -> None:
    assert set(PLANTED) == set(sign_rules())


def test_honest_school_terms_raise_no_sign() -> None:
    assert sum(false_signs(20, AS_SIMULATED, seed=11).values()) == 0


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_of_ten_planted_deeds_nine_raise_their_sign(name: str) -> None:
    """The bench asks a hundred of each; ten are enough to see a rule that has gone blind."""
    assert signs_found(name, 10, seed=12) >= 9


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_a_sign_asks_somebody_to_look_and_judges_nobody(name: str) -> None:
    for problem in problems(planted(name), name):
        assert problem.satisfied_by.startswith(LOOKING_INTO), problem.satisfied_by
        assert not [word for word in VERDICTS if word in problem.says + problem.satisfied_by.split("；")[0]]


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_no_sentence_of_a_sign_names_a_child_an_adult_or_a_device(name: str) -> None:
    term = planted(name)
    named = {row.student for row in term.students} | {act.device for act in term.consents if act.device}
    named |= {row.adult for row in term.adults}
    for problem in problems(term, name):
        words = problem.says + problem.subject + problem.satisfied_by
        assert not [one for one in named if one in words]
        kept = {key: value for key, value in problem.evidence.items() if key not in PERSONS}
        assert not [one for one in named if f"'{one}'" in repr(kept)], kept


@pytest.mark.parametrize("size", [1, 2, 4])
def test_of_fewer_than_five_nothing_is_said_whatever_was_done(size: int) -> None:
    """A sign about so few would point at a child or a family. Adults in two rooms are asked of records, not of people."""
    assert raised(small(size)) == set()


def test_of_thirty_the_same_deeds_raise_every_sign_about_them() -> None:
    assert raised(small(30)) == set(sign_rules()) - {"adult-in-two-places", "domains-lopsided"}


def test_a_sign_needs_its_whole_group() -> None:
    """One pupil of a class that never joined, and the class was not made to (附.3)."""
    term = small(30)
    assert "whole-class-at-once" in raised(term, ("whole-class-at-once",))
    term.students.append(replace(term.students[0], student="ill"))
    assert not raised(term, ("whole-class-at-once",))
