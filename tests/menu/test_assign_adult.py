"""Nobody is in charge outside an accepted application (五.1, 五.2), nobody from outside without clearance (五.3, 附.7)."""

from datetime import date, time

import pytest

from kehou.ground.refusal import NotYours, Refusal
from kehou.menu import queries as menu
from kehou.menu.actions.assign_adult import assign_adult
from kehou.menu.actions.end_assignment import end_assignment
from kehou.menu.models import RosterEntry
from tests.make.menu import make_sections
from tests.make.people import act_of, make_officer, make_pupil, make_school, make_staff
from tests.make.staff import make_application, make_coach, make_provider, make_teacher

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    school = make_school()
    make_pupil(school, grade=4, class_no=1)
    return school


@pytest.fixture
def sections(school):
    """Table tennis 1 and 2 (Tue, Thu 17:10–18:10), paper cutting (Mon), homework of 四（1）班 (Mon–Fri 16:10–17:10)."""
    return make_sections(school)


@pytest.fixture
def act(school, at):
    return act_of(make_officer("coordinator", school), at)


def _refused(act, **call) -> Refusal:
    with pytest.raises(Refusal) as refused:
        assign_adult(act, **call)
    assert not RosterEntry.objects.filter(staff_id=call["staff_id"], section_id=call["section_id"]).exists()
    return refused.value


@pytest.mark.clause("五.1")
def test_a_teacher_who_applied_and_was_chosen_can_be_put_in_charge(school, sections, act) -> None:
    teacher = make_teacher(school)
    entries = assign_adult(act, section_id=sections[0].pk, staff_id=teacher.pk)
    assert len(entries) == 2
    assert set(RosterEntry.objects.values_list("weekday", "since", "until")) == {
        ("tue", date(2026, 10, 28), None),
        ("thu", date(2026, 10, 28), None),
    }


@pytest.mark.clause("五.1")
@pytest.mark.parametrize("state", ["applied", "declined", "withdrawn", None])
def test_without_an_accepted_application_a_teacher_is_refused(school, sections, act, state) -> None:
    teacher = make_staff(school)
    if state:
        make_application(teacher, state=state)
    refusal = _refused(act, section_id=sections[0].pk, staff_id=teacher.pk)
    assert (refusal.code, refusal.clause) == ("not_applied", "五.1")


@pytest.mark.clause("五.2")
def test_a_weekday_that_was_not_offered_is_refused_by_name(school, sections, act) -> None:
    teacher = make_teacher(school, weekdays=["mon", "tue"])
    refusal = _refused(act, section_id=sections[0].pk, staff_id=teacher.pk)
    assert (refusal.code, refusal.clause) == ("weekday_not_offered", "五.2")
    assert refusal.says == "苏日娜老师申报的是周一、周二，没有周四"
    assert assign_adult(act, section_id=sections[0].pk, staff_id=teacher.pk, weekdays=["tue"])


@pytest.mark.clause("五.2")
@pytest.mark.parametrize(("limit", "fits"), [(120, True), (119, False)])
def test_the_weekly_limit_counts_to_the_minute(school, sections, act, limit, fits) -> None:
    teacher = make_teacher(school, max_minutes=limit)
    call = {"section_id": sections[0].pk, "staff_id": teacher.pk}
    if fits:
        assert assign_adult(act, **call)
    else:
        assert _refused(act, **call).code == "over_own_limit"


@pytest.mark.clause("五.2")
def test_the_limit_counts_what_is_held_already(school, sections, act) -> None:
    teacher = make_teacher(school, max_minutes=150)
    assign_adult(act, section_id=sections[0].pk, staff_id=teacher.pk)
    refusal = _refused(act, section_id=sections[2].pk, staff_id=teacher.pk)
    assert "每周最多 150 分钟，加上这个班是 180 分钟" in refusal.says


@pytest.mark.clause("五.2")
def test_who_did_not_offer_homework_duty_is_not_given_it(school, sections, act) -> None:
    teacher = make_teacher(school, homework_duty=False)
    assert _refused(act, section_id=sections[3].pk, staff_id=teacher.pk).code == "homework_not_offered"


