"""The same rule for a night's record and for one session about to change: it needs its own tables and nothing else."""

from dataclasses import replace

import pytest

from kehou.policy.facts.term import TABLES, TermFacts
from kehou.policy.rule import all_rules
from tests.make.term import adult, facts, junior_plan, params, plan, present, session, window

RECORD_RULES = sorted(name for name, rule in all_rules().items() if "records" in rule.judges)


@pytest.mark.parametrize("name", RECORD_RULES)
def test_a_rule_is_silent_on_empty_tables_with_and_without_a_plan(name):
    rule = all_rules()[name]
    empty = dict.fromkeys(rule.needs, ())
    for given in (
        TermFacts(**empty),
        TermFacts(plan=plan(), **empty),
        TermFacts(plan=plan(windows=(), fees=None), **empty),
    ):
        assert isinstance(rule.applies(given), bool)
        assert list(rule.run(given, params())) == []


@pytest.mark.parametrize("name", RECORD_RULES)
def test_a_rule_asks_only_for_tables_there_are(name):
    assert set(all_rules()[name].needs) <= set(TABLES)


@pytest.mark.clause("附.11")
def test_one_session_without_plan_students_or_sections_is_enough_to_see_a_child_alone():
    one = TermFacts(sessions=(session(),), adults=(adult("16:00", "16:40"),), presence=(present(),))
    assert [problem.where for problem in all_rules()["unattended"].run(one, params())] == ["sessions.csv:n1"]


# What may apply to a school decides what can stand in "not judged" (rulebook §1).


@pytest.mark.parametrize(
    ("rule", "the_plan", "applies"),
    [
        ("written-homework-given", plan(), True),
        ("workday-not-served", plan(), True),
        ("self-study-short", plan(), True),
        ("self-study-short", plan(school=replace(plan().school, stages=("senior",))), False),
        ("workday-not-served", plan(school=replace(plan().school, stages=("senior",))), False),
        ("homework-not-held", plan(school=replace(plan().school, stages=("senior",))), True),
        ("written-homework-given", junior_plan(), False),
        ("drilling-held", junior_plan(), True),
        ("evening-ran-late", plan(), False),
        ("evening-ran-late", junior_plan(), True),
        ("evening-ran-late", junior_plan(boarding="all"), False),
        ("evening-ran-late", junior_plan(windows=(window(grades=(7, 8)),)), False),
        ("evening-ran-late", junior_plan(windows=(window(kind="evening", grades=(10, 11)),)), False),
        ("session-outside-plan", plan(windows=()), False),
        ("homework-not-held", plan(windows=()), False),
        ("demand-above-enrolment", plan(survey=None), False),
        ("published-late", plan(publication=None), False),
        ("provider-not-in-force", plan(staff=()), False),
        ("bill-over-standard", plan(fees=None), False),
        ("term-cap-exceeded", plan(fees=None), False),
        ("waived-pupil-charged", plan(fees=None), False),
        ("fund-source-unplanned", plan(fees=None), False),
        ("no-filed-plan", plan(windows=(), survey=None, fees=None), True),
    ],
)
def test_what_does_not_concern_a_school_or_has_no_part_in_its_plan_does_not_apply(rule, the_plan, applies):
    assert all_rules()[rule].applies(facts(the_plan)) is applies
