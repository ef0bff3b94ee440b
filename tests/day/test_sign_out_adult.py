"""Nobody leaves children alone by signing out."""

import pytest

from kehou.day.actions.hand_over import hand_over
from kehou.day.actions.hand_over_duty import hand_over_duty
from kehou.day.actions.move_on import move_on
from kehou.day.actions.send_adult import send_adult
from kehou.day.actions.sign_in_adult import sign_in_adult
from kehou.day.actions.sign_out_adult import sign_out_adult
from kehou.day.models import Duty, Session
from kehou.ground.refusal import NotYours, Refusal
from kehou.people.models import Guardianship
from tests.make.day import Afternoon, follow_up, make_afternoon, moment, put_on_roster
from tests.make.people import act_of, make_officer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def afternoon() -> Afternoon:
    found = make_afternoon()
    found.sign_in()
    found.call_roll()
    return found


@pytest.mark.clause("附.11")
@pytest.mark.invariant("I9")
def test_last_adult_cannot_sign_out_while_a_child_is_present(afternoon: Afternoon) -> None:
    with pytest.raises(Refusal) as refused:
        sign_out_adult(afternoon.teacher_at(moment(17, 10)), **afternoon.ids)
    assert refused.value.code == "last_adult_on_duty"
    assert refused.value.clause == "附.11"
    assert refused.value.says == "还有 3 名学生未离开，您是在场的最后一位老师。请先交接给另一位老师，再签退。"
    assert Duty.objects.get(session=afternoon.session).out_at is None


def test_an_adult_may_leave_when_another_stays(afternoon: Afternoon) -> None:
    other = make_staff(afternoon.school, "图雅")
    put_on_roster(afternoon.session, other)
    sign_in_adult(act_of(other.account, moment(16, 30)), session_id=afternoon.session.pk, staff_id=other.pk)
    sign_out_adult(afternoon.teacher_at(moment(16, 31)), **afternoon.ids)
    assert Duty.objects.get(session=afternoon.session, staff=afternoon.teacher).out_at == moment(16, 31)


def test_an_adult_who_was_only_sent_does_not_count_yet(afternoon: Afternoon) -> None:
    other = make_staff(afternoon.school, "图雅")
    put_on_roster(afternoon.session, other)
    with pytest.raises(Refusal, match="last_adult_on_duty"):
        sign_out_adult(afternoon.teacher_at(moment(16, 31)), **afternoon.ids)


def test_an_adult_on_a_screen_does_not_count(afternoon: Afternoon) -> None:
    other = make_staff(afternoon.school, "图雅")
    duty = put_on_roster(afternoon.session, other)
    Duty.objects.filter(pk=duty.pk).update(remote=True, in_at=moment(16, 10))
    with pytest.raises(Refusal, match="last_adult_on_duty"):
        sign_out_adult(afternoon.teacher_at(moment(16, 31)), **afternoon.ids)


def test_when_all_children_have_gone_the_last_adult_leaves_and_the_session_ends(afternoon: Afternoon) -> None:
    for child in afternoon.children:
        tie = Guardianship.objects.get(pupil=child)
        act = afternoon.teacher_at(moment(17, 12))
        hand_over(act, session_id=afternoon.session.pk, child_id=child.pk, guardianship_id=tie.pk)
    sign_out_adult(afternoon.teacher_at(moment(17, 15)), **afternoon.ids)
    session = Session.objects.get(pk=afternoon.session.pk)
    assert (session.state, session.ended_at) == ("ended", moment(17, 15))


@pytest.mark.clause("附.5")
def test_leaving_early_with_nobody_there_is_recorded_as_it_was(afternoon: Afternoon) -> None:
    for child in afternoon.children:
        tie = Guardianship.objects.get(pupil=child)
        act = afternoon.teacher_at(moment(16, 40))
        hand_over(act, session_id=afternoon.session.pk, child_id=child.pk, guardianship_id=tie.pk)
    sign_out_adult(afternoon.teacher_at(moment(16, 41)), **afternoon.ids)
    session = Session.objects.get(pk=afternoon.session.pk)
    assert (session.ended_at, session.early_reason) == (moment(16, 41), "")


@pytest.mark.clause("附.11")
def test_children_on_the_way_are_in_the_charge_of_whom_they_left_until_somebody_awaits_them(
    afternoon: Afternoon,
) -> None:
    following = follow_up(afternoon)
    move_on(afternoon.teacher_at(moment(17, 10)), session_id=afternoon.session.pk)
    with pytest.raises(Refusal) as refused:
        sign_out_adult(afternoon.teacher_at(moment(17, 11)), **afternoon.ids)
    assert refused.value.says.startswith("还有 3 名学生在去下一个班的路上，那边还没有老师签到")
    following.sign_in(moment(17, 12))
    sign_out_adult(afternoon.teacher_at(moment(17, 12)), **afternoon.ids)


