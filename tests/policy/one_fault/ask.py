"""What the files of this folder have in common: the lawful terms they spoil, and the question they ask.

One thing wrong in a lawful term's folder is one finding, of one rule, at its line; a step this side of the boundary, none.
Every boundary that rulebook §6 and §7 name stands here from both sides, through files as a district would get them.
"""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests.policy.folder import WEEK, Folder, Row, lived

Found = list[tuple[str, str]]
"""(rule, where) of every finding."""
Case = tuple[str, Folder, Found]
"""In words, the folder, and what is to be found in it."""

DAY = lived()
FIVE_DAYS = lived(days=WEEK)
A2, B2, A4, B4 = "0907g2a", "0907g2b", "0907g4a", "0907g4b"
SESSIONS = {session: DAY.line("sessions", session) for session in (A2, B2, A4, B4)}
"""The four sessions of the one day, and where they stand."""


def cases(table: Sequence[Case]) -> Any:
    """Parametrize a test by its folder and what is to be found in it."""
    return pytest.mark.parametrize(("folder", "expected"), [pytest.param(f, e, id=what) for what, f, e in table])


def one(rule: str, where: str) -> Found:
    return [(rule, where)]


def of(session: str, student: str = "") -> Callable[[Row], bool]:
    """The rows of a session, or of one pupil in it."""
    return lambda row: row["session"] == session and student in ("", row.get("student"))


def charge_of(student: str) -> Callable[[Row], bool]:
    return lambda row: row["student"] == student and row["kind"] == "charge"


def keeper(session: str, folder: Folder = DAY, **cells: str) -> Folder:
    """The row of a session's adult, changed."""
    return folder.put("adults", of(session), **cells)


def at(clock: str) -> str:
    return f"2026-09-07 {clock}"


def second_hour(**cells: str) -> Folder:
    """The course of grade 2, changed."""
    return DAY.put("sessions", B2, **cells)
