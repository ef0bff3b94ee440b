"""Families are heard in time; who does not want to be known is not known (八.5b)."""

from datetime import date, datetime, time, timedelta

import pytest

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import by_system
from kehou.kernel.clock import LOCAL
from kehou.kernel.models import OutboxMessage
from kehou.org.models import CalendarDay
from kehou.review.actions.answer_complaint import answer_complaint
from kehou.review.actions.complaints import new_receipt
from kehou.review.actions.file_complaint import file_complaint
from kehou.review.facts import complaints
from kehou.review.models import Complaint, Finding
from kehou.review.scanning import scan_term
from tests.make.people import (
    act_of,
    give_role,
    make_account,
    make_guardian,
    make_officer,
    make_pupil,
    make_school,
    term_of,
)
from tests.make.review import complain

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_school()


def test_a_guardian_complains_and_the_school_and_the_district_are_told(school, at):
    child = make_pupil(school)
    office = make_officer("coordinator", school)
    officer = make_account("郝志刚")
    give_role(officer, "district_officer", district=school.district)
    row = complain(make_guardian(child), child, at, about="八.5b")
    assert (row.number, row.state, row.about) == (1, "open", "八.5b")
    told = OutboxMessage.objects.filter(kind="complaint_filed")
    assert {message.account_id for message in told} == {office.pk, officer.pk}
    assert all("收费" not in message.title + message.body for message in told)  # the words stay in the room


def test_it_is_due_on_the_tenth_working_day_of_the_district(school, at):
    child = make_pupil(school)
    CalendarDay.objects.create(district=school.district, date=date(2026, 10, 30), day="off")
    CalendarDay.objects.create(district=school.district, date=date(2026, 11, 7), day="workday", follows="fri")
    row = complain(make_guardian(child), child, at)  # a Wednesday
    assert row.due_on == date(2026, 11, 11)


def test_somebody_elses_child_is_no_door_to_complain_through(school, at):
    child, other = make_pupil(school), make_pupil(school)
    with pytest.raises(NotYours):
        complain(make_guardian(other), child, at)


def test_a_second_tap_is_one_complaint(school, at):
    child = make_pupil(school)
    act, receipt = act_of(make_guardian(child), at, key="one"), new_receipt()
    for _ in range(2):
        file_complaint(act, child_id=child.pk, text="收费标准没有公示", receipt=receipt)
    assert Complaint.objects.count() == 1


def test_refusals_come_in_their_order(school, at):
    child = make_pupil(school)
    guardian = act_of(make_guardian(child), at)
    for given, code in (
        ({"text": " ", "about": "九.9", "receipt": "x"}, "text_missing"),
        ({"text": "没有公示", "about": "九.9", "receipt": "x"}, "unknown_clause"),
        ({"text": "没有公示", "about": "八.5b", "receipt": "x"}, "bad_receipt"),
    ):
        with pytest.raises(Refusal) as refused:
            file_complaint(guardian, child_id=child.pk, **given)
        assert refused.value.code == code


def test_an_answer_reaches_who_signed_and_is_given_once(school, at):
    child = make_pupil(school)
    guardian = make_guardian(child)
    row = complain(guardian, child, at)
    office = act_of(make_officer("coordinator", school), at + timedelta(days=1))
    answer_complaint(office, complaint_id=row.pk, answer="已在校门公示栏公示", upheld=True)
    assert OutboxMessage.objects.filter(kind="complaint_answered", account_id=guardian.pk).count() == 1
    with pytest.raises(Refusal) as refused:
        answer_complaint(office, complaint_id=row.pk, answer="再说一次", upheld=False)
    assert refused.value.code == "complaint_answered"


def test_another_schools_office_cannot_answer(school, at):
    child = make_pupil(school)
    row = complain(make_guardian(child), child, at)
    stranger = make_officer("coordinator", make_school("望山路小学"))
    with pytest.raises(NotYours):
        answer_complaint(act_of(stranger, at), complaint_id=row.pk, answer="没有这回事", upheld=False)


@pytest.mark.clause("三.1")
def test_an_unanswered_complaint_becomes_a_finding_the_day_after_it_was_due(school, at):
    child = make_pupil(school)
    row = complain(make_guardian(child), child, at)
    on_the_day = datetime.combine(row.due_on, time(23), LOCAL)
    scan_term(by_system("test", on_the_day), school.pk)
    assert not Finding.objects.filter(rule="complaint-overdue").exists()
    scan_term(by_system("test", on_the_day + timedelta(days=1)), school.pk)
    assert Finding.objects.get().where == "complaint:1"


def test_one_that_proved_right_is_a_finding_under_its_clause(school, at):
    child = make_pupil(school)
    row = complain(make_guardian(child), child, at, about="附.3")
    answer_complaint(
        act_of(make_officer("principal", school), at), complaint_id=row.pk, answer="已纠正，重新征求意愿", upheld=True
    )
    scan_term(by_system("test", at), school.pk)
    assert Finding.objects.get(rule="complaint-upheld").clause == "附.3"


def test_the_records_tell_neither_words_nor_people(school, at):
    child = make_pupil(school)
    complain(make_guardian(child), child, at, about="附.3")
    (told,) = complaints(school.pk, term_of(school).pk)
    assert (told.id, told.about, told.answered, told.upheld) == ("k0001", "附.3", None, None)