@pytest.mark.clause("附.11")
@pytest.mark.invariant("I9")
def test_whoever_awaits_children_on_the_way_stays_while_those_who_sent_them_are_gone(afternoon: Afternoon) -> None:
    following = follow_up(afternoon)
    move_on(afternoon.teacher_at(moment(17, 10)), session_id=afternoon.session.pk)
    following.sign_in(moment(17, 11))
    sign_out_adult(
        following.teacher_at(moment(17, 12)), **following.ids
    )  # the wrong room: the first one is still there
    following.sign_in(moment(17, 13))
    sign_out_adult(afternoon.teacher_at(moment(17, 13)), **afternoon.ids)
    with pytest.raises(Refusal) as refused:
        sign_out_adult(following.teacher_at(moment(17, 14)), **following.ids)
    assert (refused.value.code, refused.value.clause) == ("last_adult_on_duty", "附.11")
    assert refused.value.says.startswith("有 3 名学生正往这个班来，您是等他们的最后一位老师")


def test_duty_is_handed_over_without_a_moment_between(afternoon: Afternoon) -> None:
    leader = make_officer("duty_leader", afternoon.school)
    helper = make_staff(afternoon.school, "志愿者甲", "volunteer", account=False, cleared_until=moment(0).date())
    hand_over_duty(act_of(leader, moment(16, 40)), **afternoon.ids, to_staff_id=helper.pk)
    left = Duty.objects.get(session=afternoon.session, staff=afternoon.teacher)
    came = Duty.objects.get(session=afternoon.session, staff=helper)
    assert left.out_at == came.in_at == moment(16, 40)


def test_nobody_signs_another_adult_out(afternoon: Afternoon) -> None:
    other = make_staff(afternoon.school, "图雅")
    put_on_roster(afternoon.session, other)
    with pytest.raises(NotYours):
        sign_out_adult(act_of(other.account, moment(17)), **afternoon.ids)


@pytest.mark.clause("五.2")
def test_an_adult_outside_the_roster_cannot_sign_in(afternoon: Afternoon) -> None:
    leader, other = make_officer("duty_leader", afternoon.school), make_staff(afternoon.school, "图雅")
    with pytest.raises(Refusal) as refused:
        sign_in_adult(act_of(leader, moment(16, 10)), session_id=afternoon.session.pk, staff_id=other.pk)
    assert (refused.value.code, refused.value.clause) == ("not_on_roster", "五.2")


@pytest.mark.clause("五.2")
def test_a_teacher_who_did_not_apply_is_not_sent_but_may_go(afternoon: Afternoon) -> None:
    leader, other = make_officer("duty_leader", afternoon.school), make_staff(afternoon.school, "图雅")
    with pytest.raises(Refusal) as refused:
        send_adult(act_of(leader, moment(16, 10)), session_id=afternoon.session.pk, staff_id=other.pk)
    assert (refused.value.code, refused.value.clause) == ("not_applied", "五.2")
    own = make_staff(afternoon.school, "王海峰", account=False)
    own.account = leader
    own.save()
    assert send_adult(act_of(leader, moment(16, 10)), session_id=afternoon.session.pk, staff_id=own.pk)


@pytest.mark.clause("五.3")
@pytest.mark.parametrize(("until_day", "allowed"), [(27, False), (28, True), (29, True)])
def test_clearance_is_asked_on_the_day_itself(afternoon: Afternoon, until_day: int, allowed: bool) -> None:
    helper = make_staff(
        afternoon.school, "志愿者甲", "volunteer", account=False, cleared_until=moment(0).date().replace(day=until_day)
    )
    put_on_roster(afternoon.session, helper)
    leader = make_officer("duty_leader", afternoon.school)
    ids = {"session_id": afternoon.session.pk, "staff_id": helper.pk}
    if allowed:
        assert sign_in_adult(act_of(leader, moment(16, 10)), **ids)
    else:
        with pytest.raises(Refusal, match="not_cleared"):
            sign_in_adult(act_of(leader, moment(16, 10)), **ids)


def test_signing_in_twice_is_one_stay_and_coming_back_is_another(afternoon: Afternoon) -> None:
    other = make_staff(afternoon.school, "图雅")
    put_on_roster(afternoon.session, other)
    ids = {"session_id": afternoon.session.pk, "staff_id": other.pk}
    first = sign_in_adult(act_of(other.account, moment(16, 10)), **ids)
    assert sign_in_adult(act_of(other.account, moment(16, 11)), **ids) == first
    sign_out_adult(act_of(other.account, moment(16, 30)), **ids)
    assert sign_in_adult(act_of(other.account, moment(16, 40)), **ids) != first
