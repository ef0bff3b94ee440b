"""Somebody leaves the school: no child is left alone by it, and nothing opens for them any more (附.11, I9, I21)."""

from datetime import date, datetime, timedelta

import pytest

from kehou.day.actions.let_adult_go import let_adult_go
from kehou.day.actions.let_outsider_go import let_outsider_go
from kehou.day.actions.plan_sessions import plan_sessions
from kehou.day.actions.sign_out_adult import sign_out_adult
from kehou.day.models import Duty
from kehou.day.queries.leaving import leaving
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import by_system
from kehou.kernel.models import OutboxMessage
from kehou.menu import queries as menu
from kehou.menu.actions.assign_adult import assign_adult
from kehou.menu.models import RosterEntry
from kehou.org.rows import scope
from kehou.people.models import Account, Role, StaffMember
from tests.make.day import WEDNESDAY, Afternoon, make_afternoon, moment, put_on_roster
from tests.make.menu import make_sections
from tests.make.people import (
    act_of,
    give_role,
    make_guardian,
    make_officer,
    make_pupil,
    make_school,
    make_staff,
    term_of,
)

pytestmark = pytest.mark.django_db

NOON = moment(12)


@pytest.fixture
def afternoon() -> Afternoon:
    return make_afternoon()


def office(where: Afternoon) -> Account:
    return make_officer("coordinator", where.school)


def let_go(by: Account, who: StaffMember, at: datetime = NOON) -> bool:
    assert who.account_id is not None
    return let_adult_go(act_of(by, at), school_id=who.school_id, account_id=who.account_id)


@pytest.mark.clause("附.11")
@pytest.mark.invariant("I9")
def test_nobody_is_let_go_while_children_are_in_their_charge(afternoon: Afternoon) -> None:
    head = office(afternoon)
    afternoon.sign_in()
    afternoon.call_roll()
    with pytest.raises(Refusal, match="still_in_a_session") as refused:
        let_go(head, afternoon.teacher, moment(16, 30))
    assert "苏日娜还在四（2）班签着到" in refused.value.says and refused.value.clause == "附.11"
    assert Role.objects.filter(account=afternoon.teacher.account, until=None).exists()
    assert Account.objects.get(pk=afternoon.teacher.account_id).session_epoch == 0


def test_whoever_has_signed_out_may_leave(afternoon: Afternoon) -> None:
    afternoon.sign_in()
    sign_out_adult(afternoon.teacher_at(moment(16, 20)), **afternoon.ids)
    assert let_go(office(afternoon), afternoon.teacher, moment(16, 30))
    duty = Duty.objects.get()
    assert duty.out_at == moment(16, 20)  # what was done stays


@pytest.mark.invariant("I21")
def test_roles_place_and_account_end_together_and_sessions_at_once(afternoon: Afternoon) -> None:
    give_role(afternoon.teacher.account, "gate", school=afternoon.school)
    assert let_go(office(afternoon), afternoon.teacher)
    account = Account.objects.get(pk=afternoon.teacher.account_id)
    assert (account.ended_at, account.session_epoch) == (NOON, 1)
    assert not Role.objects.filter(account=account, until=None).exists()
    assert StaffMember.objects.get().until == NOON


@pytest.mark.invariant("I21")
def test_a_teacher_who_is_a_mother_too_keeps_her_account_and_signs_in_again(afternoon: Afternoon) -> None:
    child = make_pupil(afternoon.school, "苏日朗")
    mother = afternoon.teacher.account
    assert mother is not None
    tie = make_guardian(child)
    tie.guardianship_set.update(account=mother)
    give_role(mother, "committee", school=afternoon.school)
    assert let_go(office(afternoon), afternoon.teacher) is False
    mother.refresh_from_db()
    assert (mother.ended_at, mother.session_epoch) == (None, 1)
    assert list(Role.objects.filter(account=mother, until=None).values_list("role", flat=True)) == ["committee"]


def test_work_at_another_school_goes_on(afternoon: Afternoon) -> None:
    other = make_school("望山路小学")
    give_role(afternoon.teacher.account, "teacher", school=other)
    assert let_go(office(afternoon), afternoon.teacher) is False
    assert Role.objects.filter(school=other, until=None).exists()


def test_a_school_keeps_somebody_in_charge_and_nobody_ends_themselves(afternoon: Afternoon) -> None:
    head = office(afternoon)
    with pytest.raises(Refusal, match="own_account"):
        let_adult_go(act_of(head, NOON), school_id=afternoon.school.pk, account_id=head.pk)
    officer = make_officer("principal", make_school("别校"))
    give_role(officer, "district_officer", district=afternoon.school.district)
    with pytest.raises(Refusal, match="last_one"):
        let_adult_go(act_of(officer, NOON), school_id=afternoon.school.pk, account_id=head.pk)


