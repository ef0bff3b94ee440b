"""What happens in service time: rulebook §4, Content. Every threshold from both sides."""

import pytest

from kehou.policy.facts.codes import CONTENT_NAMES
from tests.policy.promise import (
    WEEK,
    block,
    changed,
    course,
    filled,
    findings,
    fires,
    holidays,
    outsider,
    person,
    places,
    promise,
    provider,
    report,
    window,
)

CLAUSES = {1: "七.1a", 3: "七.1b", 7: "七.2", 10: "七.3"}
MAIN = {
    1: "group reading practice handcraft self_study",
    3: "homework reading interest group practice self_study qa handcraft club arts_sports",
    7: "homework qa reading club practice self_study personal_qa interest group arts_sports",
    10: "course_tutoring arts_sports extension personal_qa mental study_methods career innovation self_study homework"
    " qa club",
}
ALL_KINDS = list(CONTENT_NAMES)


# content-mainly


@pytest.mark.clause("七.1a")
@pytest.mark.clause("七.1b")
@pytest.mark.clause("七.2")
@pytest.mark.clause("七.3")
@pytest.mark.parametrize("grade", [1, 3, 7, 10])
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_each_band_has_its_own_main_kinds_and_its_own_clause(grade: int, kind: str) -> None:
    found = findings("content-mainly", filled(grade, [kind]))
    expected = [] if kind in MAIN[grade].split() else [CLAUSES[grade]]
    assert [f.clause for f in found] == expected


@pytest.mark.clause("七.1b")
@pytest.mark.parametrize(
    ("contents", "percent"),
    [
        ([["homework"], ["care"]], None),  # exactly half is mainly
        ([["homework", "care"], ["care"]], "25"),
        ([["homework"], ["care"], ["care"]], "33.3"),
        ([["homework", "reading", "care"]], None),
        ([["homework", "care", "new_lesson"]], "33.3"),
    ],
)
def test_a_block_is_split_equally_among_its_kinds_and_half_is_mainly(contents: list, percent: str | None) -> None:
    found = findings("content-mainly", filled(3, *contents))
    assert [(f.where, f.evidence["percent"]) for f in found] == ([("blocks", {"3": percent})] if percent else [])


@pytest.mark.clause("七.1b")
def test_a_menu_counts_as_the_courses_offered_each_day_and_not_at_all_where_none_is() -> None:
    plan = promise(3)
    plan["blocks"] = [block(3, start="16:10", end="18:10", content="menu")]
    main, care = course(3, id="a", content="interest"), course(3, id="b", content="care")
    plan["courses"] = [main, care]
    assert not fires("content-mainly", plan)  # one of two
    plan["courses"] = [main, care, course(3, id="c", content="care")]
    assert findings("content-mainly", plan)[0].evidence["percent"] == {"3": "33.3"}
    plan["courses"] = [main | {"weekdays": ["mon"]}, care | {"weekdays": ["tue"]}]
    assert not fires("content-mainly", plan)  # the three empty days are left out
    plan["courses"] = [main | {"capacity": 0}, care]
    assert fires("content-mainly", plan)  # a closed course counts for nothing
    plan["courses"] = [main | {"capacity": 0}]
    assert not fires("content-mainly", plan)  # nothing to count: menu-empty speaks


@pytest.mark.clause("七.2")
def test_evening_is_extra_below_senior_and_counts_for_senior() -> None:
    evening = window(9, 10, id="eve", kind="evening", start="18:30", end="20:30")
    for grade, clauses in ((9, ["七.2"]), (10, [])):
        plan = promise(grade, windows=[window(grade), evening | {"grades": [grade]}])
        plan["blocks"] = [
            block(grade, content=["care"]),
            block(grade, window="eve", start="18:30", end="20:30", content=["self_study"]),
        ]
        assert [f.clause for f in findings("content-mainly", plan)] == clauses


@pytest.mark.clause("七.1a")
def test_grades_of_one_clause_are_gathered_and_grades_out_of_demand_are_not_judged() -> None:
    plan = promise(1, 2, 3, 4)
    plan["blocks"] = [block(1, 2, 3, 4, end="18:10", content=["care"])]
    found = findings("content-mainly", plan)
    assert [(f.clause, f.subject) for f in found] == [("七.1a", "一、二年级"), ("七.1b", "三、四年级")]
    assert findings("content-mainly", changed(plan, "survey.wanting.2", 0))[0].subject == "一年级"


# content-wrong-stage, written-homework, new lessons, training


