"""Whoever closes the page in the breath after typing loses nothing: in a real Chromium, under the real content policy."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.web.shared.conftest import Site

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
MOVED = ["s2", "s1", "s3"]
# A browser that does not carry a request past the end of its page.
CARRIES_NOTHING = """() => {
  const real = window.fetch;
  window.fetch = (url, how) => how?.keepalive ? new Promise(() => {}) : real(url, how);
}"""
HIDDEN = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def saved(site: Site) -> list[list[str]]:
    return [parse_qs(body)["ranked"] for body in site.posted]


def moves_up(page: Any) -> None:
    page.get_by_label("陶泥手作上移").click()


def settled(site: Site, posts: int, *, seconds: float = 5) -> None:
    """The page is gone: what it sent has time to arrive."""
    until = time.monotonic() + seconds
    while len(site.posted) < posts and time.monotonic() < until:
        time.sleep(0.05)


def test_a_closed_tab_has_sent_what_was_typed(opened: Open, site: Site) -> None:
    page = opened("phone")
    moves_up(page)
    page.close(run_before_unload=True)
    settled(site, 1)
    assert saved(site) == [MOVED]
    assert "csrfmiddlewaretoken" in parse_qs(site.posted[0])


def test_without_a_request_that_outlives_the_page_it_would_be_lost(opened: Open, site: Site) -> None:
    """The negative control of the one above."""
    page = opened("phone")
    page.evaluate(CARRIES_NOTHING)
    moves_up(page)
    page.close(run_before_unload=True)
    settled(site, 1, seconds=1.5)
    assert saved(site) == []


def test_going_to_another_address_has_sent_what_was_typed(opened: Open, site: Site) -> None:
    page = opened("phone")
    moves_up(page)
    page.goto("about:blank")
    page.wait_for_timeout(900)
    assert saved(site) == [MOVED]


def test_a_phone_turned_to_another_app_has_sent_it_and_coming_back_saves_as_ever(opened: Open, site: Site) -> None:
    page = opened("phone")
    moves_up(page)
    page.evaluate(HIDDEN)
    page.wait_for_timeout(100)
    assert saved(site) == [MOVED]
    page.wait_for_timeout(900)
    assert saved(site) == [MOVED, MOVED]
    assert "已保存" in page.locator("[data-save]").inner_text()


def test_what_is_on_its_way_when_the_page_goes_arrives(opened: Open, site: Site) -> None:
    page = opened("phone")
    site.slow = 1.5
    moves_up(page)
    page.wait_for_timeout(500)
    page.get_by_label("围棋（入门）上移").click()
    page.goto("about:blank")
    page.wait_for_timeout(2500)
    assert saved(site)[-1] == ["s2", "s3", "s1"]


def test_whoever_typed_nothing_or_waited_for_the_answer_sends_nothing_more(opened: Open, site: Site) -> None:
    page = opened("phone")
    page.goto("about:blank")
    page = opened("phone")
    moves_up(page)
    page.wait_for_timeout(900)
    page.goto("about:blank")
    page.wait_for_timeout(400)
    assert saved(site) == [MOVED]
