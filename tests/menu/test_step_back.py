"""A teacher can step back at any time (二.1); the roster follows, and the school is told what is open."""

from datetime import date

import pytest

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.models import OutboxMessage
from kehou.menu import queries as menu
from kehou.menu.actions.assign_adult import assign_adult
from kehou.menu.actions.step_back import step_back
from kehou.staff.actions.withdraw_application import withdraw_application
from tests.make.menu import make_sections
from tests.make.people import act_of, make_officer, make_pupil, make_school
from tests.make.staff import make_teacher

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    school = make_school()
    make_pupil(school, grade=4, class_no=1)
    return school


@pytest.mark.clause("二.1")
def test_stepping_back_ends_duties_after_today_and_tells_the_school(school, at) -> None:
    section = make_sections(school)[0]
    teacher, coordinator = make_teacher(school), make_officer("coordinator", school)
    assign_adult(act_of(coordinator, at), section_id=section.pk, staff_id=teacher.pk, since=date(2026, 9, 1))
    [application] = teacher.application_set.all()
    ended = step_back(
        act_of(teacher.account, at), school_id=school.pk, application_id=application.pk, last_day=date(2026, 10, 29)
    )
    assert ended == 2
    assert [r.staff_id for r in menu.roster_on(school.pk, date(2026, 10, 29))] == [teacher.pk]
    assert menu.roster_on(school.pk, date(2026, 11, 3)) == []
    letter = OutboxMessage.objects.get(account_id=coordinator.pk)
    assert letter.title == "苏日娜老师退出课后服务，2 个班次要补人"
    assert "10月30日起没有老师：乒乓球一班" in letter.body


@pytest.mark.clause("二.1")
def test_stepping_back_before_anything_is_rostered_tells_nobody(school, at) -> None:
    teacher = make_teacher(school, state="applied")
    [application] = teacher.application_set.all()
    assert step_back(act_of(teacher.account, at), school_id=school.pk, application_id=application.pk) == 0
    assert not OutboxMessage.objects.exists()


@pytest.mark.clause("五.2")
def test_after_stepping_back_nothing_new_can_be_assigned(school, at) -> None:
    section = make_sections(school)[0]
    teacher = make_teacher(school)
    [application] = teacher.application_set.all()
    step_back(act_of(teacher.account, at), school_id=school.pk, application_id=application.pk)
    with pytest.raises(Refusal, match="not_applied"):
        assign_adult(act_of(make_officer("coordinator", school), at), section_id=section.pk, staff_id=teacher.pk)


@pytest.mark.invariant("I15")
def test_nobody_steps_back_for_another_not_even_the_coordinator(school, at) -> None:
    teacher, other = make_teacher(school), make_teacher(school, "其其格")
    [application] = teacher.application_set.all()
    for account in (other.account, make_officer("coordinator", school)):
        with pytest.raises(NotYours):
            step_back(act_of(account, at), school_id=school.pk, application_id=application.pk)
        # Nor is there a way around the roster.
        with pytest.raises(NotYours):
            withdraw_application(act_of(account, at), application_id=application.pk)
