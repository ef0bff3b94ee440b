"""A hand on the clock for every test of these pages: none depends on the day it is run."""

from datetime import datetime

import pytest


class Clock:
    def __init__(self, at: datetime) -> None:
        self.at = at


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> Clock:
    held = Clock(at)
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: held.at)
    return held
