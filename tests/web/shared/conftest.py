"""The gallery in a real Chromium: drawn by the real view, served with the real content policy, without a database."""

import mimetypes
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.test import RequestFactory

from kehou.web.middleware import POLICY
from kehou.web.shared import gallery
from kehou.web.shared.bundle import FOLDER
from tests import chromium

STATIC = FOLDER.parent
WHY = "<ol><li><span>48 个名额，86 个孩子填了它。</span></li></ol>"


@dataclass
class Site:
    """Where it is served, every body that was posted to it, and for how many seconds it thinks about one."""

    url: str = ""
    slow: float = 0
    posted: list[str] = field(default_factory=list)

    def answer(self, environ: dict[str, object], start: Callable[..., object]) -> Iterable[bytes]:
        path = str(environ["PATH_INFO"])
        kind, status, body = "text/html; charset=utf-8", "200 OK", b""
        if environ["REQUEST_METHOD"] == "POST":
            size = int(str(environ.get("CONTENT_LENGTH") or 0))
            self.posted.append(environ["wsgi.input"].read(size).decode())
            status = "204 No Content"
            time.sleep(self.slow)
        elif path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            body, kind = file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        elif path.endswith("/why/"):
            body = WHY.encode()
        elif path.startswith("/_gallery/"):
            page = path.split("/")[2]
            body = gallery.gallery(RequestFactory().get(path), page).content
        else:
            status = "404 Not Found"
        start(status, [("Content-Type", kind), ("Content-Security-Policy", POLICY)])
        return [body]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        return None


@pytest.fixture(scope="module")
def _browser() -> Iterator[object]:
    # One browser per file: Django refuses the database to a thread whose playwright loop is running.
    with chromium.started() as (browser, _expect):
        yield browser


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    server = make_server("127.0.0.1", 0, site.answer, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture
def opened(site: Site, _browser: object) -> Iterator[Callable[..., object]]:
    """opened("phone", width, height) → a page that has loaded; at the end, nothing was said on its console."""
    said: list[str] = []
    pages = []

    def open_page(name: str, width: int = 390, height: int = 844) -> object:
        page = _browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
        pages.append(page)
        page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: said.append(str(e)))
        page.goto(f"{site.url}/_gallery/{name}/")
        page.wait_for_load_state("load")
        return page

    yield open_page
    for page in pages:
        page.close()
    assert [line for line in said if "ERR_INTERNET_DISCONNECTED" not in line and "Failed to fetch" not in line] == []