@pytest.mark.invariant("I15")
def test_only_who_is_of_the_school_is_let_go_and_only_by_its_office(afternoon: Afternoon) -> None:
    stranger = make_staff(make_school("望山路小学"), "赵平")
    with pytest.raises(NotYours):
        let_adult_go(act_of(office(afternoon), NOON), school_id=afternoon.school.pk, account_id=stranger.account_id)
    leader = make_officer("duty_leader", afternoon.school)
    with pytest.raises(NotYours):
        let_go(leader, afternoon.teacher)
    let_go(office(afternoon), afternoon.teacher)
    with pytest.raises(NotYours):
        let_go(office(afternoon), afternoon.teacher)


@pytest.fixture
def rostered() -> tuple[Account, StaffMember, RosterEntry]:
    """A teacher in charge of a section on Wednesdays."""
    school = make_school()
    for n in range(3):
        make_pupil(school, f"学生{n}", grade=3, class_no=1)
    section = next(s for s in make_sections(school) if s.block_id is not None)
    teacher = make_staff(school)
    entry = RosterEntry.objects.create(
        **scope(school.pk), section=section, staff=teacher, weekday="wed", since=date(2026, 9, 9)
    )
    return make_officer("coordinator", school), teacher, entry


@pytest.mark.clause("附.11")
def test_their_sections_are_without_an_adult_from_that_moment_on_and_the_leaders_are_told(
    rostered: tuple[Account, StaffMember, RosterEntry],
) -> None:
    head, teacher, entry = rostered
    leader = make_officer("duty_leader", teacher.school, "巴图")
    term = term_of(teacher.school)
    act = by_system("test", NOON)
    plan_sessions(act, school_id=teacher.school_id, date=WEDNESDAY)
    assert Duty.objects.filter(staff=teacher).count() == 1
    before = leaving(act_of(head, NOON), school_id=teacher.school_id, account_id=teacher.account_id)
    assert [(gap.section_id, gap.weekdays) for gap in before.duties] == [(entry.section_id, ("wed",))]
    assert [name for _starts, name in before.today] == [entry.section.name]
    let_go(head, teacher)
    assert not Duty.objects.filter(staff=teacher).exists()
    plan_sessions(act, school_id=teacher.school_id, date=WEDNESDAY)
    assert not Duty.objects.filter(staff=teacher).exists()
    assert menu.roster_on(teacher.school_id, WEDNESDAY) == []
    assert menu.roster_on(teacher.school_id, WEDNESDAY - timedelta(days=7))[0].staff_id == teacher.pk
    gaps = {gap.section_id: gap.weekdays for gap in menu.unstaffed(teacher.school_id, term.id, WEDNESDAY)}
    assert "wed" in gaps[entry.section_id]
    told = OutboxMessage.objects.filter(kind="adult_left")
    assert leader.pk in told.values_list("account_id", flat=True)
    after = leaving(act_of(head, NOON), school_id=teacher.school_id, account_id=teacher.account_id)
    assert after.who.gone_at == NOON and len(after.duties) == 1 and after.today == ()


@pytest.mark.clause("附.11")
@pytest.mark.clause("五.3")
def test_a_volunteer_without_an_account_is_let_go_too_and_not_while_children_are_there(afternoon: Afternoon) -> None:
    coach = make_staff(afternoon.school, "梁教练", "volunteer", account=False, cleared_until=date(2027, 8, 31))
    where = {"school_id": afternoon.school.pk, "staff_id": coach.pk}
    duty = put_on_roster(afternoon.session, coach)
    Duty.objects.filter(pk=duty.pk).update(in_at=moment(16, 5))
    act = act_of(office(afternoon), moment(16, 30))
    with pytest.raises(Refusal, match="still_in_a_session"):
        let_outsider_go(act, **where)
    Duty.objects.filter(pk=duty.pk).update(out_at=moment(16, 20))
    let_outsider_go(act, **where)
    assert StaffMember.objects.get(pk=coach.pk).until == moment(16, 30)
    for somebody in (coach, afternoon.teacher):  # gone already; has an account
        with pytest.raises(NotYours):
            let_outsider_go(act, **where | {"staff_id": somebody.pk})


def test_a_section_that_somebody_took_over_is_no_longer_left(
    rostered: tuple[Account, StaffMember, RosterEntry],
) -> None:
    head, teacher, entry = rostered
    let_go(head, teacher)
    second = make_staff(
        teacher.school, "赵鹏", "volunteer", cleared_on=date(2026, 9, 1), cleared_until=date(2027, 8, 31)
    )
    assign_adult(act_of(head, NOON), section_id=entry.section_id, staff_id=second.pk, weekdays=["wed"])
    found = leaving(act_of(head, NOON), school_id=teacher.school_id, account_id=teacher.account_id)
    assert found.duties == ()
