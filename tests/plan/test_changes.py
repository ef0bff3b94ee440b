"""What differs between two versions, in words."""

from copy import deepcopy

import pytest

from kehou.plan.changes import changes
from kehou.plan.reading import read_parts
from tests.make.plan import promise


def _before():
    return {"version": 1, "school": {"stages": ["primary"]}, **promise()}


def _after(**changed):
    return {**_before(), "version": 2, **deepcopy(changed)}


def test_the_same_promise_has_no_changes_whatever_the_system_wrote():
    after = _after(committee={"members": 5, "quorum": 3, "meetings": [{"date": "2026-10-26"}]})
    after["publication"] = {**after["publication"], "published": "2026-10-30"}
    after["filed"] = "2026-10-28"
    assert changes(_before(), after) == ()


def test_a_changed_time_reads_before_and_after():
    (change,) = changes(_before(), _after(windows=[{**promise()["windows"][0], "end": "18:20"}]))
    assert (change.part, change.item, change.field) == ("windows", "课后", "结束时间")
    assert (change.before, change.after, change.kind) == ("18:10", "18:20", "changed")
    assert change.where == "windows[0].end"


def test_a_new_course_and_a_dropped_one_are_told_by_name():
    courses = [*promise()["courses"][1:], {**promise()["courses"][0], "id": "c9", "name": "轮滑"}]
    found = {change.kind: change for change in changes(_before(), _after(courses=courses))}
    assert found["added"].item == "轮滑" and "班数 4" in found["added"].after
    assert found["removed"].item == "剪纸" and found["removed"].after == ""


def test_the_same_change_of_many_items_is_told_once():
    courses = [{**course, "capacity": 36} for course in promise()["courses"]]
    (change,) = changes(_before(), _after(courses=courses))
    assert change.item == "剪纸、跳绳与游戏、绘本阅读等 6 项"
    assert (change.field, change.before, change.after) == ("每班人数", "40", "36")


def test_moving_a_block_to_another_place_in_the_list_is_no_change():
    assert changes(_before(), _after(blocks=promise()["blocks"][::-1])) == ()


def test_a_block_with_another_content_is_the_same_block_changed():
    blocks = promise()["blocks"]
    blocks[2]["content"] = ["homework"]
    (change,) = changes(_before(), _after(blocks=blocks))
    assert (change.item, change.field) == ("三至六年级 周一至周五 16:10–17:10", "内容")
    assert (change.before, change.after) == ("作业辅导、自主学习", "作业辅导")


def test_an_unticked_box_and_one_never_ticked_say_the_same():
    blocks = promise()["blocks"]
    blocks[0]["written_homework"] = False
    assert changes(_before(), _after(blocks=blocks)) == ()


@pytest.mark.parametrize(
    ("changed", "item", "before", "after"),
    [
        ({"standard": {"primary": "70.00"}}, "收费标准", "小学 ¥60.00", "小学 ¥70.00"),
        ({"basis": "day"}, "计费方式", "按月", "按天"),
        (
            {"use": {"teacher_pay": 80, "external_pay": 15, "running": 5}},
            "经费用途",
            "教师补助 85%，校外人员 10%，运行 5%",
            "教师补助 80%，校外人员 15%，运行 5%",
        ),
    ],
)
def test_fees_are_told_in_the_words_of_the_notice(changed, item, before, after):
    (change,) = changes(_before(), _after(fees={**promise()["fees"], **changed}))
    assert (change.item, change.before, change.after) == (item, before, after)


def test_a_waiver_is_known_by_whom_it_is_for():
    waivers = [{"category": "城市低保", "rate": 50}, {"category": "孤儿", "rate": 100}]
    (change,) = changes(_before(), _after(fees={**promise()["fees"], "waivers": waivers}))
    assert (change.item, change.field, change.before, change.after) == ("城市低保", "减免比例", "100%", "50%")


def test_enrolment_changes_by_grade():
    (change,) = changes(_before(), _after(enrolled={**promise()["enrolled"], "3": 44}))
    assert (change.item, change.before, change.after) == ("三年级", "40", "44")


def test_a_whole_plan_reads_without_a_single_code_word():
    words = " ".join(line.title + line.text for part in read_parts(_before()) for line in part.lines)
    assert "乒乓球" in words and "每班人数 40" in words
    for code in ("after_class", "required", "onsite", "t001", "menu", "left_behind", "mon", "primary"):
        assert code not in words
