"""A demo city that is up and running, and visitors with a real browser.

Each town is a copy of the city of this run with its own server, so that what one visitor does, no other finds done.
"""

import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests import chromium
from tests.city import build_city, city_environment, city_folder, copy_city

LAST = Path(__file__).resolve().parents[2] / "var" / "screens" / "journeys"
"""What each visitor saw last, also of a test that failed."""
PHONE, DESK = (390, 844), (1280, 800)
PATIENCE_MS = 30_000
"""For one step on a loaded machine; nothing in a test is measured by it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@dataclass
class Visitor:
    """Somebody with a browser. said: what the console complained about."""

    page: Any
    expect: Any
    url: str
    said: list[str] = field(default_factory=list)

    def opens(self, path: str) -> "Visitor":
        self.page.goto(self.url + path)
        return self

    def opens_for_a_child(self, path: str, child: str = "") -> "Visitor":
        """Where a message to the whole school leads; who has several children is asked for which, and taps it."""
        self.opens(path)
        if "哪个孩子" in self.page.title():
            self.clicks(self.page.locator("main a.kh-row", has_text=child).first)
        return self

    def taps(self, name: str, **more: Any) -> "Visitor":
        """A button or a link by its words; the first that can be seen."""
        either = self.page.get_by_role("button", name=name, **more).or_(
            self.page.get_by_role("link", name=name, **more)
        )
        return self.clicks(either.filter(visible=True).first)

    def clicks(self, what: Any) -> "Visitor":
        """As a person does: bring it to the middle of the screen, then tap."""
        what.evaluate("(element) => element.scrollIntoView({block: 'center'})")
        what.click()
        self.page.wait_for_load_state("load")
        return self

    def chooses(self, word: str) -> "Visitor":
        """One of several, by the words on it."""
        choice = self.page.get_by_role("radio", name=word, exact=True)
        choice.evaluate("(element) => element.scrollIntoView({block: 'center'})")
        choice.check()
        return self

    def sees(self, text: str) -> "Visitor":
        self.expect(self.page.locator("body")).to_contain_text(text, timeout=PATIENCE_MS)
        return self

    def sees_not(self, text: str) -> "Visitor":
        self.expect(self.page.locator("body")).not_to_contain_text(text, timeout=PATIENCE_MS)
        return self

    @property
    def answer(self) -> str:
        """The first statement of the page."""
        return str(self.page.locator("h1, h2").filter(visible=True).first.inner_text())


@dataclass
class Town:
    """A running demo. visits: person's card on the sign-in page → a visitor who has tapped it."""

    url: str
    browser: Any
    expect: Any
    database: Path
    visitors: list[Visitor] = field(default_factory=list)

    def stranger(self, size: tuple[int, int] = PHONE) -> Visitor:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", has_touch=size == PHONE
        )
        context.set_default_timeout(PATIENCE_MS)
        visitor = Visitor(context.new_page(), self.expect, self.url)
        visitor.page.on("console", lambda m: visitor.said.append(m.text) if m.type in ("error", "warning") else None)
        visitor.page.on("pageerror", lambda error: visitor.said.append(str(error)))
        self.visitors.append(visitor)
        return visitor

    def visits(self, card: str, size: tuple[int, int] = PHONE, *, nth: int = 0) -> Visitor:
        """One tap on the demo's sign-in page: the card with these words."""
        visitor = self.stranger(size).opens("/account/sign-in/")
        visitor.page.locator("button.kh-role", has_text=card).nth(nth).click()
        visitor.page.wait_for_load_state("load")
        return visitor

    def visits_account(self, account_id: int, size: tuple[int, int] = PHONE) -> Visitor:
        """Anybody of the city: the town's copy gives the account a card of its own, which is then tapped."""
        with closing(sqlite3.connect(self.database, timeout=30)) as file, file:
            file.execute("UPDATE people_account SET demo_name = ? WHERE id = ?", [f"visited {account_id}", account_id])
        (name,) = self.looks_up("SELECT name FROM people_account WHERE id = ?", account_id)[0]
        visitor = self.stranger(size).opens("/account/sign-in/")
        card = visitor.page.locator(
            "button.kh-role", has=visitor.page.locator("b span", has_text=re.compile(f"^{name}$"))
        )
        card.last.click()  # the city's own cards stand before
        visitor.page.wait_for_load_state("load")
        return visitor

    def looks_up(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the town's file, by which a test finds out whom to visit. What is asserted is seen on pages."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)) as file:
            return list(file.execute(sql, values))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The worker runs, as beside every real server; without it only the clock's strip does the work of the ticks."""
        worker = subprocess.Popen(
            [Path(sys.executable).parent / "kehou", "work"], env=city_environment(self.database.parent, self.database),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(timeout=30)

    def moves_to(self, visitor: Visitor, stop: str) -> None:
        """The demo's clock is moved from the strip of the visitor's page to a stop of the day, on a phone step by step."""
        strip = visitor.page.locator(".kh-demo")
        named = strip.locator(".kh-demo-stops").get_by_role("button", name=stop)
        if named.is_visible():
            visitor.clicks(named)
            return
        step, reached = strip.locator(".kh-demo-go"), False
        while not reached:
            reached = stop in step.inner_text()
            visitor.clicks(step)


@pytest.fixture(scope="module")
def browser() -> Iterator[tuple[Any, Any]]:
    """One browser per file: Django refuses the database to a thread whose playwright loop is running."""
    with chromium.started() as browser_and_expect:
        yield browser_and_expect


@pytest.fixture
def town(
    request: pytest.FixtureRequest, browser: tuple[Any, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """A fresh copy of the demo city, served; at the end nobody's console had complained."""
    home = tmp_path_factory.mktemp("town")
    LAST.mkdir(parents=True, exist_ok=True)
    database = copy_city(build_city(city_folder(tmp_path_factory)), home)
    with _served(home, database) as url:
        town = Town(url, *browser, database)
        yield town
        for number, visitor in enumerate(town.visitors):
            visitor.page.screenshot(path=LAST / f"{request.node.originalname}-{number}.png")
            visitor.page.context.close()
    said = [line for visitor in town.visitors for line in visitor.said]
    assert [line for line in said if "Failed to load resource" not in line] == []  # a refusal's 409 is no error of ours


class _served:
    """granian over the copy, as `kehou up` starts it; ends with the block."""

    def __init__(self, home: Path, database: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = (home / "server.log").open("w")
        self.process = subprocess.Popen(
            [Path(sys.executable).parent / "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
             "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "kehou.web.wsgi:application"],
            env=city_environment(home, database), stdout=self.log, stderr=self.log,
        )  # fmt: skip

    def __enter__(self) -> str:
        url = f"http://127.0.0.1:{self.port}"
        for _ in range(300):
            try:
                urlopen(f"{url}/livez", timeout=5).close()
                return url
            except (URLError, OSError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.2)
        self.__exit__()
        raise RuntimeError(f"the town's server did not start, see {self.log.name}")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
        self.log.close()


Visits = Callable[..., Visitor]
