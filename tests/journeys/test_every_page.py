"""Every page that a person of the demo can reach is opened at its device's size, kept as a picture and looked through.

From each person's first page the walk follows links; of pages that differ only in their row, one is opened.
Pictures: var/screens/PERSON/PAGE.png.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.journeys.conftest import DESK, PHONE, Town, Visitor

SCREENS = Path(__file__).resolve().parents[2] / "var" / "screens"
PEOPLE = {
    "family": ("家长", PHONE), "teacher": ("教师", PHONE), "gate": ("门卫", PHONE), "committee": ("家委会委员", PHONE),
    "duty_leader": ("值守组长", DESK), "coordinator": ("课后服务负责人", DESK), "principal": ("校长", DESK),
    "finance_maker": ("学校财务", DESK), "finance_checker": ("经费复核", DESK), "aid_officer": ("资助专员", DESK),
    "district_officer": ("区教育局", DESK), "city_officer": ("市教育局", DESK), "public": ("", PHONE),
}  # fmt: skip
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LINKS = "() => [...document.querySelectorAll('a[href]')].map((a) => a.href)"
HEIGHT = "document.documentElement.scrollHeight"
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
DOWNLOADS = (".pdf", ".xlsx", ".zip", ".yaml", ".json", ".jsonl")


@pytest.mark.parametrize("person", PEOPLE)
def test_every_page_within_reach_is_whole(town: Town, person: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="missing: axe").Axe()
    card, size = PEOPLE[person]
    visitor = town.visits(card, size) if card else town.stranger(size).opens("/account/sign-in/")
    if person == "duty_leader":
        town.moves_to(visitor, "17:12")
    folder = SCREENS / person
    folder.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    seen: list[str] = []
    for name in _walk(visitor, wrong):
        seen.append(name)
        visitor.page.screenshot(path=folder / f"{name.replace(':', '-')}.png", full_page=True)
        wrong += [f"{name}: {what}" for what in _complaints(visitor, axe)]
    assert not wrong, "\n".join(wrong)
    assert len(seen) >= 2, seen


def _walk(visitor: Visitor, dead: list[str]) -> Iterator[str]:
    """The names of the pages, each opened in the visitor's browser as it is named. dead: gets links that lead nowhere."""
    waiting, done = [(visitor.page.url, "")], set()
    while waiting:
        url, on = waiting.pop(0)
        path = urlsplit(url).path
        try:
            name = resolve(path).view_name
        except Resolver404:
            name = f"lost {path}"
        if name in done or path.endswith(DOWNLOADS):
            continue
        done.add(name)
        if visitor.page.url != url:
            answer = visitor.page.goto(url)
            if answer is None or answer.status >= 400:
                dead.append(f"{on}: its link to {name} answers {answer and answer.status}")
                continue
        visitor.page.wait_for_load_state("load")
        yield name
        links = [link for link in visitor.page.evaluate(LINKS) if link.startswith(visitor.url) and "#" not in link]
        waiting += [(link, name) for link in links if "sign-out" not in link and "/call/" not in link]


def _complaints(visitor: Visitor, axe: Any) -> list[str]:
    page, found = visitor.page, []
    if page.evaluate(OVERFLOW) > 0:
        found.append(f"runs over by {page.evaluate(OVERFLOW)} px")
    # Seen whole: a button half under the foot's bar only waits for the page to be scrolled.
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], page.evaluate(HEIGHT))})
    for violation in axe.run(page, options=AXE).response["violations"]:
        found += [f"{violation['id']} at {node['target']}" for node in violation["nodes"][:3]]
    page.set_viewport_size(size)
    return found
