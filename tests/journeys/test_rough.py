"""The same steps where the network is slow or gone, a finger too quick, a name too long, and there is no mouse."""

import re

import pytest

from tests.journeys.conftest import DESK, Town, Visitor

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LONGEST = "买买提依明江·阿卜杜热合曼·吐尔逊古丽·艾则孜江·麦合木提·阿不都拉江·乌云其木格"[:40]
# What the element with the focus is called, and whether one sees that it has it.
FOCUS = """() => {
  const at = document.activeElement, seen = getComputedStyle(at);
  const words = at.labels?.length ? [...at.labels].map((l) => l.innerText).join(" ") : at.innerText;
  return [at.getAttribute("aria-label") || words || at.id || "", seen.outlineStyle !== "none" || seen.boxShadow !== "none"];
}"""


def slow_down(visitor: Visitor, *, latency_ms: int, kilobytes: int) -> None:
    """A bus in a tunnel: every answer this late, this many kilobytes a second."""
    wire = visitor.page.context.new_cdp_session(visitor.page)
    wire.send("Network.enable")
    limit = kilobytes * 1024
    wire.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": latency_ms, "downloadThroughput": limit, "uploadThroughput": limit},
    )


def tabs_to(visitor: Visitor, words: str, *, most: int = 60) -> None:
    """Only the tab key, and the focus can be seen on the way."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        called, seen = visitor.page.evaluate(FOCUS)
        assert seen, f"nobody sees that “{called}” has the focus"
        if words in called:
            return
    raise AssertionError(f"the tab key does not come to “{words}”")


def enters(visitor: Visitor) -> None:
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")


def test_two_wishes_added_in_one_breath_on_a_slow_network_are_both_kept(town: Town) -> None:
    parent = town.visits("给", nth=0).opens_for_a_child("/family/choose/")
    parent.sees("还没有志愿")
    slow_down(parent, latency_ms=1500, kilobytes=30)
    adds = parent.page.get_by_role("button", name=re.compile("加入志愿"))
    wanted = [str(adds.nth(n).get_attribute("aria-label")).removesuffix("加入志愿").removeprefix("把") for n in (0, 1)]
    adds.evaluate_all("(all) => { all[0].click(); setTimeout(() => all[1].click(), 400); }")
    for course in wanted:
        parent.expect(parent.page.locator(".kh-ranked")).to_contain_text(course, timeout=30_000)
    parent.page.wait_for_load_state("load")
    parent.page.reload()
    parent.expect(parent.page.locator(".kh-wish")).to_have_count(2)


def test_wishes_reordered_in_the_breath_before_the_tab_is_closed_are_kept(town: Town) -> None:
    parent = town.visits("给", nth=0).opens_for_a_child("/family/choose/").sees("志愿顺序")
    for _ in range(2):
        parent.clicks(parent.page.get_by_role("button", name=re.compile("加入志愿")).first)
    address, wishes = parent.page.url, parent.page.locator(".kh-wish h3, .kh-wish b")
    first, second = wishes.nth(0).inner_text(), wishes.nth(1).inner_text()
    other = parent.page.context.new_page()
    parent.page.get_by_role("button", name=re.compile("上移")).nth(1).click()
    parent.page.close(run_before_unload=True)
    parent.page = other
    parent.page.wait_for_timeout(1500)
    parent.page.goto(address)
    parent.expect(parent.page.locator(".kh-wish").nth(0)).to_contain_text(second)
    parent.expect(parent.page.locator(".kh-wish").nth(1)).to_contain_text(first)


def test_a_roll_called_without_a_network_is_kept_and_sent_when_it_is_back(town: Town) -> None:
    """八.5c: what the teacher saw is not lost in a room without a signal."""
    teacher = town.visits("教师").taps("我到了，签到")
    teacher.page.context.set_offline(True)
    tiles = teacher.page.locator("button.kh-kid[data-preset=here]")
    missing = [tiles.nth(n).get_attribute("data-name") for n in (0, 1)]
    for n in (0, 1):
        tiles.nth(n).click()
    teacher.sees("没网发不出通知").sees("没有网络，照常点名")
    teacher.page.get_by_role("button", name="完成点名").click()
    teacher.sees("没有网络，照常点名")
    teacher.page.context.set_offline(False)
    teacher.sees("已点名").sees("未到 2")
    teacher.taps("再点一次") if teacher.page.get_by_role("link", name="再点一次").count() else None
    for name in missing:
        teacher.expect(teacher.page.locator(f"button.kh-kid[data-name='{name}']")).to_have_attribute(
            "data-state", "absent"
        )


def test_an_answer_lost_on_the_way_and_a_second_tap_take_one_seat(town: Town) -> None:
    """The place was taken, the phone never heard of it; the guardian goes back and taps again."""
    (account,) = town.looks_up(
        """SELECT g.account_id FROM people_pupil p JOIN people_guardianship g ON g.pupil_id = p.id AND g.account_id NOT NULL
           WHERE p.school_id = 1 AND p.grade = 6 AND p.id NOT IN (SELECT pupil_id FROM enrol_consent) ORDER BY p.id"""
    )[0]
    parent = town.visits_account(account).taps("我的", exact=True).taps("参加或退出课后服务")
    parent.taps("自愿参加").sees("参加课后服务")
    parent.opens_for_a_child("/family/seat/").taps("看还有名额的课")
    button = parent.page.get_by_role("button", name=re.compile("^选")).first
    course = str(button.get_attribute("aria-label")).removeprefix("选")
    lost: list[int] = []

    def lose_the_first(route: object) -> None:
        if not lost and route.request.method == "POST":
            lost.append(route.fetch(max_redirects=0).status)
            route.abort("connectionreset")
        else:
            route.continue_()

    parent.page.route("**/claim/**", lose_the_first)
    with parent.page.expect_event("requestfailed"):
        button.click(no_wait_after=True)
    parent.page.wait_for_url("chrome-error://**")
    parent.page.reload()  # the same form once more, as the browser's own page offers
    parent.sees("选课结果")
    assert lost == [303]
    parent.expect(parent.page.locator(".kh-seat", has_text=course)).to_have_count(1)
    parent.expect(parent.page.locator(".kh-refusal")).to_have_count(0)


def test_the_longest_name_of_a_collector_runs_over_no_edge(town: Town) -> None:
    parent = town.visits("家长").taps("换人接")
    parent.page.locator("input[name=name]").fill(LONGEST)
    parent.page.locator("input[name=relation]").fill("母亲的姨妈的大女儿的丈夫也就是表姐夫")
    parent.page.locator("input[name=only_on]").fill("2026-10-28")
    parent.taps("添加接送人").sees(LONGEST)
    teacher = town.visits("教师").taps("我到了，签到").taps("完成点名")
    teacher.opens("/teacher/").taps("交接离校").taps("赖凯换人接").sees(LONGEST)
    places = [("collectors", parent), ("gate", teacher)]
    places.append(("today", town.visits("家长").sees(LONGEST)))
    for width in (390, 320):
        for where, visitor in places:
            visitor.page.set_viewport_size({"width": width, "height": 844})
            assert visitor.page.evaluate(OVERFLOW) <= 0, (where, width)


@pytest.mark.clause("附.5")
def test_the_plan_is_put_right_with_the_keyboard_alone(town: Town) -> None:
    writer = town.visits("葡萄架小学", DESK)
    tabs_to(writer, "跳到正文")
    tabs_to(writer, "方案")
    enters(writer)
    tabs_to(writer, "接着写")
    enters(writer)
    tabs_to(writer, "时段")
    enters(writer)
    wrong = writer.page.locator("[data-problem^='end-']")
    writer.expect(wrong).to_have_count(1)
    tabs_to(writer, "结束", most=120)
    writer.page.keyboard.press("Control+A")
    writer.page.keyboard.type("18:10")
    writer.page.keyboard.press("Tab")
    writer.expect(wrong).to_have_count(0, timeout=30_000)
