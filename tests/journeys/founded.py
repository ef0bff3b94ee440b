"""An installation with nothing in it, set up as docs/how-to/run.md says, and the people who come to it one after another.

The term lies in 2026 and the test may run on any day, so the clock is the demo's; the demo's city is not there.
"""

import csv
import re
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from kehou.kernel.clock import LOCAL
from tests.city import ROOT, city_environment
from tests.journeys.conftest import DESK, PATIENCE_MS, PHONE, Visitor

KEHOU = Path(sys.executable).parent / "kehou"
PASSWORD = "沙枣树下的风-2026"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is going to have an account. device: what they hold."""

    name: str
    phone: str
    device: tuple[int, int] = DESK


@dataclass
class Installation:
    """home: its folder. Served from `serve()` on; `stop()` ends the server.

    slips: (child, code) as printed for families; invited: name → code as printed for colleagues.
    """

    home: Path
    browser: Any
    expect: Any
    url: str = ""
    server: "subprocess.Popen[bytes] | None" = None
    visitors: dict[str, Visitor] = field(default_factory=dict)
    slips: list[tuple[str, str]] = field(default_factory=list)
    invited: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.home / "kehou.sqlite3"

    def kehou(self, *words: str) -> str:
        """One command of the console, as the administrator types it; what it printed."""
        done = subprocess.run(
            [KEHOU, *words], cwd=ROOT, env=city_environment(self.home), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        return done.stdout

    def serve(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with (self.home / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                [KEHOU, "serve", "--port", str(port)], env=city_environment(self.home), stdout=log, stderr=log
            )
        self.url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                urlopen(f"{self.url}/readyz", timeout=5).close()
                return
            except (URLError, OSError):
                assert self.server.poll() is None, (self.home / "server.log").read_text()[-4000:]
                time.sleep(0.2)
        raise AssertionError("the server does not answer")

    def stop(self) -> None:
        if self.server is not None:
            self.server.terminate()
            self.server.wait(timeout=20)

    def it_is(self, day: str, hour: str = "09:00") -> None:
        """The clock stands at this moment from now on, and runs. day: 2026-08-10."""
        shift = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=LOCAL) - datetime.now(LOCAL)
        with closing(sqlite3.connect(self.database)) as database, database:
            database.execute("DELETE FROM kernel_democlock")
            database.execute("INSERT INTO kernel_democlock VALUES (1, ?)", [round(shift.total_seconds())])

    def colleague(self, name: str, device: tuple[int, int]) -> Person:
        """Somebody of the staff list that the school was given."""
        rows = csv.DictReader((self.home / "staff.csv").read_text(encoding="utf-8-sig").splitlines())
        return next(Person(name, row["手机号"], device) for row in rows if row["姓名"] == name)

    def the_worker_comes_by(self) -> None:
        self.kehou("work", "--once")

    def stranger(self, device: tuple[int, int] = PHONE) -> Visitor:
        """Somebody with a browser of their own who has not signed in."""
        context = self.browser.new_context(
            viewport={"width": device[0], "height": device[1]}, locale="zh-CN", has_touch=device == PHONE
        )
        context.set_default_timeout(PATIENCE_MS)
        visitor = Visitor(context.new_page(), self.expect, self.url)
        visitor.page.on("console", lambda m: visitor.said.append(m.text) if m.type in ("error", "warning") else None)
        visitor.page.on("pageerror", lambda error: visitor.said.append(str(error)))
        return visitor

    def comes_with_code(self, who: Person, code: str) -> Visitor:
        """The first visit of somebody with a role: the code from the sheet of paper, a password of one's own."""
        visitor = self.visitors[who.phone] = self.stranger(who.device)
        visitor.opens("/account/sign-in/?phone").taps("用邀请码")
        fills(visitor, 邀请码=code, 设一个密码=PASSWORD)
        visitor.taps("开通账号")
        return visitor

    def as_(self, who: Person) -> Visitor:
        """The person at their own device, on their first page; signed in where they are not."""
        visitor = self.visitors.get(who.phone)
        if visitor is None:
            visitor = self.visitors[who.phone] = self.stranger(who.device)
            visitor.opens("/account/sign-in/?phone")
            fills(visitor, 手机号=who.phone, 密码=PASSWORD)
            visitor.taps("登录", exact=True)
        return visitor.opens("/")


def fills(visitor: Visitor, **fields: str) -> Visitor:
    """Fields by the label that a person reads."""
    for label, text in fields.items():
        box = visitor.page.get_by_label(re.compile(f"^{re.escape(label)}")).filter(visible=True).first
        if box.evaluate("(element) => element.tagName") == "SELECT":
            box.select_option(label=text)
        else:
            box.fill(text)
    return visitor


def shown_code(visitor: Visitor) -> str:
    """The code that the page shows this once, as somebody copies it onto a sheet of paper."""
    return str(visitor.page.locator(".kh-fig").inner_text())