@pytest.mark.clause("七.1a")
@pytest.mark.clause("七.1b")
@pytest.mark.clause("七.2")
@pytest.mark.parametrize("kind", ["course_tutoring", "extension"])
def test_subject_tutoring_below_senior_is_refused_whatever_its_share(kind: str) -> None:
    plan = promise(2, 3, 9, 10)
    plan["blocks"].append(block(2, 3, 9, 10, start="18:05", end="18:10", content=["reading", kind]))
    plan["courses"].append(course(9, 10, id="x", content=kind))
    found = [(f.where, f.clause) for f in findings("content-wrong-stage", plan)]
    assert sorted(found) == [
        ("blocks[8]", "七.1a"),
        ("blocks[8]", "七.1b"),
        ("blocks[8]", "七.2"),
        ("courses[20]", "七.2"),
    ]


def test_a_closed_course_is_legal_and_counts_for_nothing() -> None:
    for kind in ("extension", "new_lesson", "subject_training"):
        for closed in ({"capacity": 0}, {"sections": 0}):
            plan = promise()
            plan["courses"].append(course(3, id="x", content=kind, led_by="nobody", **closed))
            plan["staff"].append(person(id="nobody", days=[], max_hours=0))
            assert report(plan).findings == ()


@pytest.mark.clause("七.1a")
@pytest.mark.parametrize(
    ("grades", "changes", "found"),
    [
        ([1], {"written_homework": True}, True),
        ([2, 3], {"written_homework": True}, True),
        ([3], {"written_homework": True}, False),
        ([1], {"written_homework": False}, False),
        ([1], {"content": ["homework"]}, False),  # it may be spoken tasks
    ],
)
def test_no_written_homework_for_grades_one_and_two(grades: list[int], changes: dict, found: bool) -> None:
    plan = promise(1, 2, 3)
    plan["blocks"].append(block(*grades, **changes))
    assert places("written-homework", plan) == (["blocks[4]"] if found else [])


@pytest.mark.clause("附.6")
def test_new_lessons_are_refused_for_every_grade_in_blocks_and_courses() -> None:
    plan = promise(1, 10)
    plan["blocks"][2]["content"] = ["course_tutoring", "new_lesson"]
    plan["courses"][0]["content"] = "new_lesson"
    assert places("new-lesson-planned", plan) == ["blocks[2]", "courses[0]"]
    assert not fires("new-lesson-planned", filled(10, ["course_tutoring", "qa"]))


@pytest.mark.clause("附.7")
@pytest.mark.parametrize(
    ("kind", "leader", "found"),
    [
        ("subject_training", "t1", True),
        ("subject_training", None, True),
        ("course_tutoring", "o1", True),
        ("extension", "o1", True),
        ("new_lesson", "o1", True),
        ("drill", "o1", True),
        ("course_tutoring", "t1", False),
        ("homework", "o1", False),
        ("reading", "o1", False),
        ("interest", "o1", False),
    ],
)
def test_no_subject_course_is_led_by_an_institution(kind: str, leader: str | None, found: bool) -> None:
    plan = promise(10, staff=[person(), outsider()], providers=[provider()])
    plan["courses"].append(course(10, id="x", content=kind) | ({"led_by": leader} if leader else {}))
    assert places("subject-training", plan) == (["courses[5]"] if found else [])


@pytest.mark.clause("附.7")
def test_subject_training_in_a_block_is_refused_and_drill_in_a_block_is_another_matter() -> None:
    assert places("subject-training", filled(10, ["subject_training"])) == ["blocks[0]"]
    assert not fires("subject-training", filled(10, ["drill"]))


# homework-arranged, self-study-hour


@pytest.mark.clause("附.2")
@pytest.mark.parametrize(
    ("grade", "content", "bare"),
    [
        (1, ["reading"], False),
        (2, ["reading"], False),
        (3, ["reading"], True),
        (3, ["homework"], False),
        (9, ["qa", "self_study"], True),
        (9, ["self_study", "homework"], False),
        (10, ["self_study"], True),
        (10, ["homework"], False),
        (10, ["course_tutoring"], False),
        (10, ["qa"], False),
        (10, ["personal_qa"], False),
    ],
)
def test_homework_tutoring_is_arranged_from_grade_three(grade: int, content: list[str], bare: bool) -> None:
    found = findings("homework-arranged", filled(grade, content))
    assert [(f.where, f.evidence["weekdays"]) for f in found] == ([("blocks", {str(grade): WEEK})] if bare else [])


@pytest.mark.clause("附.2")
def test_homework_in_the_menu_is_enough_on_the_days_it_is_offered() -> None:
    plan = promise(3)
    plan["blocks"][0]["content"] = ["reading"]
    plan["courses"].append(course(3, id="hw", content="homework"))
    assert not fires("homework-arranged", plan)
    plan["courses"][-1]["weekdays"] = WEEK[:4]
    assert findings("homework-arranged", plan)[0].evidence["weekdays"] == {"3": ["fri"]}
    plan["courses"][-1] |= {"weekdays": WEEK, "sections": 0}
    assert findings("homework-arranged", plan)[0].evidence["weekdays"] == {"3": WEEK}


