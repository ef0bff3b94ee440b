"""A volunteer without an account is signed in by the adult beside them, and the record says by whom (五.3, 附.11)."""

import pytest

from kehou.day.actions.hand_over_duty import hand_over_duty
from kehou.day.actions.sign_in_adult import sign_in_adult
from kehou.day.actions.sign_out_adult import sign_out_adult
from kehou.day.models import Duty
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.models import OutboxMessage
from tests.make.day import WEDNESDAY, make_afternoon, moment, put_on_roster
from tests.make.people import act_of, make_officer, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.clause("五.3")]
DAY_ONE = WEDNESDAY.replace(day=1)


@pytest.fixture
def afternoon():
    return make_afternoon()


@pytest.fixture
def volunteer(afternoon):
    person = make_staff(
        afternoon.school, "陈静", role="volunteer", account=False, cleared_on=DAY_ONE, cleared_until=WEDNESDAY
    )
    duty = put_on_roster(afternoon.session, person)
    Duty.objects.filter(pk=duty.pk).update(main=False)
    return person


def _in(afternoon, staff, by, at=None):
    return sign_in_adult(act_of(by, at or moment(16, 6)), session_id=afternoon.session.pk, staff_id=staff.pk)


def test_the_main_adult_who_is_there_signs_the_volunteer_in_and_out(afternoon, volunteer):
    own = afternoon.teacher.account
    with pytest.raises(NotYours):
        _in(afternoon, volunteer, own)
    afternoon.sign_in()
    duty = Duty.objects.get(pk=_in(afternoon, volunteer, own))
    assert duty.in_at == moment(16, 6) and duty.in_by_id == own.pk
    sign_out_adult(act_of(own, moment(16, 50)), session_id=afternoon.session.pk, staff_id=volunteer.pk)
    duty.refresh_from_db()
    assert duty.out_at == moment(16, 50) and duty.out_by_id == own.pk
    assert Duty.objects.get(staff=afternoon.teacher).in_by_id is None


def test_the_duty_leader_does_it_too(afternoon, volunteer):
    leader = make_officer("duty_leader", afternoon.school)
    assert Duty.objects.get(pk=_in(afternoon, volunteer, leader)).in_by_id == leader.pk


def test_nobody_signs_in_a_colleague_who_can_do_it_themselves(afternoon):
    colleague = make_staff(afternoon.school, "赵鹏")
    put_on_roster(afternoon.session, colleague)
    afternoon.sign_in()
    with pytest.raises(NotYours):
        _in(afternoon, colleague, afternoon.teacher.account)


def test_somebody_who_only_helps_signs_nobody_in(afternoon, volunteer):
    helper = make_staff(afternoon.school, "赵鹏")
    duty = put_on_roster(afternoon.session, helper)
    Duty.objects.filter(pk=duty.pk).update(main=False, in_at=moment(16))
    with pytest.raises(NotYours):
        _in(afternoon, volunteer, helper.account)


def test_without_a_live_clearance_no_name_helps(afternoon, volunteer):
    volunteer.cleared_until = DAY_ONE
    volunteer.save()
    afternoon.sign_in()
    with pytest.raises(Refusal) as refused:
        _in(afternoon, volunteer, afternoon.teacher.account)
    assert refused.value.code == "not_cleared"


@pytest.mark.clause("附.11")
def test_whoever_gets_the_children_is_told_at_once(afternoon):
    coach = make_staff(afternoon.school, "赵鹏", role="volunteer", cleared_on=DAY_ONE, cleared_until=WEDNESDAY)
    afternoon.sign_in()
    hand_over_duty(afternoon.teacher_at(moment(16, 30)), **afternoon.ids, to_staff_id=coach.pk)
    letter = OutboxMessage.objects.get(kind="took_over_session")
    assert letter.account_id == coach.account_id and letter.urgent
    taken = Duty.objects.get(staff=coach)
    assert (
        taken.in_by_id == afternoon.teacher.account_id and Duty.objects.get(staff=afternoon.teacher).out_by_id is None
    )
