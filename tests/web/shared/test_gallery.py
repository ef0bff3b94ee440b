"""Every component at the sizes people have: nothing runs over the edge, nothing is too small to touch, axe finds nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[3]
SIZES = [
    ("phone", 390, 844), ("phone", 320, 700), ("choose", 390, 844), ("choose", 320, 700), ("handover", 390, 844), ("handover", 320, 700),
    ("desk", 1280, 800), ("desk", 640, 800), ("desk", 320, 700), ("editor", 1280, 800), ("editor", 640, 800),
    ("notice", 390, 844), ("notice", 1280, 800), ("signin", 390, 844), ("signin", 1280, 800),
]  # fmt: skip

# Beyond the right edge, outside frames that scroll by themselves.
OVER = """() => [...document.querySelectorAll("body *")].filter((el) => {
  const box = el.getBoundingClientRect();
  return box.width && box.right > document.documentElement.clientWidth + 1
    && !el.closest(".kh-tablewrap, .kh-chips, .visually-hidden, .kh-demo details");
}).map((el) => `${el.tagName}.${el.getAttribute("class")}`)"""
# Links inside a line of text are exempt (WCAG 2.5.8); a hidden input counts by its label.
SMALL = """() => [...document.querySelectorAll(".kh-phone a, .kh-phone button, .kh-phone summary, .kh-phone select, .kh-phone .kh-choice")]
  .filter((el) => !el.closest("p, .kh-quote, .kh-banner"))
  .map((el) => [el, el.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 43.5 || box.width < 43.5))
  .map(([el, box]) => `${el.tagName}.${el.getAttribute("class")} ${box.width}x${box.height}`)"""


@pytest.mark.parametrize(("name", "width", "height"), SIZES)
def test_every_component_fits_can_be_touched_and_passes_axe(
    opened: Callable[..., Any], name: str, width: int, height: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="missing: axe-playwright-python")
    page = opened(name, width, height)
    shots = ROOT / "var" / "screens" / "gallery"
    shots.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=shots / f"{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert page.evaluate(OVER) == []
    assert page.evaluate(SMALL) == []
    # What the bar at the bottom covers can be scrolled to; axe sees the whole page at once.
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
    found = axe.Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found.response["violations"]] == []


def test_the_page_is_whole_at_twice_the_size(opened: Callable[..., Any]) -> None:
    page = opened("desk", 1280, 800)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_keyboard_alone_reaches_the_answer_first(opened: Callable[..., Any]) -> None:
    page = opened("desk", 1280, 800)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