@pytest.mark.clause("五.3")
@pytest.mark.invariant("I12")
@pytest.mark.parametrize(
    ("papers", "clause"),
    [
        ({"cleared_until": None, "cleared_on": None}, "五.3"),
        ({"cleared_until": date(2027, 1, 13)}, "五.3"),  # the last Thursday of the term is 14 January
        ({"qualified_until": date(2026, 12, 31)}, "五.3"),
        ({"qualified_until": None}, "五.3"),
    ],
)
def test_an_outside_person_whose_papers_end_before_the_last_lesson_is_refused(
    school, sections, act, papers, clause
) -> None:
    coach = make_coach(school, **papers)
    refusal = _refused(act, section_id=sections[0].pk, staff_id=coach.pk)
    assert (refusal.code, refusal.clause) == ("not_cleared", clause)


@pytest.mark.clause("五.3")
def test_an_outside_person_in_order_may_and_one_whose_papers_end_may_up_to_that_day(school, sections, act) -> None:
    assert assign_adult(act, section_id=sections[0].pk, staff_id=make_coach(school).pk)
    ends = make_coach(school, "李教练", provider=make_provider(school, "星河"), cleared_until=date(2026, 11, 30))
    assert _refused(act, section_id=sections[1].pk, staff_id=ends.pk).code == "not_cleared"
    assert assign_adult(act, section_id=sections[1].pk, staff_id=ends.pk, until=date(2026, 11, 30))


@pytest.mark.clause("附.7")
@pytest.mark.parametrize(
    "provider", [{"listed": False}, {"licence_until": None}, {"licence_until": date(2026, 12, 31)}]
)
def test_an_institution_that_is_not_listed_or_whose_licence_ends_is_refused(school, sections, act, provider) -> None:
    coach = make_coach(school, provider=make_provider(school, **provider))
    refusal = _refused(act, section_id=sections[0].pk, staff_id=coach.pk)
    assert (refusal.code, refusal.clause) == ("provider_not_in_force", "附.7")


@pytest.mark.invariant("I2")
def test_nobody_is_put_in_two_places_at_once(school, sections, act) -> None:
    teacher = make_teacher(school)
    assign_adult(act, section_id=sections[0].pk, staff_id=teacher.pk)
    refusal = _refused(act, section_id=sections[1].pk, staff_id=teacher.pk)
    assert refusal.code == "two_places_at_once"
    assert "17:10–18:10已经在乒乓球一班" in refusal.says
    # Homework ends when the course begins: that is one after the other.
    assert assign_adult(act, section_id=sections[3].pk, staff_id=teacher.pk)


def test_a_main_adult_takes_over_from_the_one_before(school, sections, act, at) -> None:
    first, second = make_teacher(school), make_teacher(school, "其其格")
    assign_adult(act, section_id=sections[0].pk, staff_id=first.pk, since=date(2026, 9, 1))
    assign_adult(act, section_id=sections[0].pk, staff_id=second.pk, weekdays=["tue"], since=date(2026, 11, 3))
    on = {day: [r.staff_id for r in menu.roster_on(school.pk, day)] for day in (date(2026, 10, 27), date(2026, 11, 3))}
    assert on == {date(2026, 10, 27): [first.pk], date(2026, 11, 3): [second.pk]}
    assert [r.staff_id for r in menu.roster_on(school.pk, date(2026, 11, 5))] == [first.pk]


def test_who_comes_after_somebody_leaving_begins_the_day_after(school, sections, act, at) -> None:
    first, second = make_teacher(school), make_teacher(school, "其其格")
    entries = assign_adult(act, section_id=sections[0].pk, staff_id=first.pk, since=date(2026, 9, 1))
    for entry in entries:
        end_assignment(act, section_id=sections[0].pk, entry_id=entry, last_day=date(2026, 10, 29))
    assign_adult(act, section_id=sections[0].pk, staff_id=second.pk)
    on = {day: [r.staff_id for r in menu.roster_on(school.pk, day)] for day in (date(2026, 10, 29), date(2026, 11, 3))}
    assert on == {date(2026, 10, 29): [first.pk], date(2026, 11, 3): [second.pk]}


