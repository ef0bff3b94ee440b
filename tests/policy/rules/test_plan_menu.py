"""The menu and the choice it gives: rulebook §4, Content, second part. Every threshold from both sides."""

import pytest

from tests.policy.promise import WEEK, block, changed, course, filled, findings, fires, places, promise, window

# menu-empty, places-short, no-choice, one-package


@pytest.mark.clause("七.5b")
def test_a_menu_offers_something_to_each_grade_with_pupils_on_each_of_its_days() -> None:
    plan = promise(3, 4)
    for item in plan["courses"]:
        item["weekdays"] = WEEK[:4]
    found = findings("menu-empty", plan)
    assert [(f.where, f.subject) for f in found] == [("blocks[1]", "三、四年级周五")]
    plan["courses"].append(course(4, id="x", weekdays=["fri"]))
    assert findings("menu-empty", plan)[0].evidence["empty"] == [{"grade": 3, "weekday": "fri"}]
    assert not fires("menu-empty", changed(plan, "enrolled.3", 0))
    assert fires("menu-empty", changed(plan, "survey.wanting.3", 0))  # pupils on the roll are enough
    assert not fires("menu-empty", changed(plan, "blocks.1.weekdays", WEEK[:4]))


@pytest.mark.clause("七.5b")
def test_a_course_of_another_window_or_without_a_place_is_not_on_the_menu() -> None:
    plan = promise(3, windows=[window(3), window(3, id="b", start="18:10", end="19:00")])
    for item in plan["courses"]:
        item["window"] = "b"
    assert places("menu-empty", plan) == ["blocks[1]"]
    for item in plan["courses"]:
        item["window"] = ["b", "pm"]
    assert not fires("menu-empty", plan)
    for item in plan["courses"]:
        item["capacity"] = 0
    assert places("menu-empty", plan) == ["blocks[1]"]


@pytest.mark.clause("二.3")
def test_places_equal_to_those_who_want_them_are_enough() -> None:
    plan = promise(3, 4)  # 80 + 80 want it
    plan["courses"] = [course(3, 4, id="x", sections=4, capacity=40)]
    assert not fires("places-short", plan)
    plan["courses"][0] |= {"sections": 3, "capacity": 53}
    found = findings("places-short", plan)
    assert [f.where for f in found] == ["windows[0]"]
    assert found[0].evidence["shortages"][0] == {"weekday": "mon", "grades": [3, 4], "places": 159, "wanting": 160}
    assert "还差 1 个" in found[0].satisfied_by


@pytest.mark.clause("二.3")
def test_places_open_to_one_grade_are_counted_for_it_alone() -> None:
    plan = promise(3, 4)
    plan["courses"] = [course(3, id="x", sections=1, capacity=79), course(4, id="y", sections=10)]
    found = findings("places-short", plan)
    assert {tuple(s["grades"]) for s in found[0].evidence["shortages"]} == {(3,)}
    plan["courses"][0]["capacity"] = 80
    assert not fires("places-short", plan)


@pytest.mark.clause("二.3")
def test_a_grade_with_nothing_that_day_or_not_named_in_the_survey_is_left_out() -> None:
    plan = promise(3, 4)
    plan["courses"] = [course(3, id="x", sections=2, capacity=40)]  # nothing for grade 4
    assert not fires("places-short", plan)
    plan["courses"] = [course(3, 4, id="x", sections=2, capacity=40)]
    assert fires("places-short", plan)
    assert not fires("places-short", changed(plan, "survey.wanting.4", None))
    assert not fires("places-short", promise(3, survey=None))
    plan["courses"][0]["weekdays"] = ["tue"]
    assert findings("places-short", plan)[0].subject == "周二"


@pytest.mark.clause("附.10")
@pytest.mark.parametrize(
    ("courses", "electives", "bare"), [(0, 0, True), (1, 0, True), (2, 0, False), (1, 1, False), (0, 2, False)]
)
def test_two_things_to_choose_are_a_choice(courses: int, electives: int, bare: bool) -> None:
    plan = promise(3)
    plan["courses"] = plan["courses"][:courses]
    plan["blocks"] += [block(3, start="17:10", end="18:10", choice="elective") for _ in range(electives)]
    found = findings("no-choice", plan)
    assert [(f.where, f.evidence["options"]) for f in found] == (
        [("blocks", {"3": courses + electives})] if bare else []
    )


@pytest.mark.clause("附.10")
def test_a_course_counts_once_however_many_days_and_only_if_a_menu_leads_to_it() -> None:
    plan = promise(3)
    plan["courses"] = [course(3, id="x", weekdays=WEEK), course(3, id="y", weekdays=["fri"])]
    assert not fires("no-choice", plan)
    plan["blocks"][1]["weekdays"] = WEEK[:4]
    assert findings("no-choice", plan)[0].evidence["options"] == {"3": 1}


@pytest.mark.clause("附.10")
def test_the_same_week_for_grades_of_two_bands_is_one_package() -> None:
    plan = promise(2, 3)
    plan["blocks"] = [
        block(2, 3, content=["reading", "group"]),
        block(2, 3, start="17:10", end="18:10", content="menu"),
    ]
    plan["courses"] = [course(2, 3, id="x")]
    assert places("one-package", plan) == ["blocks"]
    plan["courses"].append(course(3, id="y"))
    assert not fires("one-package", plan)  # another menu
    plan["courses"].pop()
    plan["blocks"][0] = block(2, content=["group", "reading"])
    plan["blocks"].append(block(3, content=["reading", "group"]))
    assert fires("one-package", plan)  # the order of kinds is nothing
    plan["blocks"][2]["content"] = ["reading"]
    assert not fires("one-package", plan)
    plan["blocks"][2] |= {"content": ["reading", "group"], "end": "17:09"}
    assert not fires("one-package", plan)


