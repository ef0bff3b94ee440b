"""Who works: rulebook §4, People. Every threshold from both sides."""

import pytest

from tests.policy.promise import (
    WEEK,
    block,
    changed,
    course,
    findings,
    fires,
    outsider,
    person,
    places,
    promise,
    provider,
    window,
)


@pytest.mark.clause("五.1")
@pytest.mark.parametrize(
    ("role", "applied", "found"),
    [
        ("school_teacher", None, True),
        ("exchange_teacher", None, True),
        ("school_teacher", "2026-08-18", False),
        ("retired", None, False),
        ("qualified", None, False),
        ("volunteer", None, False),
        ("institution", None, False),
    ],
)
def test_teachers_are_on_the_list_by_their_own_application(role: str, applied: str | None, found: bool) -> None:
    someone = {key: value for key, value in person(role=role, applied=applied).items() if value is not None}
    assert places("staff-not-applied", promise(staff=[person(id="t0"), someone])) == (["staff[1]"] if found else [])


def led(days: list[str] | None = None, max_hours: float | None = None, **changes) -> dict:
    """A plan where t1 leads a course of grade 3 in the menu hour."""
    limits = {"days": days, "max_hours": max_hours}
    someone = person(**{key: value for key, value in limits.items() if value is not None})
    plan = promise(3, staff=[someone])
    plan["courses"].append(course(3, id="x", led_by="t1", **changes))
    return plan


@pytest.mark.clause("五.2")
@pytest.mark.parametrize(
    ("days", "weekdays", "outside"),
    [
        (["mon", "wed"], ["mon", "wed"], None),
        (["mon", "wed"], ["mon", "tue", "fri"], ["tue", "fri"]),
        (None, WEEK, None),  # no days stated: no limit
        ([], ["mon"], ["mon"]),
    ],
)
def test_a_course_keeps_to_the_days_its_leader_offered(
    days: list[str] | None, weekdays: list[str], outside: list[str] | None
) -> None:
    found = findings("roster-outside-application", led(days, weekdays=weekdays))
    assert [(f.where, f.evidence["weekdays"]) for f in found] == ([("courses[5]", outside)] if outside else [])


@pytest.mark.clause("五.2")
@pytest.mark.parametrize(("max_hours", "over"), [(5, False), (4.9, True), (4, True), (None, False), (0, True)])
def test_a_week_of_courses_stays_within_the_hours_offered(max_hours: float | None, over: bool) -> None:
    """Five days of the 60-minute menu; how many sections run side by side is not the person's time."""
    plan = led(max_hours=max_hours, sections=9)
    assert places("roster-outside-application", plan) == (["staff[0]"] if over else [])


@pytest.mark.clause("五.2")
def test_a_course_lasts_as_long_as_the_longest_menu_block_of_its_windows_and_grades_that_day() -> None:
    plan = led(max_hours=4, weekdays=["mon", "tue", "wed", "thu"], window=["pm", "b"])
    plan["windows"].append(window(3, id="b", start="18:10", end="20:00"))
    assert not fires("roster-outside-application", plan)
    plan["blocks"].append(block(3, window="b", start="18:10", end="19:11", weekdays=["mon"], content="menu"))
    assert findings("roster-outside-application", plan)[0].evidence["minutes"] == 241
    plan["blocks"][-1]["content"] = ["reading"]
    assert not fires("roster-outside-application", plan)  # no menu block
    plan["blocks"][-1] |= {"content": "menu", "weekdays": ["fri"]}
    assert not fires("roster-outside-application", plan)  # not that day


@pytest.mark.clause("五.2")
def test_two_courses_of_one_person_add_up() -> None:
    plan = led(max_hours=2, weekdays=["mon", "tue"])
    assert not fires("roster-outside-application", plan)
    plan["courses"].append(course(3, id="y", led_by="t1", weekdays=["wed"]))
    assert findings("roster-outside-application", plan)[0].evidence["minutes"] == 180


@pytest.mark.clause("五.3")
@pytest.mark.parametrize(
    ("changes", "failed"),
    [
        ({}, []),
        ({"cleared_on": "2025-08-31"}, []),  # exactly 365 days before the first day
        ({"cleared_on": "2025-08-30"}, ["clearance_old"]),
        ({"cleared_on": None}, ["not_cleared"]),
        ({"qualification": None}, ["no_qualification"]),
        ({"role": "qualified", "provider": None, "qualification": None}, ["no_qualification"]),
        ({"role": "retired", "provider": None, "qualification": None}, []),
        ({"role": "volunteer", "provider": None, "qualification": None}, []),
        ({"role": "volunteer", "provider": None, "cleared_on": None}, ["not_cleared"]),
        ({"qualified_until": "2026-08-31"}, []),
        ({"qualified_until": "2026-08-30"}, ["qualification_expired"]),
        ({"qualified_until": "2026-10-01"}, []),  # may be renewed; the day's roster is judged by itself
        ({"role": "school_teacher", "provider": None, "cleared_on": None, "applied": "2026-08-18"}, []),
    ],
)
def test_outside_people_are_cleared_and_qualified_before_the_term(changes: dict, failed: list[str]) -> None:
    someone = {key: value for key, value in outsider(**changes).items() if value is not None}
    plan = promise(staff=[person(), someone], providers=[provider()])
    found = findings("outside-person-unvetted", plan)
    assert [(f.where, f.evidence["failed"]) for f in found] == ([("staff[1]", failed)] if failed else [])


@pytest.mark.clause("附.7")
@pytest.mark.parametrize(
    ("rule", "changes", "found"),
    [
        ("provider-subject", {"category": "subject"}, True),
        ("provider-subject", {"name": "数学思维棋社"}, False),  # the category decides, not the name
        ("provider-unlisted", {"listed": False}, True),
        ("provider-unlisted", {"listed": None}, True),
        ("provider-unlisted", {}, False),
        ("provider-expired", {"licence_until": None}, True),
        ("provider-expired", {"licence_until": "2026-08-30"}, True),
        ("provider-expired", {"licence_until": "2026-08-31"}, False),
        ("provider-expired", {"licence_until": "2026-10-01"}, False),  # judged on the day by provider-not-in-force
    ],
)
def test_institutions_are_not_subject_ones_listed_and_licensed(rule: str, changes: dict, found: bool) -> None:
    item = {key: value for key, value in provider(**changes).items() if value is not None}
    assert places(rule, promise(providers=[item])) == (["providers[0]"] if found else [])


@pytest.mark.clause("附.7")
def test_somebody_of_an_institution_names_it() -> None:
    nameless = outsider()
    del nameless["provider"]
    assert places("provider-unlisted", promise(staff=[person(), nameless])) == ["staff[1]"]
    assert not fires("provider-unlisted", changed(promise(staff=[person(), nameless]), "staff.1.role", "volunteer"))


@pytest.mark.clause("五.2")
def test_no_day_at_all_is_an_answer_and_not_a_key_left_out() -> None:
    document = promise(1, staff=[person(days=[])])
    document["courses"][0]["led_by"] = "t1"
    [finding] = findings("roster-outside-application", document)
    assert finding.where == "courses[0]" and "云老师一天也没有申报" in finding.says
    del document["staff"][0]["days"]
    assert not fires("roster-outside-application", document)
