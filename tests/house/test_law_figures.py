"""The law's figures stand in the packs, by date and document, and nowhere in the code (rulebook §2)."""

import ast
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kehou.ground.minute import text_from_minute
from kehou.policy.pack import load_packs
from kehou.policy.parameters import MonthDay, measure_of
from tests.house.reading import PACKAGE
from tests.house.test_rules_once import PACKS, ROOMS

Figure = int | float | str

RULES = ("policy/rules", "policy/facts", "policy/columns")
NEUTRAL: set[Figure] = {0, 1, 60, 100, 1000, 3600}
"""None and one; minutes of an hour, seconds of an hour; per cent, and tenths of it when it is printed."""
MADE_OF = {"timedelta", "date", "time", "Minute", "Share", "Fen", "MonthDay"}
WRITTEN = re.compile(r"\d\d:\d\d|\d+\.\d\d|\d\d-\d\d")
"""A time, an amount, a day of the year."""
UNIT_OF_NAME = {"MINUTES": "minutes", "DAYS": "days", "PERCENT": "%", "SHARE": "%"}
RULES_JUSTIFIED: dict[tuple[str, Figure], str] = {
    ("policy/columns/reading.py", 100_000): "rows read at once: a matter of memory",
    ("policy/columns/reading.py", 20_000): "rows below which columns are slower: a matter of speed",
    ("policy/columns/unwatched.py", 2): "numbers of a machine's word",
    ("policy/columns/unwatched.py", 62): "numbers of a machine's word",
    ("policy/facts/periods.py", 2): "digits of the month in 2026-09",
    ("policy/facts/periods.py", 4): "digits of the year in 2026-09",
    ("policy/rules/committee_vote_invalid.py", 2): "one half, only to say 过半 where the law asks for one half",
    ("policy/rules/filed_late.py", 7): "the parameters' own units: a term that starts July–December, or January–June",
    ("policy/rules/homework_unfinished.py", 3): "grades 3–9: whom 七.4b means",
    ("policy/rules/homework_unfinished.py", 9): "grades 3–9: whom 七.4b means",
    ("policy/rules/no_choice.py", 2): "a choice is between two things",
    ("policy/rules/one_package.py", 2): "one band alone cannot be treated like another",
}
ROOMS_JUSTIFIED: dict[tuple[str, str], str] = {
    ("day/actions/hand_over.py", "10 minutes"): "how long a code to fetch a child is good for",
    ("day/alarms.py", "10 minutes"): "when an alarm rises to the district (invariant I10)",
    ("day/pulse_tickets.py", "3 days"): "how long a family may answer about a lesson",
    ("day/queries/board.py", "15 minutes"): "how long before its start a lesson is shown",
    ("day/watch.py", "10 minutes"): "when a missing roll-call rings: the law asks for one, not when",
    ("web/school/plan_decide.py", "3 days"): "the vote's end that the form proposes",
    ("people/throttle.py", "15 minutes"): "how long a door stays shut after wrong codes",
    ("people/actions/apply_list.py", "5 %"): "when a list looks cut off: so many children gone at once are asked about",
}


def _values(node: ast.AST) -> Iterator[tuple[int, Figure]]:
    """(line, value) of the numbers and written figures of an expression, but for positions in a row."""
    if isinstance(node, ast.Subscript):
        yield from _values(node.value)
        return
    value = node.value if isinstance(node, ast.Constant) else None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(node, ast.Constant) and (number or (isinstance(value, str) and WRITTEN.fullmatch(value))):
        yield node.lineno, value  # type: ignore[misc]  # an int, a float or a str
    for child in ast.iter_child_nodes(node):
        yield from _values(child)


def limits(text: str) -> Iterator[tuple[int, Figure]]:
    """(line, figure) of what code compares with, names at a file's head, or makes a span, a day or an amount of."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        parts: list[ast.AST] = []
        if isinstance(node, ast.Compare):
            parts = [node.left, *node.comparators]
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node in tree.body and node.value is not None:
            parts = [node.value]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in MADE_OF:
            parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        for part in parts:
            yield from _values(part)


def law_figures() -> set[str]:
    """Every figure of the built-in packs with its unit: "10 minutes", "365 days", "90 %", "20:30", "09-20", "30000 fen"."""
    found = set()
    for name, values in load_packs(PACKS).dated().items():
        for dated in values:
            measure = measure_of(dated.unit)
            for key, value in dated.value.items() if isinstance(dated.value, Mapping) else [("", dated.value)]:
                found |= _written(value, _unit(measure, key, name))
    return found


def _unit(measure: str, key: str, name: str) -> str:
    if measure == "figures" or key in ("marks", "pupils"):
        return {"share": "%", "roll_share": "%", "days": "days"}.get(key, "")
    return {"minute": "minutes", "yuan": "fen"}.get(measure, measure)


def _written(value: Any, unit: str) -> set[str]:
    if isinstance(value, MonthDay):
        return {f"{value.month:02d}-{value.day:02d}"}
    if unit == "time":
        return {text_from_minute(value)}
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or unit not in ("minutes", "days", "%", "fen"):
        return set()
    return {f"{value} {unit}"} if value > 1 else set()  # one minute, one day: a unit to count in


def figures_with_units(text: str) -> Iterator[tuple[int, str]]:
    """(line, figure) where code says of what: timedelta(minutes=10), part * 100 < 60 * whole, FINDING_DAYS = 5."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            values = [value for part in (node.left, *node.comparators) for _, value in _values(part)]
            for value in values:
                unit = "%" if 100 in values and value != 100 else "fen"
                yield node.lineno, f"{value} {unit}"
                yield node.lineno, str(value)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            name = ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
            unit = UNIT_OF_NAME.get(name.rpartition("_")[2], "fen")
            for _, value in _values(node.value):
                yield node.lineno, f"{value} {unit}"
        elif isinstance(node, ast.Call):
            yield from ((node.lineno, figure) for figure in _made(node))


