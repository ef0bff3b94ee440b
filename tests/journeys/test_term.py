"""What the other people of a term do in the demo city, each on the device they have."""

import re
from urllib.parse import urlsplit

from tests.journeys.conftest import DESK, Town


def test_a_problem_of_the_plan_vanishes_as_it_is_solved_and_comes_back_as_it_is_undone(town: Town) -> None:
    """附.5: the end of the service, typed after and before the offices close."""
    writer = town.visits("葡萄架小学", DESK)
    writer.taps("方案").taps("接着写")
    writer.page.locator("#plan-outline a", has_text="时段").first.click()
    field = writer.page.locator("input[id^=windows-0-end]")
    wrong = writer.page.locator("[data-problem^='end-']")
    writer.expect(wrong).to_have_count(1, timeout=30_000)
    early = field.input_value()
    field.fill("18:10")
    writer.expect(wrong).to_have_count(0, timeout=30_000)
    field.fill(early)
    writer.expect(wrong).to_have_count(1, timeout=30_000)


def test_a_member_of_the_committee_votes_and_may_vote_anew(town: Town) -> None:
    member = town.visits("家委会委员")
    member.sees("等您表决")
    member.page.locator("main a, .kh-panel a").filter(has_text="课后服务").first.click()
    member.chooses("同意")
    member.taps("投出我的一票")
    member.opens("/committee/").sees("已投")


def test_the_district_returns_a_filing_with_a_reason_at_its_place(town: Town) -> None:
    officer = town.visits("区教育局", DESK)
    officer.taps("方案备案").taps("审阅", exact=True)
    officer.page.locator("details", has_text="这里要改").first.locator("summary").click()
    officer.page.locator("textarea[name^='reason:']").first.fill("请写明冬季放学路线")
    officer.taps("退回修改")
    officer.sees("退回")


def test_the_district_accepts_a_filing_and_the_school_publishes_it(town: Town) -> None:
    officer = town.visits("区教育局", DESK)
    officer.taps("方案备案").taps("审阅", exact=True)
    officer.taps("备案", exact=True)
    officer.sees("已备案")


def test_a_family_joins_leaves_and_joins_as_shortly(town: Town) -> None:
    """二.1: leaving takes no more taps than joining."""
    parent = town.visits("家长")
    parent.taps("我的", exact=True).taps("参加或退出课后服务")
    parent.page.get_by_role("button", name=re.compile("退出课后服务")).click()
    parent.sees("已退出课后服务")
    parent.taps("改为参加")
    parent.sees("参加课后服务")


def test_a_family_ranks_wishes_that_are_kept_and_hands_them_in(town: Town) -> None:
    parent = town.visits("给", nth=0)
    parent.opens_for_a_child("/family/choose/").sees("志愿顺序")
    parent.page.get_by_role("button", name=re.compile("加入志愿")).first.click()
    parent.page.wait_for_load_state("load")
    parent.taps("提交志愿")
    parent.sees("再次提交志愿")


def test_a_family_sees_its_seats_and_why(town: Town) -> None:
    parent = town.visits("家长")
    parent.opens_for_a_child("/family/seat/").sees("选课结果")
    why = parent.page.locator("details.kh-why summary").first
    why.click()
    assert parent.page.locator("details.kh-why[open]").count() >= 1


def test_a_family_reads_a_bill_day_by_day(town: Town) -> None:
    """八.5b: what is to be paid, and which days it is for. The demo's family has paid its September."""
    parent = town.visits("家长")
    parent.taps("账单", exact=True).sees("已结清").sees("课后服务费")
    assert parent.page.locator(".kh-bill details[open]").count() == 1


def test_the_finance_maker_takes_money_at_the_counter_and_the_bill_is_settled(town: Town) -> None:
    maker = town.visits("学校财务", DESK)
    maker.taps("账单", exact=True).taps("只看没结清的")
    maker.clicks(maker.page.locator(".kh-table th a").first)
    left = re.search(r"还差 ¥([\d.]+)", maker.answer)
    assert left
    maker.page.locator("#id_amount").first.fill(left[1])
    maker.page.locator("#id_ref").first.fill("0901-17")
    maker.taps("记下这笔缴费")
    maker.sees("结清了")


def test_a_refund_asked_for_by_one_is_paid_by_another(town: Town) -> None:
    """八.4: the maker is not the checker."""
    maker = town.visits("学校财务", DESK)
    maker.taps("账单", exact=True)
    maker.clicks(maker.page.locator(".kh-table tr", has_text="已结清").locator("th a").first)
    form = maker.page.locator("form", has_text="报给复核人")
    form.locator("input[name$=amount]").fill("20")
    form.locator("[name$=reason]").fill("病假两周，票据已交")
    maker.taps("报给复核人")
    maker.sees("等复核").sees_not("同意退费")
    checker = town.visits("经费复核", DESK).opens(urlsplit(maker.page.url).path)
    checker.taps("同意退费")
    checker.sees("退了 ¥20.00")


def test_the_public_reads_the_notice_and_speaks_without_a_name(town: Town) -> None:
    """八.5: what is offered, what it costs, whom to tell; 八.5b: an answer by receipt."""
    reader = town.stranger().opens("/account/sign-in/").taps("不登录也能看")
    reader.sees("服务内容").sees("收费和退费").sees("有问题找谁")
    reader.taps("现在就说")
    reader.page.locator("textarea[name=text]").fill("周三的乒乓球课没有老师")
    reader.page.locator("input[name=about]").first.check()
    reader.taps("送出")
    reader.sees("回执")
