"""One afternoon in the demo city, lived by those who live it: a family, a teacher, the duty leader, the gate."""

import re

from tests.journeys.conftest import DESK, Town


def test_a_family_sees_where_the_child_is_asks_leave_and_takes_it_back(town: Town) -> None:
    parent = town.visits("家长")
    parent.sees("今天")
    parent.taps("请假或提前接")
    parent.page.locator("input[name=date]").fill("2026-10-29")
    parent.page.locator("[name=reason]").first.fill("看牙")
    parent.taps("请这天的假")
    parent.sees("已请的假").sees("10月29日")
    parent.taps("撤回 10月29日")
    parent.sees_not("已请的假")


def test_a_family_says_who_collects_and_takes_the_word_back(town: Town) -> None:
    parent = town.visits("家长")
    parent.taps("换人接")
    before = parent.answer
    parent.page.locator("input[name=name]").fill("周国栋")
    parent.page.locator("input[name=relation]").fill("爷爷")
    parent.taps("添加接送人")
    parent.sees("爷爷 周国栋")
    assert parent.answer != before
    parent.taps("取消周国栋")
    parent.sees_not("爷爷 周国栋")
    assert parent.answer == before


def test_a_teacher_comes_calls_the_roll_sees_children_off_and_leaves(town: Town) -> None:
    """附.11 on the way: the last adult does not get out while a child is there."""
    teacher = town.visits("教师")
    teacher.taps("我到了，签到")
    teacher.sees("完成点名")
    tiles = teacher.page.locator("#main button, #main [role=button]")
    assert tiles.count() > 0
    teacher.taps("完成点名")
    teacher.opens("/teacher/").sees("由您负责")
    teacher.taps("签退", exact=True)
    teacher.sees("最后一位老师").sees("附.11")
    teacher.opens("/teacher/").taps("作业和记录").taps("全都写完了")
    teacher.taps("记下勾选的作业")
    teacher.opens("/teacher/").taps("交接离校")
    before = teacher.answer
    teacher.clicks(teacher.page.get_by_role("link", name=re.compile("换人接")).first)
    teacher.clicks(teacher.page.get_by_role("button", name=re.compile("^交给|^放行")).first)
    teacher.opens("/teacher/").taps("交接离校")
    assert teacher.answer != before
    town.moves_to(teacher, "17:12")
    teacher.opens("/teacher/")
    onward = teacher.page.get_by_role("button", name=re.compile("去下一个班"))
    if onward.count():
        teacher.clicks(onward.first)
    while teacher.opens("/teacher/").page.get_by_role("link", name="交接离校").count():
        teacher.taps("交接离校")
        teacher.clicks(teacher.page.get_by_role("link", name=re.compile("换人接")).first)
        teacher.clicks(teacher.page.get_by_role("button", name=re.compile("^交给|^放行")).first)
    for (account,) in town.looks_up(AWAITING):  # until they are met, whoever sent them on answers for them (附.11)
        colleague = town.visits_account(account).opens("/teacher/")
        if colleague.page.get_by_role("button", name="我到了，签到").count():
            colleague.taps("我到了，签到")
    teacher.opens("/teacher/").taps("签退", exact=True)
    teacher.sees("今天要带的班都结束了")


AWAITING = """SELECT DISTINCT s.account_id FROM day_presence left_ JOIN day_session gone ON gone.id = left_.session_id
    JOIN day_session next ON next.date = gone.date AND next.planned_start >= gone.planned_start AND next.id <> gone.id
    JOIN day_presence p ON p.session_id = next.id AND p.pupil_id = left_.pupil_id AND p.state = 'expected'
    JOIN day_duty d ON d.session_id = next.id JOIN people_staffmember s ON s.id = d.staff_id
    WHERE left_.released_to = 'next_session' AND d.in_at IS NULL AND s.account_id IS NOT NULL"""
"""The accounts of those who are to lead the lessons that children are on the way to, and have not come."""


def test_an_uncovered_class_is_seen_and_somebody_is_sent(town: Town) -> None:
    leader = town.visits("值守组长", DESK)
    town.moves_to(leader, "17:12")
    leader.opens("/school/today/").sees("没有老师")
    leader.sees("附.11")
    leader.clicks(leader.page.locator(".kh-alarm form button").first)
    leader.sees("派")


def test_at_the_gate_every_child_leaves_with_somebody_and_the_day_closes(town: Town) -> None:
    leader = town.visits("值守组长", DESK)
    leader.opens("/school/today/").taps("今天关账")
    assert "个孩子" in leader.page.locator("body").inner_text()
    town.moves_to(leader, "22:00")
    leader.opens("/school/today/").sees("关账")
