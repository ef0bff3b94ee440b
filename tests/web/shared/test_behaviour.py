"""What the one script does, in a real Chromium under the real content policy."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import pytest

from tests.web.shared.conftest import Site

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


def order(page: Any) -> list[str]:
    found: list[str] = page.eval_on_selector_all("[name=ranked]", "els => els.map(e => e.value)")
    return found


def test_an_arrow_moves_a_wish_renumbers_and_says_so(opened: Open) -> None:
    page = opened("phone")
    page.get_by_label("陶泥手作上移").click()
    assert order(page) == ["s2", "s1", "s3"]
    assert page.locator(".kh-wish-k").all_inner_texts() == ["1", "2", "3"]
    assert page.locator("[data-live]").inner_text() == "陶泥手作，第 1 志愿"
    assert page.get_by_label("陶泥手作上移").is_disabled()
    # Focus stays in the line, on what can still be pressed.
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "陶泥手作下移"


def test_a_wish_is_dragged_by_its_grip(opened: Open) -> None:
    page = opened("phone")
    grips, lines = page.locator("[data-grip]"), page.locator(".kh-wish")
    grips.nth(0).scroll_into_view_if_needed()
    page.evaluate("window.scrollBy(0, 200)")
    start, end = grips.nth(0).bounding_box(), lines.nth(2).bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, end["y"] + end["height"] - 8, steps=12)
    page.mouse.up()
    assert order(page) == ["s2", "s3", "s1"]


def test_a_removed_wish_is_not_sent(opened: Open) -> None:
    page = opened("phone")
    page.get_by_label("移除围棋（入门）").click()
    assert order(page) == ["s1", "s2"]
    assert page.get_by_label("陶泥手作下移").is_disabled()


def test_one_tap_marks_a_child_absent_and_a_second_undoes_it(opened: Open) -> None:
    page = opened("phone")
    kid = page.locator(".kh-kid", has_text="安雨桐")
    kid.click()
    assert kid.get_attribute("data-state") == "absent"
    assert kid.get_attribute("aria-label") == "1号 安雨桐，未到"
    assert page.locator("[data-count=absent]").inner_text() == "2"
    assert "安雨桐、贺云飞" in page.locator("[data-next]").inner_text()
    kid.click()
    assert kid.get_attribute("data-state") == "here"
    assert page.locator("[data-count=here]").inner_text() == "8"


def test_a_long_press_means_late(opened: Open) -> None:
    page = opened("phone")
    kid = page.locator(".kh-kid", has_text="巴雅尔")
    kid.click(delay=700)
    assert kid.get_attribute("data-state") == "late"
    assert page.locator("[name=state-k2]").input_value() == "late"


def test_late_is_chosen_once_and_tapped(opened: Open) -> None:
    page = opened("phone")
    page.locator(".kh-tapmode label", has_text="晚到").click()
    kid = page.locator(".kh-kid", has_text="巴雅尔")
    kid.click()
    assert kid.get_attribute("data-state") == "late"
    kid.click()
    assert kid.get_attribute("data-state") == "here"
    page.locator(".kh-tapmode label", has_text="未到").click()
    kid.click()
    assert kid.get_attribute("data-state") == "absent"


def test_a_child_on_leave_who_came_is_marked_by_one_tap(opened: Open) -> None:
    page = opened("phone")
    kid = page.locator(".kh-kid", has_text="冯嘉怡")
    kid.click()
    assert kid.get_attribute("data-state") == "here"
    kid.click()
    assert kid.get_attribute("data-state") == "leave"


def test_a_double_tap_sends_once(opened: Open, site: Site) -> None:
    page = opened("phone")
    site.slow = 0.4
    page.evaluate(
        "const b = document.querySelector('.kh-rollfin .btn-primary'); b.click(); setTimeout(() => b.click(), 150)"
    )
    page.wait_for_timeout(1200)
    assert len(site.posted) == 1
    sent = dict(parse_qsl(site.posted[0]))
    assert sent["state-k6"] == "absent" and sent["state-k1"] == "here" and len(sent["act_key"]) >= 16


def test_the_pressed_button_says_what_is_being_done(opened: Open) -> None:
    page = opened("phone")
    page.evaluate("document.querySelector('.kh-rollfin .btn-primary').click()")
    assert page.locator(".kh-rollfin .btn-primary").inner_text() == "正在完成…"


def test_without_a_network_marks_are_kept_and_sent_once_it_is_back(opened: Open, site: Site) -> None:
    page = opened("phone")
    page.context.set_offline(True)
    page.locator(".kh-kid", has_text="白子墨").click()
    assert page.locator("#kh-off").inner_text().strip() == "没有网络，照常点名。已存 1 条，连上自动上传"
    assert "先打电话" in page.locator("[data-next]").inner_text()
    page.locator(".kh-rollfin .btn-primary").click()
    page.wait_for_timeout(200)
    assert site.posted == []
    page.context.set_offline(False)
    page.wait_for_timeout(500)
    assert [parse_qs(body)["state-k3"] for body in site.posted] == [["absent"]]


def test_marks_survive_a_reload(opened: Open) -> None:
    page = opened("phone")
    page.locator(".kh-kid", has_text="白子墨").click()
    page.reload()
    page.wait_for_load_state("load")
    assert page.locator(".kh-kid", has_text="白子墨").get_attribute("data-state") == "absent"


def test_why_fetches_its_evidence_when_it_opens(opened: Open) -> None:
    page = opened("phone")
    why = page.locator("details.kh-why[hx-get]")
    assert "看依据" in why.inner_html()
    why.locator("summary").click()
    why.get_by_text("48 个名额，86 个孩子填了它。").wait_for()


def test_relative_times_count_from_the_servers_clock(opened: Open) -> None:
    page = opened("phone")
    assert page.locator("time[data-ago]").inner_text() == "13 分钟前"
    assert page.locator("[data-clock-now]").inner_text() == "17:26"


def test_an_answer_from_the_server_rises_and_a_problem_stays(opened: Open) -> None:
    page = opened("phone")
    page.evaluate(
        "document.body.dispatchEvent(new CustomEvent('toast', {bubbles: true, detail: {text: '已请假', tone: 'ok'}}))"
    )
    page.evaluate(
        "document.body.dispatchEvent(new CustomEvent('toast', {bubbles: true, detail: {text: '没传到', tone: 'block'}}))"
    )
    assert page.locator(".kh-toast").count() == 2
    page.locator(".kh-toast--block button").click()
    assert page.locator(".kh-toast").count() == 1


def test_a_form_saves_itself_and_says_so_only_after_the_answer(opened: Open, site: Site) -> None:
    page = opened("phone")
    page.get_by_label("乒乓球（入门）下移").click()
    page.locator("[data-save]", has_text="17:26 已保存").wait_for()
    assert parse_qs(site.posted[0])["ranked"] == ["s2", "s1", "s3"]


def test_what_could_not_be_saved_is_said_and_saved_when_the_network_is_back(opened: Open, site: Site) -> None:
    page = opened("phone")
    page.context.set_offline(True)
    page.get_by_label("乒乓球（入门）下移").click()
    page.locator("[data-save]", has_text="还没存上").wait_for()
    page.context.set_offline(False)
    page.locator("[data-save]", has_text="17:26 已保存").wait_for()
    assert len(site.posted) == 1


def test_a_field_brings_forward_what_is_said_about_it(opened: Open) -> None:
    page = opened("editor", 1280, 800)
    page.evaluate(
        "document.querySelector('#problem-1').classList.remove('kh-on'); document.querySelector('#problem-2').classList.add('kh-on')"
    )
    page.locator("#e").focus()
    assert page.locator("article.kh-on").evaluate_all("els => els.map(e => e.id)") == ["problem-1"]


def test_marks_of_days_past_do_not_stay_on_a_shared_tablet(opened: Open) -> None:
    page = opened("phone")
    page.evaluate(
        "localStorage.setItem('roll:old', JSON.stringify({at: 0, changes: {}})); localStorage.setItem('other', '1')"
    )
    page.reload()
    page.wait_for_load_state("load")
    assert page.evaluate("[localStorage.getItem('roll:old'), localStorage.getItem('other')]") == [None, "1"]