def _made(call: ast.Call) -> Iterator[str]:
    name = ast.unparse(call.func).rpartition(".")[2]
    numbers = [value for part in call.args for _, value in _values(part)]
    if name == "timedelta":
        for keyword in call.keywords:
            yield from (f"{value} {keyword.arg}" for _, value in _values(keyword.value))
        yield from (f"{number} days" for number in numbers[:1])
    elif name in ("time", "minute_from_text") and numbers:
        yield ":".join(f"{number:02d}" if isinstance(number, int) else str(number) for number in numbers[:2])
    elif name == "date" and len(numbers) >= 2:
        yield "-".join(f"{number:>02}" for number in numbers[-2:])


@pytest.mark.parametrize(
    ("code", "figure"),
    [
        ("if minutes < 90: pass", 90),
        ("LATEST = minute_from_text('20:30')", "20:30"),
        ("early = planned - timedelta(minutes=5)", 5),
        ("if filed > date(year, 9, 20): pass", 20),
        ("if amount > fen_from_yuan('300.00'): pass", "300.00"),
    ],
)
def test_check_of_the_rules_sees_a_figure(code: str, figure: Figure) -> None:
    assert figure in {found for _, found in limits(code)}


@pytest.mark.parametrize(
    "code", ["if row[2] == other: pass", "text = f'{share:.2f}'", "def told():\n    mean = round(all, 2)"]
)
def test_check_of_the_rules_passes_over_what_is_no_limit(code: str) -> None:
    assert not {found for _, found in limits(code)} - NEUTRAL


@pytest.mark.parametrize(
    "code",
    [
        "if end < planned - timedelta(minutes=5): pass",
        "OLD = timedelta(days=365)",
        "if answered * 100 < 60 * invited: pass",
        "if end > time(20, 30): pass",
        "if window['end'] > '20:30': pass",
        "if filed > date(year, 9, 20): pass",
        "MOST = 30000",
        "TOLERANCE_MINUTES = 10",
    ],
)
def test_check_of_the_rooms_sees_a_copy(code: str) -> None:
    assert {figure for _, figure in figures_with_units(code)} & law_figures()


def _unjustified(places: tuple[str, ...], found: str) -> Iterator[tuple[str, int, Any]]:
    for place in places:
        for path in sorted((PACKAGE / place).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _in_file(path, found)


def _in_file(path: Path, found: str) -> Iterator[tuple[str, int, Any]]:
    text, name = path.read_text(encoding="utf-8"), path.relative_to(PACKAGE).as_posix()
    if found == "any":
        yield from ((name, line, figure) for line, figure in limits(text) if figure not in NEUTRAL)
    else:
        law = law_figures()
        yield from ((name, line, figure) for line, figure in figures_with_units(text) if figure in law)


def test_a_rule_has_no_figure_of_its_own() -> None:
    """Any number that a rule compares with comes from `params`; those that are no figure of the law are named above."""
    found = set(_unjustified(RULES, "any"))
    assert [place for place in sorted(found, key=str) if (place[0], place[2]) not in RULES_JUSTIFIED] == []
    assert set(RULES_JUSTIFIED) <= {(name, figure) for name, _, figure in found}, "an exception nobody needs"


def test_no_room_copies_a_figure_of_the_law() -> None:
    """A room may have figures of its own; one that equals a figure of the law, in its unit, says why it is another."""
    found = set(_unjustified((*ROOMS, "org", "web"), "copied"))
    assert [place for place in sorted(found, key=str) if (place[0], place[2]) not in ROOMS_JUSTIFIED] == []
    assert set(ROOMS_JUSTIFIED) <= {(name, figure) for name, _, figure in found}, "an exception nobody needs"
