"""Pledges, complaints, the district's evaluation (rulebook §6)."""

from datetime import date, datetime

import pytest

from kehou.policy.facts.records import Complaint, Declaration, Evaluation
from tests.make.term import adult, facts, not_held, problems, session, wheres

KINDS = [("pledge-missing", "no_paid_tutoring"), ("new-lesson-pledge-missing", "no_new_lesson")]


def duty(declarations, *, adults=None, sessions=None):
    sessions = sessions or [session(), session("n2", day="2026-09-08")]
    adults = adults or [adult(), adult(session="n2", day="2026-09-08")]
    return facts(sessions=sessions, adults=adults, declarations=declarations)


@pytest.mark.clause("附.12")
@pytest.mark.clause("附.6")
@pytest.mark.parametrize(("rule", "kind"), KINDS)
@pytest.mark.parametrize(
    ("signed", "fires"),
    [(date(2026, 8, 30), False), (date(2026, 9, 8), False), (date(2026, 9, 9), True), (None, True)],
)
def test_a_teacher_signs_at_the_latest_on_the_day_of_the_last_session_kept(rule, kind, signed, fires):
    assert wheres(rule, duty([Declaration("t1", kind, signed)])) == (["adults.csv"] if fires else [])


@pytest.mark.clause("附.12")
@pytest.mark.parametrize(("rule", "kind"), KINDS)
def test_the_other_pledge_and_somebody_elses_do_not_count(rule, kind):
    other = next(other for _, other in KINDS if other != kind)
    assert problems(rule, duty([Declaration("t1", other, date(2026, 8, 30))]))
    assert problems(rule, duty([Declaration("t2", kind, date(2026, 8, 30))]))
    assert len(problems(rule, duty([]))) == 1
    twice = [Declaration("t1", kind, date(2026, 12, 1)), Declaration("t1", kind, date(2026, 8, 30))]
    assert not problems(rule, duty(twice))


@pytest.mark.clause("附.12")
@pytest.mark.parametrize(("rule", "kind"), KINDS)
def test_outside_people_and_who_kept_nothing_sign_nothing(rule, kind):
    assert not problems(rule, duty([], adults=[adult(role="volunteer")]))
    assert not problems(rule, duty([], adults=[adult("", "")]))
    assert not problems(rule, duty([], sessions=[not_held(reason="停电")], adults=[adult()]))
    only_first_kept = [adult(), adult("", "", session="n2")]
    late = [Declaration("t1", kind, date(2026, 9, 8))]
    assert problems(rule, duty(late, adults=only_first_kept))


def complaint(**changes) -> Complaint:
    return Complaint("w1", datetime(2026, 9, 7, 20, 0), source="complaints.csv:2", **changes)


@pytest.mark.clause("附.12")
@pytest.mark.parametrize(("upheld", "fires"), [(True, True), (False, False), (None, False)])
def test_an_upheld_complaint_is_a_finding_under_the_clause_it_is_about(upheld, fires):
    found = problems("complaint-upheld", facts(complaints=[complaint(about="附.12", upheld=upheld)]))
    assert [(problem.where, problem.variant) for problem in found] == ([("complaints.csv:2", "附.12")] if fires else [])


@pytest.mark.clause("三.1")
def test_an_upheld_complaint_about_nothing_named_is_a_worry_of_families():
    (found,) = problems("complaint-upheld", facts(complaints=[complaint(upheld=True)]))
    assert found.variant == "三.1"


DUE = date(2026, 9, 17)


@pytest.mark.clause("三.1")
@pytest.mark.parametrize(
    ("answered", "as_of", "fires"),
    [
        (date(2026, 9, 17), None, False),
        (date(2026, 9, 18), None, True),
        (None, date(2026, 9, 17), False),
        (None, date(2026, 9, 18), True),
        (date(2026, 9, 16), date(2026, 12, 1), False),
    ],
)
def test_a_complaint_is_answered_by_the_day_it_is_due(answered, as_of, fires):
    given = facts(complaints=[complaint(due=DUE, answered=answered)], as_of=as_of)
    assert wheres("complaint-overdue", given) == (["complaints.csv:2"] if fires else [])


@pytest.mark.clause("三.1")
def test_today_is_the_last_session_or_without_sessions_the_last_complaint():
    waiting = complaint(due=DUE)
    on_the_day, after = session(day="2026-09-17"), session("n2", day="2026-09-18")
    assert not problems("complaint-overdue", facts(complaints=[waiting], sessions=[on_the_day]))
    assert problems("complaint-overdue", facts(complaints=[waiting], sessions=[on_the_day, after]))
    later = Complaint("w2", datetime(2026, 9, 18, 8, 0), source="complaints.csv:3")
    assert not problems("complaint-overdue", facts(complaints=[waiting]))
    assert problems("complaint-overdue", facts(complaints=[waiting, later], sessions=[]))


@pytest.mark.clause("三.1")
def test_a_complaint_without_a_date_to_answer_is_never_overdue():
    assert not problems("complaint-overdue", facts(complaints=[complaint()], as_of=date(2030, 1, 1)))


@pytest.mark.clause("八.2b")
@pytest.mark.parametrize(
    ("term", "basis", "fires"),
    [
        ("2026-autumn", "both", False),
        ("2026-autumn", "school", True),
        ("2026-autumn", "principal", True),
        ("2026-autumn", "", True),
        ("2026-spring", "school", False),
    ],
)
def test_this_terms_evaluation_counts_for_school_and_head(term, basis, fires):
    given = facts(evaluation=[Evaluation(term, basis=basis, source="evaluation.csv:2")])
    assert wheres("evaluation-not-used", given) == (["evaluation.csv:2"] if fires else [])
