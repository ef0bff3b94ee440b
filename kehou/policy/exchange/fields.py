"""Reading one mapping of a plan, field by field: each getter returns the typed value, or its default and an error."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from kehou.ground.fen import Fen
from kehou.ground.minute import Minute
from kehou.ground.school_day import WEEKDAYS
from kehou.policy.exchange.as_typed import why_uncertain
from kehou.policy.exchange.places import field_name, item_name
from kehou.policy.exchange.reading import MAX_ERRORS, MAX_WORD, InputError, nearest_of
from kehou.policy.exchange.scalars import date_of, fen_of, grade_of, minute_of, one_of
from kehou.policy.exchange.yaml_tree import Node, boolean_of, exact_of, integer_of, number_of

_DATE, _CLOCK = "YYYY-MM-DD", '"HH:MM"'
_UNKNOWN_WORD = "不在可以填的几种之内"
T = TypeVar("T")


class ErrorList:
    """Everything wrong in one file, in the order found, and where its keys stand."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.errors: list[InputError] = []
        self.lines: dict[str, int] = {}

    @property
    def full(self) -> bool:
        return len(self.errors) >= MAX_ERRORS

    def add(
        self, key: str, expected: str, says: str, *, line: int | None = None, nearest: str = "", found: str = ""
    ) -> None:
        """line: None = where the key stands, as far as it was seen. What comes after MAX_ERRORS is dropped."""
        if self.full:
            return
        where = self.lines.get(key, 0) if line is None else line
        self.errors.append(InputError(self.file, where, key, expected, nearest, says, found[:MAX_WORD]))


