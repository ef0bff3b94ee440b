"""A finding is answered by the school and closed, or sent back, by the district."""

from datetime import date, timedelta

import pytest

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.models import OutboxMessage
from kehou.review.actions.answer_finding import answer_finding
from kehou.review.actions.close_finding import close_finding
from kehou.review.actions.evaluate_school import evaluate_school
from kehou.review.actions.send_back_finding import send_back_finding
from kehou.review.facts import evaluation
from kehou.review.models import Finding
from tests.make.people import act_of, give_role, make_account, make_district, make_officer, make_school, term_of
from tests.make.review import make_finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding(at):
    return make_finding(make_school(), at)


@pytest.fixture
def office(finding, at):
    return act_of(make_officer("coordinator", finding.school), at)


@pytest.fixture
def officer(finding, at):
    account = make_account("郝志刚")
    give_role(account, "district_officer", district=finding.district)
    return act_of(account, at)


def test_the_school_answers_and_the_district_closes(finding, office, officer):
    answer_finding(office, finding_id=finding.pk, answer="当天停电，已通知家长，补写了原因")
    close_finding(officer, finding_id=finding.pk)
    row = Finding.objects.get()
    assert (row.state, row.answered_at, row.closed_at, row.closed_by_id) == (
        "closed", office.at, officer.at, officer.account_id,
    )  # fmt: skip


def test_an_answer_that_is_not_enough_goes_back_with_a_reason_and_new_time(finding, office, officer):
    answer_finding(office, finding_id=finding.pk, answer="知道了，会注意")
    with pytest.raises(Refusal) as refused:
        send_back_finding(officer, finding_id=finding.pk, reason=" ")
    assert refused.value.code == "reason_missing"
    send_back_finding(officer, finding_id=finding.pk, reason="没有写那天孩子去了哪里")
    row = Finding.objects.get()
    assert (row.state, row.sent_back, row.due_on) == ("open", "没有写那天孩子去了哪里", date(2026, 11, 4))
    assert OutboxMessage.objects.filter(kind="finding_sent_back", account_id=office.account_id).exists()


def test_nothing_is_closed_that_nobody_answered_unless_its_fact_is_gone(finding, officer, at):
    with pytest.raises(Refusal) as refused:
        close_finding(officer, finding_id=finding.pk)
    assert refused.value.code == "not_answered"
    Finding.objects.update(gone_at=at)
    close_finding(officer, finding_id=finding.pk)
    assert Finding.objects.get().state == "closed"


def test_a_closed_finding_takes_no_answer(finding, office, officer):
    answer_finding(office, finding_id=finding.pk, answer="当天停电，补写了原因")
    close_finding(officer, finding_id=finding.pk)
    with pytest.raises(Refusal) as refused:
        answer_finding(office, finding_id=finding.pk, answer="再说一句")
    assert refused.value.code == "finding_closed"


def test_a_school_does_not_close_its_own_findings_nor_does_another_district(finding, office, at):
    with pytest.raises(NotYours):
        close_finding(office, finding_id=finding.pk)
    stranger = make_account("别区")
    give_role(stranger, "district_officer", district=make_district("150304", "乌达区"))
    with pytest.raises(NotYours):
        close_finding(act_of(stranger, at), finding_id=finding.pk)


def test_another_school_does_not_answer_for_it(finding, at):
    stranger = act_of(make_officer("coordinator", make_school("望山路小学")), at)
    with pytest.raises(NotYours):
        answer_finding(stranger, finding_id=finding.pk, answer="当天停电")


@pytest.mark.clause("八.2b")
def test_the_districts_evaluation_is_a_fact_that_says_for_whom_it_counts(finding, officer, office):
    term = term_of(finding.school)
    with pytest.raises(NotYours):
        evaluate_school(office, school_id=finding.school_id, term_id=term.pk, score=100)
    evaluate_school(officer, school_id=finding.school_id, term_id=term.pk, score=86, basis="school")
    evaluate_school(officer, school_id=finding.school_id, term_id=term.pk, score=88)
    (told,) = evaluation(finding.school_id, term.pk)
    assert (told.term, told.score, told.basis) == (term.key, 88, "both")


def test_answering_again_before_the_district_has_read_replaces_the_answer(finding, office, at):
    answer_finding(office, finding_id=finding.pk, answer="知道了，会注意")
    later = act_of(make_officer("principal", finding.school), at + timedelta(hours=1))
    answer_finding(later, finding_id=finding.pk, answer="当天停电，补写了原因")
    assert Finding.objects.get().answer == "当天停电，补写了原因"
