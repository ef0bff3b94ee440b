"""What a family does on its phone beside the afternoon: choosing, giving back, paying, sending somebody else to the gate."""

import hashlib
import re

import pytest

from tests.journeys.conftest import DESK, Town, Visitor

GUARDIAN = "SELECT account_id FROM people_guardianship WHERE pupil_id = ? AND account_id IS NOT NULL ORDER BY id"


def guardian_of(town: Town, child: int) -> int:
    return int(town.looks_up(GUARDIAN, child)[0][0])


@pytest.mark.clause("二.1")
def test_a_child_whose_paper_is_confirmed_chooses_is_drawn_and_the_draw_can_be_checked(town: Town) -> None:
    """The office types the paper in and opens a round; everything that decides is done by the guardian."""
    _child, name, grade, class_no, account = town.looks_up(
        """SELECT p.id, p.name, p.grade, p.class_no, g.account_id FROM people_pupil p
           JOIN people_guardianship g ON g.pupil_id = p.id AND g.account_id IS NOT NULL
           WHERE p.school_id = 1 AND p.grade = 5 AND p.id NOT IN (SELECT pupil_id FROM enrol_consent) ORDER BY p.id"""
    )[0]
    office = town.visits("课后服务负责人", DESK).taps("选课轮次")
    office.clicks(office.page.locator(f"a[href$='class={grade}-{class_no}']"))
    office.taps(f"录入{name}的纸质确认书").sees("已录入，等家长在手机上确认").sees("1 份等家长确认")

    parent = town.visits_account(account).taps("我的", exact=True).taps("参加或退出课后服务")
    parent.sees("是您签的吗").taps("是我签的，参加").sees("参加课后服务")

    office.taps("选课轮次").taps("再开一轮").sees("可以开放选课了")
    office.page.locator("input[name=name]").fill("秋季补选")
    office.page.locator("input[name=opens_at]").fill("2026-10-28T16:00")
    office.page.locator("input[name=closes_at]").fill("2026-10-28T17:00")
    office.page.locator("input[name=public_value]").uncheck()  # dice would be waited for until the next day
    office.taps("开放选课", exact=True).sees("0 个孩子填了志愿")

    parent.opens_for_a_child("/family/choose/", name).sees("10月28日 17:00 截止")
    for _ in range(3):
        parent.clicks(parent.page.get_by_role("button", name=re.compile("加入志愿")).first)
    first = parent.page.locator(".kh-ranked li, #ranked li").first.inner_text()
    parent.taps("提交志愿").sees("再次提交志愿")
    parent.taps("细说“分组轮转摇号”").sees("还没有摇号，承诺已经公布")
    promised = parent.page.locator("code.kh-hash").first.inner_text()

    town.moves_to(office, "17:02")
    office.taps("选课轮次").sees("秋季补选录取了").sees("已摇号")
    assert parent.opens_for_a_child("/family/seat/", name).sees("录取").page.locator(".kh-seat").count() == 3
    assert parent.page.locator("details.kh-why[open] li").count() >= 1
    assert parent.page.locator(".kh-seat h3").first.inner_text() in first
    parent.taps("核对摇号过程").sees("已经摇号，谁都可以核对")
    commitment = parent.page.locator("code.kh-hash").first.inner_text()
    seed = parent.page.locator("dt", has_text="种子（摇号后公布）").locator("+ dd").inner_text().strip()
    assert commitment == promised == hashlib.sha256(seed.encode()).hexdigest()


def test_a_seat_given_up_is_offered_to_the_next_in_line_who_is_told_and_takes_it(town: Town) -> None:
    section, course, child = town.looks_up(
        """SELECT s.id, s.name, w.pupil_id FROM enrol_waiting w JOIN menu_section s ON s.id = w.section_id
           WHERE s.school_id = 1 AND w.state = 'waiting' ORDER BY s.id, w.place"""
    )[0]
    seated, giving = town.looks_up(
        """SELECT t.pupil_id, p.name FROM enrol_seat t JOIN people_pupil p ON p.id = t.pupil_id
           JOIN people_guardianship g ON g.pupil_id = t.pupil_id
           WHERE t.section_id = ? AND t.state = 'confirmed' AND g.account_id IS NOT NULL ORDER BY t.id""",
        section,
    )[0]
    next_in_line = town.visits_account(guardian_of(town, child))
    giver = town.visits_account(guardian_of(town, seated)).opens_for_a_child("/family/seat/", giving)
    giver.taps(f"放弃{course}")
    giver.expect(giver.page.locator(".kh-seat", has_text=course)).not_to_contain_text("放弃这门")

    town.moves_to(giver, "16:10")  # letters go out
    next_in_line.taps("消息", exact=True)
    next_in_line.clicks(next_in_line.page.locator(".kh-row", has_text=f"候补的{course}有名额了").get_by_role("button"))
    next_in_line.sees(f"{course}有名额了").sees("前答复")
    next_in_line.clicks(next_in_line.page.get_by_role("button", name=re.compile("接受这一门|换成这一门")))
    next_in_line.sees_not("有名额了")
    next_in_line.expect(next_in_line.page.locator(".kh-seat", has_text=course).first).to_contain_text("录取")


def test_a_family_pays_online_and_a_second_tap_pays_nothing_more(town: Town) -> None:
    """The two taps fall into one heartbeat, as they do on a bus."""
    bill, child = town.looks_up("SELECT id, pupil_id FROM fund_bill WHERE paid + waived < charged ORDER BY id")[0]
    parent = town.visits_account(guardian_of(town, child)).taps("账单", exact=True)
    pay = parent.page.get_by_role("button", name=re.compile("^支付 ¥"))
    amount = pay.inner_text().removeprefix("支付 ")
    pay.dblclick()
    parent.sees("已结清").sees("演示支付")
    parent.expect(parent.page.locator(".kh-bill", has_text="已付")).to_have_count(1)
    parent.expect(parent.page.locator(".kh-bill", has_text="已付")).to_contain_text(amount)
    assert town.looks_up("SELECT count(*) FROM fund_payment WHERE bill_id = ?", bill) == [(1,)]


@pytest.mark.invariant("I11")
def test_a_code_for_one_day_opens_the_gate_once(town: Town) -> None:
    parent = town.visits("家长").taps("换人接")
    parent.page.locator("input[name=name]").fill("周国栋")
    parent.page.locator("input[name=relation]").fill("舅舅")
    parent.page.locator("input[name=only_on]").fill("2026-10-28")
    parent.taps("添加接送人").sees("接送码")
    code = re.search(r"接送码 ([A-Z0-9]+)", parent.page.locator("body").inner_text())
    assert code

    teacher = town.visits("教师").taps("我到了，签到").taps("完成点名")
    teacher.opens("/teacher/").taps("交接离校")
    _types_code(teacher, "WRNG22").sees("没有这个接送码，先别放").sees("还能试")
    _types_code(teacher, code[1]).sees("码对，人在家长名单里").sees("周国栋")
    teacher.clicks(teacher.page.get_by_role("button", name=re.compile("^交给舅舅")))
    teacher.sees("已交接")
    _types_code(teacher, code[1]).sees_not("码对，人在家长名单里")
    parent.opens("/family/").sees("今天由舅舅 周国栋接").sees("接送码已经用过")
    parent.taps("换人接").sees("已接走").sees_not(code[1])


def _types_code(teacher: Visitor, code: str) -> Visitor:
    teacher.page.locator("#code").fill(code)
    return teacher.taps("查", exact=True)