class Fields:
    """A mapping with known keys. A key left out, or set to nothing, reads as the getter's default.

    usable: no required key is missing and none was unreadable, so the item can be built.
    """

    def __init__(
        self, node: Node, path: str, log: ErrorList, known: tuple[str, ...], required: tuple[str, ...] = ()
    ) -> None:
        self.node, self.path, self.log, self.required = node, path, log, required
        self.usable = True
        self.values: dict[str, Node] = {}
        log.lines.setdefault(path, node.line)
        for entry in node.entries:
            log.lines[self.at(entry.key)] = entry.line
            if entry.key not in known and not log.full:
                self._unknown(entry.key, entry.line, known)
            elif entry.key in known and not entry.value.is_null:
                self.values[entry.key] = entry.value
        for key in required:
            if key not in self.values:
                self.usable = False
                says = f"{item_name(path)}缺少“{field_name(key)}”（{key}）"
                log.add(self.at(key), "a value", says, line=log.lines.get(self.at(key), node.line))

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        """The key is there with something in it: not an empty list or mapping, no blank text, no list of such."""
        node = self.values.get(key)
        return node is not None and any(_filled(item) for item in node.items or (node,))

    def bad(
        self,
        key: str,
        expected: str,
        says: str,
        *,
        path: str = "",
        line: int | None = None,
        nearest: str = "",
        found: str = "",
    ) -> None:
        """Note that a value cannot be used; a bad required value makes the item unusable."""
        if key in self.required:
            self.usable = False
        line = self.log.lines[self.at(key)] if line is None else line
        self.log.add(path or self.at(key), expected, says, line=line, nearest=nearest, found=found)

    def _unknown(self, key: str, line: int, known: tuple[str, ...]) -> None:
        nearest = nearest_of(key, known)
        key = key[:MAX_WORD]
        if key.isdigit():
            says = f"“{item_name(self.path)}”里的 {key} 不是这所学校的年级"
        else:
            says = f"不认识“{key}”" + _perhaps(nearest)
        self.log.add(self.at(key), nearest or ", ".join(known), says, line=line, nearest=nearest, found=key)

    # Scalars

    def _scalar(
        self, key: str, read: Callable[[Node], T | None], expected: str, says: str, *, known: tuple[str, ...] = ()
    ) -> T | None:
        node = self.values.get(key)
        if node is None:
            return None
        value = read(node) if node.kind == "scalar" else None
        if value is None:
            what = f"写的“{node.text[:20]}”" if says == _UNKNOWN_WORD and node.text else ""
            nearest = nearest_of(node.text, known)
            doubt = why_uncertain(node.text) if expected in (_DATE, _CLOCK) else ""
            says_all = f"“{field_name(key)}”{what}{'：' + doubt if doubt else says}{_perhaps(nearest)}"
            self.bad(key, expected, says_all, nearest=nearest, found=node.text)
        return value

    def text(self, key: str) -> str:
        """Any single value as it is written, without the blanks around it; a required one may not be blank."""
        found = self._scalar(key, lambda node: node.text.strip(), "text", "要填文字")
        if found == "" and key in self.required:
            self.bad(key, "text", f"“{field_name(key)}”还空着")
        return found or ""

    def code(self, key: str, known: tuple[str, ...], default: str = "") -> str:
        return self._scalar(key, one_of(known), _choice(known), _UNKNOWN_WORD, known=known) or default

    def integer(self, key: str, at_least: int = 0) -> int | None:
        def read(node: Node) -> int | None:
            value = integer_of(node)
            return value if value is not None and value >= at_least else None

        return self._scalar(key, read, f"a whole number from {at_least}", f"要填不带引号的整数，不小于 {at_least}")

    def percent(self, key: str) -> int | None:
        def read(node: Node) -> int | None:
            value = integer_of(node)
            return value if value is not None and 0 <= value <= 100 else None

        return self._scalar(key, read, "a whole number from 0 to 100", "要填 0 到 100 的整数")

    def share(self, key: str, at_most: float = float("inf")) -> Decimal | None:
        """Per cent of a whole, decimals exactly as written; that the shares add up to 100 is the caller's to ask."""

        def read(node: Node) -> Decimal | None:
            value = exact_of(node)
            return value if value is not None and 0 <= value <= at_most else None

        return self._scalar(key, read, "a number from 0 to 100", "要填 0 到 100 的数，不带引号")

    def number(self, key: str) -> float | None:
        def read(node: Node) -> float | None:
            value = number_of(node)
            return value if value is not None and value >= 0 else None

        return self._scalar(key, read, "a number from 0", "要填不带引号的数字，不小于 0")

    def boolean(self, key: str, default: bool = False) -> bool:
        found = self._scalar(key, boolean_of, "true or false", "只能填是（true）或否（false），不带引号")
        return default if found is None else found

    def day(self, key: str) -> date | None:
        return self._scalar(key, date_of, _DATE, "要填真实的日期，写作 2026-09-01")

    def clock(self, key: str) -> Minute | None:
        return self._scalar(key, minute_of, _CLOCK, '要填带引号的时间，写作 "16:10"')

    def money(self, key: str) -> Fen | None:
        return self._scalar(key, fen_of, '"60.00"', '要填带引号的金额，两位小数，写作 "60.00"')

    # Lists

    def _items(self, key: str, expected: str, *, one_is_a_list: bool) -> tuple[Node, ...]:
        node = self.values.get(key)
        if node is None:
            return ()
        if node.kind == "scalar" and one_is_a_list:
            return (node,)
        if node.kind != "list":
            self.bad(key, expected, f"“{field_name(key)}”要写成列表，如 [ , ]")
            return ()
        if not node.items and key in self.required:
            self.bad(key, expected, f"“{field_name(key)}”还空着")
        return node.items

    def _many(
        self,
        key: str,
        read: Callable[[Node], T | None],
        expected: str,
        says: str,
        *,
        one_is_a_list: bool = False,
        known: tuple[str, ...] = (),
    ) -> tuple[T, ...]:
        found: list[T] = []
        for node in self._items(key, f"a list of: {expected}", one_is_a_list=one_is_a_list):
            value = read(node) if node.kind == "scalar" else None
            if value is not None:
                found.append(value)
            else:
                what = f"里的“{node.text[:20]}”" if node.text else ""
                nearest = nearest_of(node.text, known)
                says_all = f"“{field_name(key)}”{what}{says}{_perhaps(nearest)}"
                self.bad(key, expected, says_all, line=node.line or None, nearest=nearest, found=node.text)
        return tuple(found)

    def texts(self, key: str, *, one_is_a_list: bool = False) -> tuple[str, ...]:
        """Values that are not blank; a required list has at least one."""
        found = self._many(key, lambda node: node.text.strip(), "text", "要填文字", one_is_a_list=one_is_a_list)
        filled = tuple(text for text in found if text)
        if found and not filled and key in self.required:
            self.bad(key, "text", f"“{field_name(key)}”还空着")
        return filled

    def codes(self, key: str, known: tuple[str, ...], *, one_is_a_list: bool = False) -> tuple[str, ...]:
        return self._many(key, one_of(known), _choice(known), _UNKNOWN_WORD, one_is_a_list=one_is_a_list, known=known)

    def weekdays(self, key: str) -> frozenset[str]:
        return frozenset(self.codes(key, WEEKDAYS))

    def grades(self, key: str, allowed: frozenset[int]) -> frozenset[int]:
        """allowed: the grades of the school's stages."""
        expected = _grade_choice(allowed)
        return frozenset(self._many(key, grade_of(allowed), expected, "不是这所学校的年级"))

    # Mappings

    def section(self, key: str, known: tuple[str, ...], required: tuple[str, ...] = ()) -> "Fields | None":
        """A mapping inside this one; None where it is left out or is no mapping."""
        node = self.values.get(key)
        if node is None:
            return None
        if node.kind != "map":
            self.bad(key, "a mapping", f"“{field_name(key)}”要写成 键: 值 的形式")
            return None
        return Fields(node, self.at(key), self.log, known, required)

    def sections(self, key: str, known: tuple[str, ...], required: tuple[str, ...]) -> "list[Fields]":
        """The mappings of a list; an item of another form is an error and is left out."""
        found = []
        for n, node in enumerate(self._items(key, "a list of mappings", one_is_a_list=False)):
            path = f"{self.at(key)}[{n}]"
            if node.kind == "map":
                found.append(Fields(node, path, self.log, known, required))
            else:
                self.bad(key, "a mapping", f"{item_name(path)}要写成 {{键: 值, …}}", path=path, line=node.line)
        return found

    def by_key(self, key: str, known: Iterable[str], read: Callable[["Fields", str], T | None]) -> dict[str, T] | None:
        """A mapping whose keys are code words: {primary: "60.00"}; None where it is left out."""
        section = self.section(key, tuple(known))
        if section is None:
            return None
        found = {name: read(section, name) for name in section.values}
        return {name: value for name, value in found.items() if value is not None}

    def by_grade(self, key: str, allowed: frozenset[int]) -> dict[int, int] | None:
        """Pupils by grade: {1: 118}; None where it is left out."""
        read = self.by_key(key, (str(grade) for grade in sorted(allowed)), lambda section, name: section.integer(name))
        return None if read is None else {int(grade): count for grade, count in read.items()}


def _filled(node: Node) -> bool:
    return bool(node.items or node.entries or (node.text.strip() and not node.is_null))


def _perhaps(nearest: str) -> str:
    return f"，最接近的是“{nearest}”" if nearest else ""


def _choice(known: tuple[str, ...]) -> str:
    return ", ".join(known)


def _grade_choice(allowed: frozenset[int]) -> str:
    return ", ".join(str(grade) for grade in sorted(allowed))