@pytest.mark.clause("附.11")
@pytest.mark.parametrize(("last", "gap"), [(date(2026, 12, 2), False), (date(2026, 11, 24), True)])
def test_a_gap_is_announced_four_weeks_ahead(school, sections, act, at, last, gap) -> None:
    """Tuesdays from 3 November: the fourth week ahead is that of 1 December."""
    assign_adult(act, section_id=sections[0].pk, staff_id=make_teacher(school).pk, until=last)
    found = {g.name: g.weekdays for g in menu.unstaffed(school.pk, sections[0].term_id, at.date())}
    assert ("tue" in found["乒乓球一班"]) is gap


def test_an_assistant_stands_beside_the_main_adult(school, sections, act) -> None:
    first, second = make_teacher(school), make_teacher(school, "其其格")
    assign_adult(act, section_id=sections[0].pk, staff_id=first.pk)
    assign_adult(act, section_id=sections[0].pk, staff_id=second.pk, main=False)
    assert [(r.staff_id, r.main) for r in menu.roster_on(school.pk, date(2026, 11, 3))] == [
        (first.pk, True),
        (second.pk, False),
    ]


def test_a_day_without_a_lesson_has_nobody(school, sections, act) -> None:
    teacher = make_teacher(school)
    with pytest.raises(Refusal, match="no_meeting_then"):
        assign_adult(act, section_id=sections[0].pk, staff_id=teacher.pk, weekdays=["mon"])


def test_an_assignment_ends_with_the_day_named_and_never_in_the_past(school, sections, act) -> None:
    teacher = make_teacher(school)
    entry = assign_adult(act, section_id=sections[0].pk, staff_id=teacher.pk, weekdays=["thu"])[0]
    with pytest.raises(Refusal, match="day_is_past"):
        end_assignment(act, section_id=sections[0].pk, entry_id=entry, last_day=date(2026, 10, 27))
    end_assignment(act, section_id=sections[0].pk, entry_id=entry, last_day=date(2026, 10, 29))
    assert [r.staff_id for r in menu.roster_on(school.pk, date(2026, 10, 29))] == [teacher.pk]
    assert menu.roster_on(school.pk, date(2026, 11, 5)) == []


@pytest.mark.invariant("I15")
def test_a_coordinator_of_another_school_finds_neither_section_nor_adult(school, sections, at, act) -> None:
    other = make_school("河畔小学")
    stranger = act_of(make_officer("coordinator", other), at)
    with pytest.raises(NotYours):
        assign_adult(stranger, section_id=sections[0].pk, staff_id=make_teacher(school).pk)
    with pytest.raises(NotYours):
        assign_adult(act, section_id=sections[0].pk, staff_id=make_teacher(other).pk)


@pytest.mark.clause("五.2")
def test_free_staff_are_those_who_offered_are_cleared_and_not_in_charge_elsewhere(school, sections, act) -> None:
    busy, free, monday = (make_teacher(school, name) for name in ("苏日娜", "其其格", "李文静"))
    monday.application_set.update(weekdays=["mon"])
    coach = make_coach(school)
    make_coach(school, "李教练", provider=make_provider(school, "星河"), cleared_until=date(2026, 9, 30))
    make_staff(school, "没申报")
    assign_adult(act, section_id=sections[0].pk, staff_id=busy.pk)
    found = menu.free_staff_on(school.pk, date(2026, 11, 3), time(17, 10), time(18, 10))
    assert [adult.id for adult in found] == [free.pk, coach.pk]


@pytest.mark.clause("附.11")
def test_a_section_without_a_main_adult_or_a_room_is_a_gap(school, sections, act, at) -> None:
    assign_adult(act, section_id=sections[0].pk, staff_id=make_teacher(school).pk, weekdays=["tue"])
    gaps = {gap.name: gap for gap in menu.unstaffed(school.pk, sections[0].term_id, at.date())}
    assert (gaps["乒乓球一班"].weekdays, gaps["乒乓球一班"].no_room) == (("thu",), True)
    assert gaps["剪纸"].weekdays == ("mon",)


def test_what_a_section_is_costs_three_statements(school, sections, act, django_assert_num_queries) -> None:
    assign_adult(act, section_id=sections[0].pk, staff_id=make_teacher(school).pk)
    with django_assert_num_queries(3):
        found = menu.sections(school.pk, sections[0].term_id)
    assert found[0].course_key == "c01" and found[0].weekdays == ("tue", "thu")
    assert [adult.name for adult in found[0].adults] == ["苏日娜", "苏日娜"]
    assert found[3].content == ("homework", "self_study") and found[3].block_index == 0
