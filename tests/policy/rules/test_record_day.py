"""What was held, against the plan: days, times, ends (rulebook §6, The plan and the day)."""

from dataclasses import replace
from datetime import date

import pytest

from kehou.policy.facts.plan import Committee, Meeting, Plan, Term
from tests.make.term import (
    MONDAY,
    act,
    block,
    calendar,
    course,
    facts,
    not_held,
    plan,
    present,
    problems,
    section,
    session,
    student,
    wheres,
    window,
)

# no-filed-plan


def filed(day: date | None, **changes) -> Plan:
    return plan(filed=day, **changes)


@pytest.mark.clause("附.1")
@pytest.mark.parametrize(
    ("held_on", "filed_on", "fires"),
    [
        ("2026-08-25", date(2026, 9, 10), True),  # the day before the vote
        ("2026-08-26", date(2026, 9, 10), False),
        ("2026-09-20", None, False),  # the deadline itself
        ("2026-09-21", None, True),
        ("2026-09-21", date(2026, 9, 21), False),
        ("2026-09-21", date(2026, 9, 22), True),
        ("2026-09-07", date(2026, 9, 10), False),  # between the vote and the deadline
    ],
)
def test_nothing_is_held_without_a_vote_and_after_the_deadline_without_a_filed_plan(held_on, filed_on, fires):
    given = facts(filed(filed_on), sessions=[session(day=held_on)])
    assert wheres("no-filed-plan", given) == (["sessions.csv"] if fires else [])


@pytest.mark.clause("附.1")
def test_the_spring_deadline_is_twenty_days_after_the_first_day():
    spring = Term("2027-spring", date(2027, 3, 1), date(2027, 7, 10))
    vote = Committee(5, 4, (Meeting("committee.meetings[0]", date(2027, 2, 25), 4, 3, 0, 1, "同意"),))
    for held_on, fires in (("2027-03-21", False), ("2027-03-22", True)):
        given = facts(filed(None, term=spring, committee=vote), sessions=[session(day=held_on)])
        assert bool(problems("no-filed-plan", given)) is fires


@pytest.mark.clause("附.1")
def test_without_a_valid_vote_the_committee_rules_speak_and_the_deadline_still_holds():
    nobody = Committee(5, 4, ())
    assert not problems("no-filed-plan", facts(filed(None, committee=nobody), sessions=[session(day="2026-08-20")]))
    assert problems("no-filed-plan", facts(filed(None, committee=nobody), sessions=[session(day="2026-09-21")]))


@pytest.mark.clause("附.1")
def test_a_failed_vote_is_none_and_the_first_valid_one_counts():
    failed = Meeting("committee.meetings[0]", date(2026, 8, 20), 4, 2, 2, 0, "同意")
    valid = Meeting("committee.meetings[1]", date(2026, 8, 26), 4, 3, 1, 0, "同意")
    the_plan = plan(committee=Committee(5, 4, (failed, valid)))
    assert problems("no-filed-plan", facts(the_plan, sessions=[session(day="2026-08-25")]))


@pytest.mark.clause("附.1")
def test_a_second_vote_takes_nothing_from_the_first():
    votes = tuple(Meeting("committee.meetings[0]", date(2026, m, d), 4, 3, 0, 1, "同意") for m, d in ((8, 26), (9, 9)))
    assert not problems("no-filed-plan", facts(plan(committee=Committee(5, 4, votes)), sessions=[session()]))


@pytest.mark.clause("附.1")
def test_a_later_version_is_a_change_and_has_no_deadline():
    changed = plan(version=2, filed=date(2026, 11, 2))
    assert not problems("no-filed-plan", facts(changed, sessions=[session(day="2026-10-12")]))


@pytest.mark.clause("附.1")
def test_a_session_that_was_not_held_opened_nothing():
    assert not problems("no-filed-plan", facts(filed(None), sessions=[not_held(day="2026-10-12")]))


@pytest.mark.clause("附.1")
def test_both_reasons_are_counted_and_told():
    dates = ("2026-08-25", "2026-09-21", "2026-09-22", "2026-09-23")
    (found,) = problems("no-filed-plan", facts(filed(None), sessions=[session(day=day) for day in dates]))
    assert found.evidence["sessions"] == 4
    assert found.says == (
        "没有备案的方案就开了课：1 节在家长委员会表决（8月26日）之前；"
        "3 节在备案截止（9月20日）之后，方案还没有备案。最早一节在8月25日。"
    )


