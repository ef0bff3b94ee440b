"""A day's sessions come out of the filed plan, the calendar, the roster and the seats (附.1)."""

from datetime import date, datetime, time, timedelta

import pytest

from kehou.day.actions.ask_leave import ask_leave
from kehou.day.actions.plan_sessions import plan_day_if_due, plan_sessions
from kehou.day.models import Duty, Presence, PresenceEvent, Session
from kehou.enrol.models import Seat
from kehou.ground.refusal import NotYours, Refusal
from kehou.jobs import plan_sessions as tick
from kehou.kernel.act import by_system
from kehou.kernel.clock import LOCAL
from kehou.menu.models import RosterEntry, Section
from kehou.org.models import CalendarDay, School
from kehou.org.rows import scope
from kehou.people.models import Pupil, StaffMember
from tests.make.day import WEDNESDAY, moment
from tests.make.menu import make_sections
from tests.make.people import act_of, make_guardian, make_officer, make_pupil, make_school, make_staff, term_of

pytestmark = pytest.mark.django_db


class Planned:
    """A school with a filed plan: one class of grade 4, its homework section staffed every weekday."""

    def __init__(self) -> None:
        self.school: School = make_school()
        self.pupils: list[Pupil] = [make_pupil(self.school, f"孩子{n}") for n in range(3)]
        make_sections(self.school)
        self.section = Section.objects.get(school=self.school, class_no=2, course=None)
        self.teacher: StaffMember = make_staff(self.school)
        for weekday in ("mon", "tue", "wed", "thu", "fri"):
            RosterEntry.objects.create(
                **scope(self.school.pk),
                section=self.section,
                staff=self.teacher,
                weekday=weekday,
                since=date(2026, 9, 1),
            )
        for pupil in self.pupils:
            Seat.objects.create(
                **scope(self.school.pk), term=term_of(self.school), section=self.section, pupil=pupil,
                state="confirmed", how="class", since=moment(8, on=date(2026, 9, 10)),
            )  # fmt: skip

    def plan(self, on: date = WEDNESDAY, at: datetime | None = None) -> int:
        act = by_system("plan_sessions", at or datetime.combine(on, time(0, 5), LOCAL))
        return plan_sessions(act, school_id=self.school.pk, date=on)


@pytest.fixture
def planned() -> Planned:
    return Planned()


@pytest.mark.clause("附.1")
def test_without_a_filed_plan_nothing_opens() -> None:
    school = make_school()
    with pytest.raises(Refusal) as refused:
        plan_sessions(by_system("plan_sessions", moment(0, 5)), school_id=school.pk, date=WEDNESDAY)
    assert (refused.value.code, refused.value.clause) == ("no_filed_plan", "附.1")
    assert not Session.objects.exists()


@pytest.mark.clause("附.1")
def test_a_day_holds_what_the_plan_says_with_its_adult_and_its_children(planned: Planned) -> None:
    assert planned.plan() == 1
    session = Session.objects.get()
    assert (session.section_id, session.planned_start, session.planned_end) == (
        planned.section.pk, moment(16, 10), moment(17, 10),
    )  # fmt: skip
    assert Duty.objects.get().staff_id == planned.teacher.pk
    assert Presence.objects.filter(state="expected").count() == 3


def test_planning_twice_changes_nothing(planned: Planned) -> None:
    planned.plan()
    assert planned.plan(at=moment(12)) == 0
    assert (Session.objects.count(), Duty.objects.count(), Presence.objects.count()) == (1, 1, 3)


def test_a_child_who_got_a_seat_since_is_added(planned: Planned) -> None:
    planned.plan()
    Seat.objects.create(
        **scope(planned.school.pk), term=term_of(planned.school), section=planned.section,
        pupil=make_pupil(planned.school, "新来"), state="confirmed", how="class", since=moment(9),
    )  # fmt: skip
    planned.plan(at=moment(12))
    assert Presence.objects.count() == 4


def test_an_adult_who_left_is_not_put_back(planned: Planned) -> None:
    planned.plan()
    Duty.objects.update(in_at=moment(16, 5), out_at=moment(16, 8))
    planned.plan(at=moment(16, 9))
    assert Duty.objects.count() == 1


def test_leave_asked_before_is_filled_in(planned: Planned) -> None:
    guardian = make_guardian(planned.pupils[0])
    act = act_of(guardian, moment(20) - timedelta(days=1))
    ask_leave(act, child_id=planned.pupils[0].pk, date=WEDNESDAY, reason="看牙")
    planned.plan()
    assert Presence.objects.get(pupil=planned.pupils[0]).state == "leave"
    assert PresenceEvent.objects.get().kind == "leave"


@pytest.mark.clause("六.1")
def test_a_make_up_saturday_runs_the_timetable_of_the_weekday_it_follows(planned: Planned) -> None:
    saturday = date(2026, 10, 31)
    assert planned.plan(saturday) == 0
    CalendarDay.objects.create(district=planned.school.district, date=saturday, day="workday", follows="tue")
    assert planned.plan(saturday) > 1  # the homework section and Tuesday's two table tennis sections
    assert {s.section.course.key for s in Session.objects.exclude(section__course=None)} == {"c01"}


def test_a_holiday_has_no_session(planned: Planned) -> None:
    CalendarDay.objects.create(district=planned.school.district, date=WEDNESDAY, day="off")
    assert planned.plan() == 0


@pytest.mark.clause("附.1")
def test_nothing_opens_outside_the_term_or_in_the_past(planned: Planned) -> None:
    assert planned.plan(date(2027, 1, 20)) == 0
    with pytest.raises(Refusal, match="day_past"):
        planned.plan(WEDNESDAY, at=moment(0, 5) + timedelta(days=1))


def test_only_the_clock_or_a_leader_plans_a_day(planned: Planned) -> None:
    ids = {"school_id": planned.school.pk, "date": WEDNESDAY}
    assert planned.teacher.account is not None
    with pytest.raises(NotYours):
        plan_sessions(act_of(planned.teacher.account, moment(8)), **ids)
    assert plan_sessions(act_of(make_officer("duty_leader", planned.school), moment(8)), **ids) == 1


def test_the_tick_plans_every_school_once(planned: Planned) -> None:
    make_school("没有方案的小学")
    assert tick.run(moment(0, 1)) == 1
    assert tick.run(moment(0, 2)) == 0


def test_a_page_opened_before_the_tick_finds_its_day(planned: Planned) -> None:
    act = act_of(planned.teacher.account, moment(7))
    assert plan_day_if_due(act, planned.school.pk)
    assert Session.objects.count() == 1


def test_planning_costs_the_same_for_a_class_of_three_and_of_forty(
    planned: Planned, django_assert_max_num_queries
) -> None:
    for n in range(37):
        Seat.objects.create(
            **scope(planned.school.pk), term=term_of(planned.school), section=planned.section,
            pupil=make_pupil(planned.school, f"多{n}"), state="confirmed", how="class", since=moment(9),
        )  # fmt: skip
    with django_assert_max_num_queries(40):
        planned.plan()
    assert Presence.objects.count() == 40
