"""A safety note: the family writes it, the adult in charge that day reads it, nobody else does (guarantees §4)."""

import pytest
from django.db import connection

from kehou.day.actions.write_safety_note import write_safety_note
from kehou.day.models import SafetyNote
from kehou.day.queries.safety import safety_note, safety_notes
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.models import AuditEvent, OutboxMessage
from tests.make.day import make_afternoon, moment
from tests.make.people import act_of, make_guardian, make_officer, make_staff

pytestmark = pytest.mark.django_db
NOTE = "花生过敏，书包外袋有药"


@pytest.fixture
def afternoon():
    return make_afternoon()


def _write(afternoon, text=NOTE, *, by=0):
    act = act_of(afternoon.guardians[by], moment(8))
    return write_safety_note(act, child_id=afternoon.children[by].pk, text=text)


def _read(afternoon, account, at=None):
    return safety_notes(act_of(account, at or moment(16)), session_id=afternoon.session.pk)


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