@pytest.mark.clause("附.1")
@pytest.mark.parametrize("committee", [None, Committee(None, None, ()), Committee(0, 4, plan().committee.meetings)])
def test_without_a_committee_there_was_no_vote_to_be_before(committee):
    assert not problems("no-filed-plan", facts(plan(committee=committee), sessions=[session(day="2026-08-20")]))


# session-outside-plan


def outside(the_session=None, the_section=None, the_plan=None, days=()):
    return facts(
        the_plan or plan(),
        sections=[the_section or section()],
        sessions=[the_session or session()],
        calendar=days,
    )


@pytest.mark.clause("附.1")
def test_a_session_of_the_plan_is_inside_it():
    assert not problems("session-outside-plan", outside())
    assert not problems("session-outside-plan", outside(the_section=section(course="c01")))


@pytest.mark.clause("附.1")
@pytest.mark.parametrize(
    "wrong",
    [
        section(window="night"),
        section(window=""),
        section(course="c99"),
        section(course=""),
        section(course="block:1"),
        section(course="block:-1"),
        section(course="block:x"),
        section(grades=(4, 5)),
    ],
)
def test_a_window_course_block_or_grade_that_the_plan_does_not_name_is_outside(wrong):
    assert wheres("session-outside-plan", outside(the_section=wrong)) == ["sessions.csv:n1"]


@pytest.mark.clause("附.1")
@pytest.mark.parametrize(
    ("times", "fires"),
    [
        ({"planned_start": "16:00"}, False),
        ({"planned_start": "15:59"}, True),
        ({"planned_end": "18:20"}, False),
        ({"planned_end": "18:21"}, True),
    ],
)
def test_ten_minutes_before_and_after_the_window_are_tolerated(times, fires):
    assert bool(problems("session-outside-plan", outside(session(**times)))) is fires


@pytest.mark.clause("附.1")
@pytest.mark.parametrize(
    ("day", "fires"),
    [
        ("2026-09-11", False),  # Friday
        ("2026-09-12", True),  # Saturday
        ("2026-08-28", True),  # before the first day
        ("2026-08-31", False),  # the first day
        ("2027-01-15", False),  # the last day
        ("2027-01-18", True),
        ("2026-10-01", True),  # a holiday
        ("2026-09-20", False),  # a make-up Sunday that follows Friday
        ("2026-09-27", True),  # a make-up Sunday that follows itself
    ],
)
def test_days_off_and_days_of_no_term_are_outside(day, fires):
    days = [calendar("2026-10-01", "off"), calendar("2026-09-20", "workday", "fri"), calendar("2026-09-27", "workday")]
    assert bool(problems("session-outside-plan", outside(session(day=day), days=days))) is fires


@pytest.mark.clause("附.1")
def test_the_timetable_of_a_makeup_day_decides_its_weekday():
    no_friday = plan(windows=(window(weekdays=("mon", "tue", "wed", "thu")),))
    days = [calendar("2026-09-20", "workday", "fri")]
    assert problems("session-outside-plan", outside(session(day="2026-09-20"), the_plan=no_friday, days=days))


@pytest.mark.clause("附.1")
@pytest.mark.parametrize(
    ("day", "fires"), [("2026-10-30", True), ("2026-11-02", False), ("2026-12-31", False), ("2027-01-04", True)]
)
def test_a_season_counts_both_its_ends(day, fires):
    season = plan(windows=(window(first=date(2026, 11, 2), last=date(2026, 12, 31)),))
    assert bool(problems("session-outside-plan", outside(session(day=day), the_plan=season))) is fires


@pytest.mark.clause("六.2")
def test_a_weekend_window_goes_by_the_real_weekday():
    weekend = plan(windows=(window("we", kind="weekend", weekdays=("sat",), grades=(3,)),))
    inside = section(window="we")
    assert not problems("session-outside-plan", outside(session(day="2026-09-12"), inside, weekend))
    makeup = [calendar("2026-09-20", "workday", "sat")]
    assert problems("session-outside-plan", outside(session(day="2026-09-20"), inside, weekend, makeup))
    saturday_off = [calendar("2026-09-12", "off")]
    assert problems("session-outside-plan", outside(session(day="2026-09-12"), inside, weekend, saturday_off))


