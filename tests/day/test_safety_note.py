"""A safety note: the family writes it, the adult in charge that day reads it, nobody else does (guarantees §4)."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection

from kehou.day.actions.open_safety_notes import open_safety_notes
from kehou.day.actions.write_safety_note import write_safety_note
from kehou.day.models import SafetyNote
from kehou.day.queries.safety import readings, safety_note, safety_notes
from kehou.ground.refusal import NotYours, Refusal
from kehou.jobs import forget_what_ended
from kehou.kernel.clock import LOCAL
from kehou.kernel.models import AuditEvent, OutboxMessage
from tests.make.day import make_afternoon, moment
from tests.make.people import act_of, make_guardian, make_officer, make_staff, term_of

pytestmark = pytest.mark.django_db
NOTE = "花生过敏，书包外袋有药"


@pytest.fixture
def afternoon():
    return make_afternoon()


def _write(afternoon, text=NOTE, *, by=0):
    act = act_of(afternoon.guardians[by], moment(8))
    return write_safety_note(act, child_id=afternoon.children[by].pk, text=text)


def _read(afternoon, account, at=None):
    act = act_of(account, at or moment(16))
    open_safety_notes(act, session_id=afternoon.session.pk, child_ids=[child.pk for child in afternoon.children])
    return safety_notes(act, session_id=afternoon.session.pk).said


@pytest.mark.invariant("I16")
def test_only_the_adult_in_charge_that_day_reads_it(afternoon):
    _write(afternoon)
    assert _read(afternoon, afternoon.teacher.account) == {afternoon.children[0].pk: NOTE}
    others = [make_officer(role, afternoon.school) for role in ("gate", "coordinator", "principal", "duty_leader")]
    for account in (*others, make_staff(afternoon.school, "赵鹏").account, afternoon.guardians[0]):
        with pytest.raises(NotYours):
            _read(afternoon, account)
    assert _read(afternoon, afternoon.teacher.account, moment(16, on=moment(16).date().replace(day=29))) == {}


@pytest.mark.invariant("I16")
def test_another_family_neither_reads_nor_writes_it(afternoon):
    _write(afternoon)
    stranger = act_of(afternoon.guardians[1], moment(9))
    for deed in (safety_note, write_safety_note):
        with pytest.raises(NotYours):
            deed(stranger, child_id=afternoon.children[0].pk, **({"text": "没有"} if deed is write_safety_note else {}))


@pytest.mark.invariant("I20")
def test_neither_the_table_nor_the_audit_nor_a_message_shows_its_words(afternoon):
    make_guardian(afternoon.children[0], "周磊")
    _write(afternoon)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM day_safetynote")
        assert "花生" not in cursor.fetchone()[0]
    event = AuditEvent.objects.get(deed__contains="write_safety_note")
    assert NOTE not in str(vars(event))
    letter = OutboxMessage.objects.get()
    assert "改了" in letter.title and "花生" not in letter.title + letter.body


def test_a_new_note_takes_the_place_of_the_old_whose_words_are_gone(afternoon):
    first = _write(afternoon)
    assert _write(afternoon) == first
    _write(afternoon, "上下楼要人扶")
    act = act_of(afternoon.guardians[0], moment(9))
    assert safety_note(act, child_id=afternoon.children[0].pk) == "上下楼要人扶"
    assert SafetyNote.objects.get(pk=first).text == ""
    assert _write(afternoon, " ") is None
    assert safety_note(act, child_id=afternoon.children[0].pk) == ""
    assert not SafetyNote.objects.exclude(text="").exists()


def test_what_a_teacher_cannot_take_in_at_a_glance_is_refused(afternoon):
    with pytest.raises(Refusal) as refused:
        _write(afternoon, "长" * 101)
    assert refused.value.code == "note_too_long" and "text" in refused.value.fields


@pytest.mark.invariant("I19")
def test_no_note_is_shown_before_its_reading_is_on_record(afternoon):
    _write(afternoon)
    act = act_of(afternoon.teacher.account, moment(16))
    first = safety_notes(act, session_id=afternoon.session.pk)
    assert (first.said, first.sealed) == ({}, {afternoon.children[0].pk})
    open_safety_notes(act, session_id=afternoon.session.pk, child_ids=[afternoon.children[1].pk])
    assert safety_notes(act, session_id=afternoon.session.pk).said == {}, "another child's was opened"
    open_safety_notes(act, session_id=afternoon.session.pk, child_ids=[afternoon.children[0].pk])
    then = safety_notes(act, session_id=afternoon.session.pk)
    assert (then.said, then.sealed) == ({afternoon.children[0].pk: NOTE}, frozenset())
    event = AuditEvent.objects.filter(deed="day.open_safety_notes").latest("pk")
    assert event.actor_id == afternoon.teacher.account_id and NOTE not in str(event.subject)


@pytest.mark.invariant("I19")
def test_the_guardian_sees_who_read_it_and_when_and_another_family_does_not(afternoon):
    _write(afternoon)
    for minute in (0, 20):
        _read(afternoon, afternoon.teacher.account, moment(16, minute))
    guardian = act_of(afternoon.guardians[0], moment(18))
    (reading,) = readings(guardian, child_id=afternoon.children[0].pk)
    assert (reading.name, reading.at) == (afternoon.teacher.account.name, moment(16))
    _write(afternoon, "上下楼要人扶")
    _read(afternoon, afternoon.teacher.account, moment(16, 30))
    assert [row.at for row in readings(guardian, child_id=afternoon.children[0].pk)] == [moment(16, 30), moment(16)]
    with pytest.raises(NotYours):
        readings(act_of(afternoon.guardians[1], moment(18)), child_id=afternoon.children[0].pk)


def _after_term(afternoon, days: int) -> datetime:
    return datetime.combine(term_of(afternoon.school).last_day, time(1), LOCAL) + timedelta(days=days)


@pytest.mark.invariant("I18")
def test_its_words_are_erased_thirty_days_after_the_term_and_the_guardians_hear_it(afternoon):
    note = _write(afternoon)
    assert forget_what_ended.run(_after_term(afternoon, 30)) == 0
    assert forget_what_ended.run(_after_term(afternoon, 32)) == 1
    row = SafetyNote.objects.get(pk=note)
    assert (row.text, row.ended_at) == ("", _after_term(afternoon, 32))
    letter = OutboxMessage.objects.get(account_id=afternoon.guardians[0].pk)
    assert "已删掉" in letter.title and "花生" not in letter.title + letter.body
    assert forget_what_ended.run(_after_term(afternoon, 33)) == 0


@pytest.mark.invariant("I18")
def test_within_a_term_no_note_disappears_and_one_for_the_next_term_stays(afternoon):
    old = term_of(afternoon.school)
    _write(afternoon)
    break_at = _after_term(afternoon, 20)
    write_safety_note(act_of(afternoon.guardians[1], break_at), child_id=afternoon.children[1].pk, text="哮喘")
    type(old).objects.create(
        district=old.district, key="next", name="下学期", first_day=old.last_day + timedelta(days=35),
        last_day=old.last_day + timedelta(days=150),
    )  # fmt: skip
    forget_what_ended.run(_after_term(afternoon, 36))
    assert SafetyNote.objects.exclude(text="").count() == 2, "a term is running: it would be missing at the roll"
    forget_what_ended.run(_after_term(afternoon, 32))
    assert [row.text for row in SafetyNote.objects.exclude(text="")] == ["哮喘"]
    forget_what_ended.run(_after_term(afternoon, 60))
    assert SafetyNote.objects.exclude(text="").exists()


@pytest.mark.invariant("I18")
def test_the_note_of_a_child_who_left_goes_within_the_term(afternoon):
    _write(afternoon)
    child = afternoon.children[0]
    child.left_on = moment(9).date()
    child.save(update_fields=["left_on"])
    assert forget_what_ended.run(moment(9) + timedelta(days=29)) == 0
    assert forget_what_ended.run(moment(9) + timedelta(days=31)) == 1
    assert not SafetyNote.objects.exclude(text="").exists()
