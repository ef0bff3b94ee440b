"""Teachers offer for themselves, sign for themselves; the school chooses (五.1, 二.1, 附.6, 附.12)."""

from datetime import datetime

import pytest

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.clock import LOCAL
from kehou.kernel.models import OutboxMessage
from kehou.staff import queries as staff
from kehou.staff.actions.accept_application import accept_application
from kehou.staff.actions.apply_for_term import apply_for_term
from kehou.staff.actions.decline_application import decline_application
from kehou.staff.models import Application, Pledge
from tests.make.people import act_of, give_role, make_officer, make_school, make_staff, term_of
from tests.make.staff import make_application, make_coach, make_provider

pytestmark = pytest.mark.django_db
BOTH = ("no_new_lesson", "no_paid_tutoring")


@pytest.fixture
def school():
    return make_school()


def _apply(adult, at, **offer):
    offer = {"weekdays": ["wed", "mon"], "pledges": BOTH} | offer
    ids = {"school_id": adult.school_id, "term_id": term_of(adult.school).pk}
    return apply_for_term(act_of(adult.account, at), **ids, **offer)


@pytest.mark.clause("五.1")
def test_a_teacher_offers_weekdays_courses_and_a_limit(school, at) -> None:
    teacher = make_staff(school)
    courses = [{"name": "剪纸", "content": "handcraft"}]
    _apply(teacher, at, courses=courses, homework_duty=False, max_minutes=240)
    row = Application.objects.get()
    assert (row.staff_id, row.weekdays, row.courses) == (teacher.pk, ["mon", "wed"], courses)
    assert (row.homework_duty, row.max_minutes, row.state) == (False, 240, "applied")


@pytest.mark.clause("二.1")
def test_only_who_acts_applies(school, at) -> None:
    """There is no way to name another person: the coordinator's own click would apply for the coordinator."""
    make_staff(school)
    coordinator = make_officer("coordinator", school)
    with pytest.raises(NotYours):
        apply_for_term(act_of(coordinator, at), school_id=school.pk, term_id=term_of(school).pk, weekdays=["mon"])
    give_role(coordinator, "teacher", school=school)  # the role alone makes nobody a teacher of the school
    with pytest.raises(NotYours):
        apply_for_term(act_of(coordinator, at), school_id=school.pk, term_id=term_of(school).pk, weekdays=["mon"])


@pytest.mark.clause("附.6")
@pytest.mark.clause("附.12")
@pytest.mark.parametrize("signed", [(), BOTH[:1], BOTH[1:]])
def test_both_pledges_are_signed_each_by_its_own_tick(school, at, signed) -> None:
    with pytest.raises(Refusal) as refused:
        _apply(make_staff(school), at, pledges=signed)
    assert refused.value.code == "pledge_not_signed"
    assert set(refused.value.fields) == set(BOTH) - set(signed)
    assert not Application.objects.exists() and not Pledge.objects.exists()


def test_applying_again_replaces_what_is_not_decided(school, at) -> None:
    teacher = make_staff(school)
    first = _apply(teacher, at)
    assert _apply(teacher, at, weekdays=["fri"], pledges=()) == first
    assert Application.objects.get().weekdays == ["fri"]
    assert Pledge.objects.count() == 2


def test_an_accepted_offer_is_not_changed_behind_the_schools_back(school, at) -> None:
    teacher = make_staff(school)
    make_application(teacher)
    with pytest.raises(Refusal, match="accepted_already"):
        _apply(teacher, at)


@pytest.mark.clause("附.6")
def test_nobody_offers_new_lessons(school, at) -> None:
    with pytest.raises(Refusal, match="course_not_offered"):
        _apply(make_staff(school), at, courses=[{"name": "预习", "content": "new_lesson"}])


@pytest.mark.parametrize("offer", [{"weekdays": []}, {"weekdays": ["sun"]}, {"max_minutes": 0}])
def test_an_offer_that_cannot_be_kept_is_refused(school, at, offer) -> None:
    with pytest.raises(Refusal):
        _apply(make_staff(school), at, **offer)


def test_after_the_term_nobody_applies(school) -> None:
    with pytest.raises(Refusal, match="term_over"):
        _apply(make_staff(school), datetime(2027, 1, 16, 8, 0, tzinfo=LOCAL))


@pytest.mark.clause("五.1")
def test_the_school_chooses_and_the_teacher_is_told(school, at) -> None:
    taken, declined = make_staff(school), make_staff(school, "其其格")
    act = act_of(make_officer("coordinator", school), at)
    accept_application(act, application_id=_apply(taken, at))
    decline_application(act, application_id=_apply(declined, at))
    assert [offer.staff_id for offer in staff.accepted(school.pk, term_of(school).pk)] == [taken.pk]
    titles = dict(OutboxMessage.objects.values_list("account_id", "title"))
    assert titles[taken.account_id] == "学校选定了您的课后服务申报"
    assert declined.account_id in titles


def test_what_was_accepted_is_not_declined(school, at) -> None:
    application = make_application(make_staff(school))
    with pytest.raises(Refusal, match="accepted_already"):
        decline_application(act_of(make_officer("principal", school), at), application_id=application.pk)


def test_who_stepped_back_is_not_accepted(school, at) -> None:
    application = make_application(make_staff(school), state="withdrawn")
    with pytest.raises(Refusal, match="application_gone"):
        accept_application(act_of(make_officer("principal", school), at), application_id=application.pk)


@pytest.mark.invariant("I15")
def test_a_teacher_sees_only_the_own_application_and_another_school_none(school, at) -> None:
    teacher, colleague = make_staff(school), make_staff(school, "其其格")
    make_application(teacher)
    ids = {"school_id": school.pk, "term_id": term_of(school).pk}
    assert staff.my_application(act_of(teacher.account, at), **ids).staff.id == teacher.pk
    assert staff.my_application(act_of(colleague.account, at), **ids) is None
    for account in (colleague.account, make_officer("coordinator", make_school("河畔小学"))):
        with pytest.raises(NotYours):
            staff.applications(act_of(account, at), **ids)


def test_the_plan_gets_accepted_teachers_and_everybody_from_outside(school) -> None:
    teacher, waiting = make_staff(school), make_staff(school, "其其格")
    make_application(teacher, weekdays=["mon", "wed"], max_minutes=240)
    make_application(waiting, state="applied")
    coach = make_coach(school, provider=make_provider(school))
    term = term_of(school).pk
    assert staff.staff_part(school.pk, term) == [
        {
            "id": f"t{teacher.number:03d}", "name": "苏日娜", "role": "school_teacher", "applied": "2026-08-20",
            "days": ["mon", "wed"], "max_hours": 4,
        },
        {
            "id": f"t{coach.number:03d}", "name": "赵教练", "role": "institution", "provider": "p1",
            "qualification": "乒乓球二级教练", "qualified_until": "2027-12-31", "cleared_on": "2026-08-10",
        },
    ]  # fmt: skip
    assert staff.providers_part(school.pk, term) == [
        {"id": "p1", "name": "河畔体育俱乐部", "category": "non_subject", "listed": True, "licence_until": "2027-06-30"}
    ]
