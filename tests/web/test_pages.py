"""What holds on every page, in a small school and in a large one: few statements, a strict content policy, plain Chinese."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase

from tests.large import enlarge
from tests.world import AT, World, address, make_world, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MOST = 12
SMALL, LARGE = "沙坡教学点", "滨河示范小学"
WORDS = {
    "PDF",
    "Excel",
    "xlsx",
    "csv",
    "GBK",
    "UTF",
    "A4",
    "A3",
    "YAML",
    "yaml",
    "ID",
    "SHA",
    "kehou",
    "verify",
    "zip",
    "HMAC",
    "Python",
}
"""Latin words that people in a school office know, or that name a file."""

WARM = (
    ("coordinator of the own school", "school/<school:school_id>/plan/"),
    ("officer of the own district", "authority/<district:district_id>/filings/"),
)
"""Names of schools, terms and districts are remembered by the process for a minute: it has been running for a while."""


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL statements of the block, without the savepoints that each try is put between."""
    said: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield said


def walk(world: World) -> Iterator[tuple[str, str, HttpResponseBase, list[str]]]:
    """Every page that opens, for each who may open it: address pattern, who, answer, statements. Names are warm."""
    clients = {member.name: signed_in(member) for member in world.cast}
    for name, route in WARM:
        clients[name].get(address(route, world.ids))
    for route, _pattern, member in world.openers():
        path = address(route, world.ids)
        with transaction.atomic(), statements() as said:
            answer = clients[member.name].get(path)
            transaction.set_rollback(True)
        if answer.status_code == 200:
            yield route, member.name, answer, said


@pytest.fixture
def clock(city: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: AT)
    monkeypatch.setattr("kehou.web.frames._minute", lambda: 0)  # names that are warm stay so for the whole walk


@pytest.mark.parametrize("school", [SMALL, LARGE])
def test_a_page_costs_at_most_twelve_statements_however_large_the_school(clock: None, school: str) -> None:
    world = make_world(school)
    if school == LARGE:
        assert enlarge(world.ids["school_id"], 2_000) >= 2_000
    costly: dict[str, tuple[int, str, list[str]]] = {}
    seen: set[str] = set()
    for route, who, _answer, said in walk(world):
        seen.add(route)
        if len(said) > MOST and len(said) > costly.get(route, (0, "", []))[0]:
            costly[route] = (len(said), who, said)
    assert not costly, "\n".join(
        f"{route}: {n} as {who}\n    " + "\n    ".join(sql[:150] for sql in said)
        for route, (n, who, said) in costly.items()
    )
    assert len(seen) > 60


def test_every_page_keeps_the_content_policy_and_speaks_plainly(clock: None) -> None:
    wrong: dict[str, str] = {}
    for route, who, answer, _said in walk(make_world(LARGE)):
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        html = answer.content.decode()
        for complaint in [*headers_wrong(answer), *inline(html), *outside(html), *foreign_words(html)]:
            wrong.setdefault(f"{route}: {complaint}", who)
    assert not wrong, "\n".join(f"{what} ({who})" for what, who in wrong.items())


def headers_wrong(answer: HttpResponseBase) -> list[str]:
    """Secure headers of an answer that are missing or weak."""
    policy = answer.get("Content-Security-Policy", "")
    wanted = {
        "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin", "Cache-Control": "no-store",
    }  # fmt: skip
    wrong = [name for name, value in wanted.items() if answer.get(name, "") != value]
    if "default-src 'none'" not in policy or "unsafe" in policy or "frame-ancestors 'none'" not in policy:
        wrong.append("Content-Security-Policy")
    return wrong


def inline(html: str) -> list[str]:
    """Scripts, styles and handlers that stand in the page itself."""
    found = [tag for tag in re.findall(r"<script\b[^>]*>", html) if "src=" not in tag and "json" not in tag]
    found += re.findall(r"<style\b", html)
    return found + re.findall(r"<[^>]*\s(?:style|on[a-z]+|hx-on[^=\s]*)=\"[^>]*", html)


def outside(html: str) -> list[str]:
    """Addresses of other places that the page would load."""
    return re.findall(r"(?:src|srcset|action)=\"(?:https?:)?//[^\"]*", html)


def foreign_words(html: str) -> list[str]:
    """Latin words, names of internal things and left-over template code in what a reader sees or hears."""
    body = re.sub(r"<(script|style|template|svg|code)\b.*?</\1>", " ", html, flags=re.S)
    heard = re.findall(r"(?:aria-label|title|placeholder|alt)=\"([^\"]*)\"", body)
    text = unescape(" ".join([re.sub(r"<[^>]+>", " ", body), *heard]))
    text = re.sub(r"\S+\.(?:yaml|xlsx|csv|zip|pdf|json|py)\b", " ", text)  # names of files
    words = [word for word in re.findall(r"[A-Za-z_][A-Za-z_]+", text) if word not in WORDS]
    keys = re.findall(r"\b[A-Za-z0-9_-]{22}\b", text)
    return [f"says {word!r}" for word in dict.fromkeys([*words, *keys, *re.findall(r"\{\{|\{%|%\(", text)])]


def test_the_checks_see_what_they_look_for() -> None:
    """Negative controls."""
    assert inline("<script>x()</script>") and inline('<p style="x">') and inline('<p onclick="x">')
    assert not inline('<script src="/a.js" defer></script><p class="one">')
    assert outside('<img src="https://elsewhere/x.png">') and not outside('<a href="/x">')
    assert foreign_words("<p>status: on_duty</p>") and not foreign_words('<p class="x">导出 Excel</p>')
