"""The browser of the tests: this machine's Chromium or Chrome. KEHOU_CHROMIUM names another one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kehou.web.shared.bundle import FOLDER

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ON_MACOS = ("Chromium", "Google Chrome", "Microsoft Edge")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium() -> Path | None:
    """The program, or None where the machine has none. A named one that is not there is none: nothing else is taken for it."""
    named = os.environ.get("KEHOU_CHROMIUM")
    if named is not None:
        return Path(named) if Path(named).is_file() else None
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return Path(found)
    apps = (Path("/Applications", f"{name}.app", "Contents", "MacOS", name) for name in ON_MACOS)
    return next(filter(Path.is_file, apps), None)


@contextmanager
def started() -> Iterator[tuple[Any, Any]]:
    """A browser and playwright's `expect`; the test is skipped, and the machine's lack named, where it cannot be had."""
    if not (FOLDER / "manifest.json").is_file():
        pytest.skip("missing: the frontend bundle")
    program = chromium()
    if program is None:
        pytest.skip("missing: Chromium")
    api = pytest.importorskip("playwright.sync_api", reason="missing: playwright")
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=FLAGS)
        yield browser, api.expect
        browser.close()
