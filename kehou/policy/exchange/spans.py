"""Where a finding or an error stands in the file itself: the line as it is written, and from which column to which.

Findings and errors name places ("blocks[2]", "sessions.csv:118"); a person wants to see the line, an editor wants columns.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from kehou.policy.exchange.encodings import GBK, UTF_8, decoded
from kehou.policy.exchange.reading import MAX_PLAN_BYTES, InputError, Unreadable, read_bytes
from kehou.policy.exchange.yaml_tree import Node, tree_from_yaml

_STEP = re.compile(r"[^.\[\]]+|\[\d+\]")
_ROW = re.compile(r"(\w+\.csv)(?::(\d+))?")
_CELL = re.compile(r'(?:"(?:[^"]|"")*"?|[^,"])*')
_LONGEST_LINE = 100_000
"""Characters of a line that are kept: enough to quote from, and a file that is one line stays cheap."""


class Place(NamedTuple):
    """file: as errors and findings name it. line: 0 = wherever the key stands. key: a path of the plan, or a column."""

    file: str
    line: int = 0
    key: str = ""
    found: str = ""
    column: int = 0


class Span(NamedTuple):
    """Part of one line. columns from 1, in characters, the end after the last; start == end == 0: the line as a whole."""

    line: int
    start: int
    end: int
    text: str


def place_of_finding(where: str, plan_file: str) -> Place:
    """Of a finding's `where`: "fees.use" is in the plan, "sessions.csv:118" a row, "seats.csv" the table as a whole."""
    row = _ROW.fullmatch(where)
    return Place(row[1], int(row[2] or 0)) if row else Place(plan_file, 0, where)


def place_of_error(error: InputError) -> Place:
    return Place(error.file, error.line, error.key, error.found, error.column)


def spans_of(places: Iterable[Place], folder: Path) -> dict[Place, Span]:
    """The places that can be shown. What cannot be read any more, or is not there (a missing part), is left out.

    Every file is read once, tables line by line.
    """
    by_file: dict[str, set[Place]] = {}
    for place in places:
        by_file.setdefault(place.file, set()).add(place)
    found: dict[Place, Span] = {}
    for file, wanted in by_file.items():
        if file.endswith(".csv"):
            found |= _spans_of_table(folder / file, wanted)
        elif file:
            found |= _spans_of_plan(folder / file, wanted)
    return found


# Plans


def _spans_of_plan(path: Path, wanted: set[Place]) -> dict[Place, Span]:
    try:
        text = decoded(read_bytes(path, MAX_PLAN_BYTES, kind="YAML"), path.name, kind="YAML").text
    except Unreadable:
        return {}
    lines = re.split(r"\r\n|\r|\n", text)
    try:
        root: Node | None = tree_from_yaml(text, path.name)[0]
    except Unreadable:
        root = None
    found = {}
    for place in wanted:
        line, column, word = _position(root, place.key) if root and place.key else (0, 0, "")
        if place.line and place.line != line:
            line, column, word = place.line, place.column, ""
        if 0 < line <= len(lines):
            found[place] = _span_in(line, lines[line - 1], column, word, place)
    return found


def _position(root: Node, key: str) -> tuple[int, int, str]:
    """Line, column and word of the last step of a path that is there; zeros where not even its first step is."""
    node, at = root, (0, 0, "")
    for step in _STEP.findall(key):
        if step.startswith("["):
            index = int(step[1:-1])
            if index >= len(node.items):
                break
            node = node.items[index]
            at = (node.line, node.column, "")
        else:
            entry = node.entry(step)
            if entry is None:
                break
            node = entry.value
            at = (entry.line, entry.column, entry.key)
    return at


def _span_in(line: int, text: str, column: int, word: str, place: Place) -> Span:
    """Point at what was found; else at the key; else at all from the column on."""
    text = text[:_LONGEST_LINE]
    after = column - 1 + len(word) if column else 0
    start = text.find(place.found, after) if place.found else -1
    if start < 0 and place.found and place.found == word:
        start = text.find(word, column - 1)
    if start >= 0:
        return Span(line, start + 1, start + 1 + len(place.found), text)
    if word:
        return Span(line, column, column + len(word), text)
    end = len(text.rstrip())
    if column:
        return Span(line, column, max(column + 1, end + 1), text)
    return Span(line, 0, 0, text)


# Tables


def _spans_of_table(path: Path, wanted: set[Place]) -> dict[Place, Span]:
    lines = _lines(path, {place.line for place in wanted} | {1})
    header = _cells(lines.get(1, ""))
    names = [text.strip().strip('"').strip() for _, text in header]
    found = {}
    for place in wanted:
        text = lines.get(place.line)
        if text is not None:
            start, end = _cell_span(text, names, place)
            found[place] = Span(place.line, start, end, text)
    return found


def _lines(path: Path, wanted: set[int]) -> dict[int, str]:
    """The wanted lines of a file, without their ends. The file is not decoded as a whole: it may be large."""
    found: dict[int, str] = {}
    try:
        if not path.is_file():
            return {}
        with path.open("rb") as stream:
            for number, raw in enumerate(stream, start=1):
                if number in wanted:
                    found[number] = _text(raw[: 4 * _LONGEST_LINE]).rstrip("\r\n")[:_LONGEST_LINE]
                    if len(found) == len(wanted):
                        break
    except (OSError, ValueError):
        return {}
    return found


def _text(raw: bytes) -> str:
    for encoding in (UTF_8, GBK):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", errors="replace")


def _cells(line: str) -> list[tuple[int, str]]:
    """Where each cell of a line begins (from 0), and its text with its quotes."""
    found, at = [], 0
    while True:
        match = _CELL.match(line, at)
        text = match[0] if match else ""
        found.append((at, text))
        at += len(text) + 1
        if at > len(line):
            return found


def _cell_span(line: str, names: list[str], place: Place) -> tuple[int, int]:
    if place.key not in names:
        return 0, 0
    cells = _cells(line)
    # A name given twice is meant at its second place, in the header only.
    position = len(names) - 1 - names[::-1].index(place.key) if place.line == 1 else names.index(place.key)
    if position >= len(cells):
        return 0, 0
    start, text = cells[position]
    inner = text.strip()
    start += len(text) - len(text.lstrip()) if inner else 0
    return start + 1, start + 1 + max(1, len(inner))
