"""Whoever has the whole database cannot tell at which minute a tip was dropped, nor by whom (八.5b)."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kehou.ground.refusal import Refusal
from kehou.jobs import empty_letter_boxes
from kehou.kernel.act import by_public
from kehou.kernel.clock import LOCAL
from kehou.kernel.models import AuditEvent, OutboxMessage
from kehou.review.actions.complaints import new_receipt
from kehou.review.actions.drop_tip import drop_tip
from kehou.review.models import Complaint, Tip
from tests.make.people import act_of, make_account, make_guardian, make_officer, make_pupil, make_school
from tests.make.review import complain
from tests.stored import MINUTE, every_row

pytestmark = [pytest.mark.django_db, pytest.mark.clause("八.5b")]
WORDS = "五点就没有老师了"


@pytest.fixture
def school():
    return make_school()


@pytest.fixture
def dropped(at):
    return at.replace(minute=31, second=7, microsecond=123_456)


def drop(school, at, text=WORDS, receipt=None):
    drop_tip(by_public(at), school_id=school.pk, text=text, receipt=receipt or new_receipt(), about="附.11", origin=1)


def betraying(rows: Counter[str]) -> list[str]:
    return [row for row in rows if MINUTE.search(row)]


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_no_table_keeps_the_minute_in_which_a_signed_in_guardian_dropped_a_tip(school, dropped, monkeypatch):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: dropped)
    make_officer("coordinator", school)
    client = Client()
    client.force_login(make_guardian(make_pupil(school)))
    url = reverse("public:speak", args=[school.code])
    receipt, before = client.get(url).context["form"]["receipt"].value(), every_row()
    answer = client.post(url, {"receipt": receipt, "text": WORDS, "about": "附.11", "act_key": "form-1"})
    written = every_row() - before
    assert answer.status_code == 200 and Tip.objects.exists()
    assert {row.partition(":")[0] for row in written} == {"review_tip", "review_tiptally"}
    assert not betraying(written)
    assert not [row for row in written if receipt in row or WORDS in row]


def test_the_search_sees_the_minute_of_a_deed_that_has_a_name(school, dropped):
    """Negative control."""
    child = make_pupil(school)
    guardian, before = make_guardian(child), every_row()
    complain(guardian, child, dropped)
    assert len(betraying(every_row() - before)) >= 2


def test_by_night_the_tips_of_a_day_become_complaints_at_once_and_the_office_hears_once(school, dropped):
    child, office = make_pupil(school), make_officer("coordinator", school)
    guardian = make_guardian(child)
    drop(school, dropped, "先说的这一件")
    complain(guardian, child, dropped + timedelta(minutes=1))
    drop(school, dropped + timedelta(minutes=2), "后说的这一件")
    assert empty_letter_boxes.run(dropped.replace(hour=23)) == 0, "not on the day itself: its hour would be known"
    night = datetime.combine(dropped.date() + timedelta(days=1), time(0, 4), LOCAL)
    before = every_row()
    assert empty_letter_boxes.run(night) == 2
    rows = Complaint.objects.filter(account=None)
    assert {row.text for row in rows} == {"先说的这一件", "后说的这一件"} and not Tip.objects.exists()
    assert {(row.at, row.due_on) for row in rows} == {
        (datetime.combine(dropped.date(), time(), LOCAL), date(2026, 11, 11))
    }
    assert {row.number for row in rows} == {2, 3}, "after the one that was signed, whenever they were dropped"
    said = OutboxMessage.objects.filter(account_id=office.pk, title__contains="不留姓名")
    assert [(row.created_at, "2 件" in row.title) for row in said] == [(night, True)]
    assert not [row for row in every_row() - before if ":31:07" in row or ":33:07" in row]
    assert empty_letter_boxes.run(night + timedelta(minutes=10)) == 0


def test_the_order_of_complaints_is_not_that_of_the_tips(school, dropped):
    for n in range(12):
        drop(school, dropped + timedelta(minutes=n), f"第 {n:02} 件事情")
    empty_letter_boxes.run(dropped + timedelta(days=1))
    by_number = [row.text for row in Complaint.objects.order_by("number")]
    assert len(by_number) == 12 and by_number != sorted(by_number)


@pytest.mark.parametrize("device", ["", "abc123"])
def test_a_tip_with_an_account_a_device_or_a_key_is_not_taken(school, at, device):
    named = by_public(at, device=device) if device else act_of(make_account(), at)
    for act in (named, by_public(at, key="form-1")):
        with pytest.raises(Refusal) as refused:
            drop_tip(act, school_id=school.pk, text=WORDS, receipt=new_receipt(), origin=1)
        assert refused.value.code == "not_anonymous" and not Tip.objects.exists()


def test_a_second_tap_is_one_tip_also_after_the_night(school, dropped):
    receipt = new_receipt()
    drop(school, dropped, receipt=receipt)
    drop(school, dropped, receipt=receipt)
    assert Tip.objects.count() == 1
    empty_letter_boxes.run(dropped + timedelta(days=1))
    drop(school, dropped + timedelta(days=1), receipt=receipt)
    assert (Tip.objects.count(), Complaint.objects.count()) == (0, 1)


def test_a_form_that_was_handed_in_takes_no_other_words(school, dropped):
    receipt = new_receipt()
    drop(school, dropped, receipt=receipt)
    with pytest.raises(Refusal) as refused:
        drop(school, dropped, "另外一件事情", receipt)
    assert refused.value.code == "receipt_used" and Tip.objects.get().text == WORDS


def test_the_emptying_is_on_record_though_the_dropping_is_not(school, dropped):
    drop(school, dropped)
    assert not AuditEvent.objects.exists()
    empty_letter_boxes.run(dropped + timedelta(days=1))
    event = AuditEvent.objects.get()
    assert (event.deed, event.school_id, event.subject["answer"]) == ("review.empty_letter_box", school.pk, 1)