@pytest.mark.clause("六.3")
def test_a_holiday_window_runs_on_days_off_and_outside_the_term():
    winter = window("h", kind="holiday", first=date(2026, 10, 1), last=date(2027, 1, 22), grades=(3,))
    holiday, inside = plan(windows=(winter,)), section(window="h")
    days = [calendar("2026-10-01", "off")]
    for day in ("2026-10-01", "2027-01-18"):
        assert not problems("session-outside-plan", outside(session(day=day), inside, holiday, days))
    assert problems("session-outside-plan", outside(session(day="2027-01-25"), inside, holiday))
    assert problems("session-outside-plan", outside(session(day="2027-01-16"), inside, holiday))  # a Saturday


@pytest.mark.clause("附.1")
def test_what_was_not_held_and_a_plan_without_windows_are_silent():
    assert not problems("session-outside-plan", outside(not_held(), section(window="night")))
    assert not problems("session-outside-plan", outside(the_plan=plan(windows=())))


@pytest.mark.clause("附.1")
def test_each_reason_is_told():
    (found,) = problems("session-outside-plan", outside(session(day="2026-09-12"), section(course="c99", grades=(5,))))
    assert found.says == (
        "9月12日 16:10 的课不在方案之内：方案里没有“c99”这门课程；五年级不在这个时段；周六不在这个时段。"
    )


# workday-not-served

TUESDAY = "2026-09-08"
ALL_GRADES = {"grades": (1, 2, 3, 4)}


def served(*sessions, sections=None, the_plan=None, **tables):
    given = {"sections": sections or [section(**ALL_GRADES)], "sessions": sessions}
    return facts(the_plan or plan(), **(given | tables))


def around(day: str = "2026-09-09"):
    """Sessions on Monday and on a later day; nothing between."""
    return session("n1"), session("n9", day=day)


@pytest.mark.clause("六.1")
def test_every_school_day_between_the_first_and_the_last_session_is_served():
    (found,) = problems("workday-not-served", served(*around()))
    assert (found.where, found.evidence["date"], found.evidence["grades"]) == ("sessions.csv", TUESDAY, [1, 2, 3, 4])
    assert not problems("workday-not-served", served(session("n1"), session("n2", day=TUESDAY)))


@pytest.mark.clause("六.1")
def test_the_first_and_the_last_day_are_judged_too():
    noon = replace(window("noon", kind="noon"), where="windows[1]")
    sections = [section(**ALL_GRADES), section("b2", window="noon", **ALL_GRADES)]
    sessions = [session("n1", "b2"), session("n2", day=TUESDAY), session("n3", "b2", day="2026-09-09")]
    given = served(*sessions, sections=sections, the_plan=plan(windows=(window(), noon)))
    assert [p.evidence["date"] for p in problems("workday-not-served", given)] == [MONDAY, "2026-09-09"]


@pytest.mark.clause("六.1")
def test_a_day_on_which_nothing_was_held_but_entered_is_judged_elsewhere():
    between = not_held("n2", day=TUESDAY)
    assert not problems("workday-not-served", served(*around(), between))


@pytest.mark.clause("六.1")
def test_one_finding_a_date_gathers_the_grades_that_had_nothing():
    third = session("n2", "b3", day=TUESDAY)
    sections = [section(**ALL_GRADES), section("b3", grades=(3,))]
    (found,) = problems("workday-not-served", served(*around(), third, sections=sections))
    assert found.evidence["grades"] == [1, 2, 4]


@pytest.mark.clause("六.1")
def test_a_session_in_another_kind_of_window_serves_no_workday():
    windows = (window(), replace(window("noon", kind="noon"), where="windows[1]"))
    sections = [section(**ALL_GRADES), section("b2", window="noon", **ALL_GRADES)]
    given = served(*around(), session("n2", "b2", day=TUESDAY), sections=sections, the_plan=plan(windows=windows))
    assert len(problems("workday-not-served", given)) == 1


@pytest.mark.clause("六.1")
def test_holidays_weekends_and_days_before_and_after_are_silent_and_a_makeup_day_is_not():
    off = [calendar(TUESDAY, "off")]
    assert not problems("workday-not-served", served(*around(), calendar=off))
    friday, monday = session("n1", day="2026-09-18"), session("n2", day="2026-09-21")
    assert not problems("workday-not-served", served(friday, monday))
    makeup = [calendar("2026-09-20", "workday", "fri")]
    (found,) = problems("workday-not-served", served(friday, monday, calendar=makeup))
    assert found.evidence["makeup"] is True
    itself = [calendar("2026-09-20", "workday")]  # no window has a Sunday
    assert not problems("workday-not-served", served(friday, monday, calendar=itself))