@pytest.mark.clause("附.10")
def test_a_school_of_one_band_is_never_one_package_and_one_other_grade_is_enough() -> None:
    alike = [block(3, 4, 5, content=["homework"])]
    assert not fires("one-package", promise(3, 4, 5, blocks=alike))
    plan = promise(1, 2, 3, blocks=[block(1, 2, 3, content=["reading"])])
    assert fires("one-package", plan)
    plan["blocks"].append(block(2, start="17:10", end="17:30"))
    assert not fires("one-package", plan)
    plan = changed(plan, "survey.wanting.2", 0)
    assert fires("one-package", plan)  # the grade that differs wants nothing


# domains, online


@pytest.mark.clause("三.3")
@pytest.mark.parametrize(
    ("kind", "implied"),
    [
        ("homework", "智"), ("self_study", "智"), ("reading", "智"), ("qa", "智"), ("personal_qa", "智"),
        ("course_tutoring", "智"), ("extension", "智"), ("study_methods", "智"), ("innovation", "智"),
        ("group", "德"), ("mental", "德"), ("career", "德"), ("practice", "劳"), ("handcraft", "劳"),
        ("arts_sports", "体美"), ("interest", ""), ("club", ""), ("care", ""), ("drill", ""),
    ],
)  # fmt: skip
def test_blocks_imply_domains(kind: str, implied: str) -> None:
    found = findings("five-domains", filled(10, [kind]))
    assert [(f.where, f.evidence["missing"]) for f in found] == [
        ("courses", {"10": [domain for domain in "德智体美劳" if domain not in implied]})
    ]


@pytest.mark.clause("三.3")
def test_each_grade_in_demand_meets_all_five_in_its_courses_or_blocks() -> None:
    plan = promise(3, 4)
    plan["courses"][2]["grades"] = [3]  # 体
    assert findings("five-domains", plan)[0].evidence["missing"] == {"4": ["体"]}
    assert not fires("five-domains", changed(plan, "survey.wanting.4", 0))
    plan["courses"][2] |= {"grades": [3, 4], "sections": 0}
    assert findings("five-domains", plan)[0].evidence["missing"] == {"3": ["体"], "4": ["体"]}


@pytest.mark.clause("三.3")
@pytest.mark.parametrize(
    ("carrying", "courses", "sign"), [(3, 5, False), (4, 5, False), (4, 6, True), (6, 10, False), (7, 10, True)]
)
def test_more_than_six_in_ten_of_six_courses_are_lopsided(carrying: int, courses: int, sign: bool) -> None:
    plan = promise(3)
    plan["courses"] = [
        course(3, id=f"x{n}", domains=["体"] if n < carrying else ["德", "智", "美", "劳"][n % 4 : n % 4 + 1])
        for n in range(courses)
    ]
    found = findings("domains-lopsided", plan)
    assert [(f.where, f.level) for f in found] == ([("courses", "sign")] if sign else [])
    if sign:
        assert found[0].evidence["grades"] == {"3": {"domain": "体", "carrying": carrying, "courses": courses}}


@pytest.mark.clause("附.9")
def test_one_onsite_or_dual_block_or_course_keeps_a_grade_from_being_all_online() -> None:
    plan = promise(3)
    for item in (*plan["blocks"], *plan["courses"]):
        item["mode"] = "online"
    assert places("all-online", plan) == ["blocks"]
    for path in ("blocks.0.mode", "blocks.1.mode", "courses.4.mode"):
        assert not fires("all-online", changed(plan, path, "dual"))
        assert not fires("all-online", changed(plan, path, "onsite"))
        assert not fires("all-online", changed(plan, path, None))  # left out = onsite
    closed = changed(plan, "courses.4.mode", "onsite")
    assert fires("all-online", changed(closed, "courses.4.capacity", 0))


@pytest.mark.clause("附.9")
def test_all_online_is_judged_grade_by_grade() -> None:
    plan = promise(3, 9)
    for n in (2, 3):
        plan["blocks"][n]["mode"] = "online"
    for n in range(5, 10):
        plan["courses"][n]["mode"] = "online"
    assert [f.evidence["grades"] for f in findings("all-online", plan)] == [[9]]


@pytest.mark.clause("二.3")
def test_places_are_those_of_the_windows_own_menu_on_that_weekday() -> None:
    plan = promise(3, windows=[window(3), window(3, id="b", start="18:10", end="19:00")])
    plan["courses"] = [course(3, id="x", sections=2, capacity=40), course(3, id="y", window="b", sections=1)]
    assert not fires("places-short", plan)  # no menu leads to y
    plan["blocks"].append(block(3, window="b", start="18:10", end="19:00", content="menu"))
    assert places("places-short", plan) == ["windows[1]"]
    plan["blocks"][-1]["weekdays"] = ["tue"]
    assert findings("places-short", plan)[0].subject == "周二"