@pytest.mark.clause("附.2")
def test_a_day_without_blocks_is_silent_and_evening_counts_for_senior_only() -> None:
    plan = promise(3)
    plan["blocks"] = [block(3, weekdays=["mon"], content=["homework"])]
    assert not fires("homework-arranged", plan)
    for grade, bare in ((9, True), (10, False)):
        evening = window(grade, id="eve", kind="evening", start="18:30", end="20:30")
        plan = promise(grade, windows=[window(grade), evening])
        plan["blocks"] = [
            block(grade, content=["reading"]),
            block(grade, window="eve", start="18:30", end="19:30", content=["homework"]),
        ]
        assert fires("homework-arranged", plan) is bare


@pytest.mark.clause("附.2")
def test_a_season_without_homework_is_found_though_the_other_has_it() -> None:
    autumn, winter = window(3, to="2026-10-31"), window(3, id="w", **{"from": "2026-11-01"})
    plan = promise(3, windows=[autumn, winter])
    plan["blocks"] = [block(3, content=["homework"]), block(3, window="w", content=["reading"])]
    assert findings("homework-arranged", plan)[0].evidence["weekdays"] == {"3": WEEK}
    assert not fires("homework-arranged", changed(plan, "windows.1.from", "2027-01-16"))  # never in force


@pytest.mark.clause("附.2")
def test_senior_weekends_owe_no_homework_and_a_followed_saturday_runs_its_weekday() -> None:
    plan = promise(10, windows=[window(10, weekdays=[*WEEK, "sat"])])
    plan["blocks"] = [block(10, content=["homework"]), block(10, weekdays=["sat"], content=["reading"])]
    assert not fires("homework-arranged", plan, calendar=holidays(d1010="workday"))
    plan["blocks"] = [block(10, content=["homework"], weekdays=WEEK[:4]), block(10, weekdays=["fri"])]
    monday_friday = holidays(**{f"d{d}": "off" for d in ("0904", "0911")}, d0912="workday fri")
    assert findings("homework-arranged", plan, calendar=monday_friday)[0].evidence["weekdays"] == {"10": ["fri"]}


@pytest.mark.clause("七.4a")
@pytest.mark.parametrize(
    ("end", "content", "minutes"),
    [
        ("16:55", ["self_study"], None),  # 45
        ("16:54", ["self_study"], 44),
        ("16:55", ["homework", "care"], None),  # counts in full
        ("16:55", ["reading"], None),
        ("16:55", ["qa"], 0),
    ],
)
def test_about_an_hour_of_own_study_is_from_45_minutes(end: str, content: list[str], minutes: int | None) -> None:
    plan = promise(3)
    plan["blocks"] = [block(3, end=end, content=content)]
    found = findings("self-study-hour", plan)
    assert [f.where for f in found] == ([] if minutes is None else ["blocks"])
    if minutes is not None:
        assert {short["minutes"] for short in found[0].evidence["short"]} == {minutes}


@pytest.mark.clause("七.4a")
def test_a_menu_of_reading_is_no_hour_of_own_study() -> None:
    plan = promise(3)
    plan["blocks"] = [block(3, content="menu", choice="elective")]
    for item in plan["courses"]:
        item["content"] = "reading"
    assert fires("self-study-hour", plan)


@pytest.mark.clause("七.4a")
def test_blocks_of_a_day_add_up_and_side_by_side_count_once() -> None:
    plan = promise(3)
    plan["blocks"] = [block(3, end="16:35"), block(3, start="17:00", end="17:20", content=["homework"])]
    assert not fires("self-study-hour", plan)
    plan["blocks"] = [block(3, end="16:35"), block(3, end="16:35", content=["homework"])]
    assert fires("self-study-hour", plan)


@pytest.mark.clause("七.4a")
def test_evening_study_counts_toward_the_hour_of_senior_grades_only() -> None:
    for grade, short in ((9, True), (10, False)):
        evening = window(grade, id="eve", kind="evening", start="18:30", end="20:30")
        plan = promise(grade, windows=[window(grade), evening])
        plan["blocks"] = [
            block(grade, content=["qa"]),
            block(grade, window="eve", start="18:30", end="19:15", content=["self_study"]),
        ]
        assert fires("self-study-hour", plan) is short


@pytest.mark.clause("七.4a")
def test_senior_saturdays_owe_no_hour_of_own_study_and_compulsory_grades_owe_it_on_every_day_with_blocks() -> None:
    """Saturday 10 October is a school day that follows no other: its own timetable runs."""
    for grade, short in ((10, False), (9, True)):
        plan = promise(grade, windows=[window(grade, weekdays=[*WEEK, "sat"])])
        plan["blocks"] = [block(grade), block(grade, weekdays=["sat"], content=["qa"])]
        assert fires("self-study-hour", plan, calendar=holidays(d1010="workday")) is short
        assert not fires("self-study-hour", plan)