@pytest.mark.clause("六.1")
def test_a_weekday_without_a_window_is_the_plans_finding():
    no_tuesday = plan(windows=(window(weekdays=("mon", "wed", "thu", "fri")),))
    assert not problems("workday-not-served", served(*around(), the_plan=no_tuesday))


@pytest.mark.clause("六.1")
def test_a_grade_that_nobody_wants_needs_no_service():
    survey = replace(plan().survey, wanting={1: 0, 2: 0, 3: 0, 4: 0})
    assert not problems("workday-not-served", served(*around(), the_plan=plan(survey=survey)))


@pytest.mark.clause("六.1")
@pytest.mark.parametrize(
    ("acts", "grades"),
    [
        ([act()], [3]),
        ([], None),
        ([act(when="2026-09-08 16:10")], [3]),
        ([act(when="2026-09-08 16:11")], None),  # joined when the day's service had begun
        ([act(), act(when="2026-09-08 09:00", act="withdraw")], None),
    ],
)
def test_only_grades_with_a_consent_in_force_that_day_count(acts, grades):
    given = served(*around(), students=[student(), student("s2", 4)], consents=acts)
    found = problems("workday-not-served", given)
    assert [problem.evidence["grades"] for problem in found] == ([grades] if grades else [])


@pytest.mark.clause("六.1")
def test_consents_alone_do_not_tell_whose_they_are_and_the_first_window_of_the_day_counts():
    assert problems("workday-not-served", served(*around(), consents=[]))
    later = replace(window("late", start="18:10", end="18:40"), where="windows[1]")
    given = {"students": [student()], "consents": [act(when="2026-09-08 17:00")]}
    assert not problems("workday-not-served", served(*around(), the_plan=plan(windows=(window(), later)), **given))


# session-not-held, early-end, early-end-habit


@pytest.mark.clause("附.5")
@pytest.mark.parametrize(
    ("the_session", "fires"),
    [
        (not_held(), True),
        (not_held(reason="停电"), False),
        (session(end=""), False),
        (session(start=""), False),
    ],
)
def test_a_dropped_session_needs_a_reason(the_session, fires):
    assert bool(problems("session-not-held", facts(sessions=[the_session]))) is fires


@pytest.mark.clause("附.5")
@pytest.mark.parametrize(
    ("changes", "fires"),
    [
        ({"end": "17:05"}, False),
        ({"end": "17:04"}, True),
        ({"end": "17:04:59"}, True),
        ({"end": "17:30"}, False),
        ({"end": ""}, False),
        ({"end": "16:40", "early_reason": "沙尘暴"}, False),
        ({"start": "", "end": "16:40"}, True),
    ],
)
def test_five_minutes_early_are_tolerated_and_a_reason_excuses(changes, fires):
    assert bool(problems("early-end", facts(sessions=[session(**changes)]))) is fires


@pytest.mark.clause("附.5")
@pytest.mark.parametrize(
    ("early", "on_time", "fires"),
    [(2, 18, False), (3, 17, True), (3, 16, False), (3, 27, False), (4, 27, True)],
)
def test_more_than_one_in_ten_of_at_least_twenty_is_a_habit(early, on_time, fires):
    sessions = [session(f"e{n}", end="17:04", early_reason="教师有事") for n in range(early)]
    sessions += [session(f"o{n}") for n in range(on_time)]
    assert bool(problems("early-end-habit", facts(sessions=sessions))) is fires


@pytest.mark.clause("附.5")
def test_five_minutes_with_a_reason_and_cancelled_sessions_make_no_habit():
    sessions = [session(f"e{n}", end="17:05", early_reason="教师有事") for n in range(20)]
    sessions += [not_held(f"c{n}", reason="停电") for n in range(20)]
    assert not problems("early-end-habit", facts(sessions=sessions))


def test_the_builders_school_is_lawful():
    the_plan = plan(blocks=(block(),), courses=(course(),))
    given = facts(the_plan, sections=[section()], sessions=[session()], presence=[present()])
    for rule in ("no-filed-plan", "session-outside-plan", "session-not-held", "early-end", "roll-call-missing"):
        assert not problems(rule, given)
