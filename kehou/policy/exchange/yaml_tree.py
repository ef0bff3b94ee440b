"""YAML text → a tree of nodes that still know their lines and whether they were quoted.

The usual loaders decide types by looks (16:10 becomes the number 970) and forget lines; a plan needs both.
Built from the parser's events, so depth and size are refused before they can cost anything.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal, NamedTuple

import yaml

from kehou.policy.exchange.as_typed import in_ascii
from kehou.policy.exchange.reading import MAX_DEPTH, MAX_ERRORS, MAX_VALUES, MAX_WORD, InputError, Unreadable

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,15}\.\d{1,15}", re.ASCII)
_NULLS = ("", "~", "null", "Null", "NULL")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


class Entry(NamedTuple):
    """One key of a mapping. line, column: the key's, from 1; 0 where there is no file."""

    key: str
    line: int
    value: "Node"
    column: int = 0


class Node(NamedTuple):
    """A value of the file. size: how many values it holds in all, shared ones counted each time they are used.

    line, column: where it begins, from 1; 0 where there is no file.
    """

    kind: Literal["scalar", "list", "map"]
    line: int
    text: str = ""
    quoted: bool = False
    items: tuple["Node", ...] = ()
    entries: tuple[Entry, ...] = ()
    size: int = 1
    column: int = 0

    @property
    def is_null(self) -> bool:
        return self.kind == "scalar" and not self.quoted and self.text in _NULLS

    def entry(self, key: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.key == key), None)

    def plain(self) -> Any:
        """The JSON-able form: unquoted integers, decimals, true/false and nothing; all else is text."""
        if self.kind == "list":
            return [item.plain() for item in self.items]
        if self.kind == "map":
            return {entry.key: entry.value.plain() for entry in self.entries}
        if self.quoted:
            return self.text
        if self.is_null:
            return None
        if self.text in _BOOLEANS:
            return _BOOLEANS[self.text]
        number = number_of(self)
        return self.text if number is None else number


def boolean_of(node: Node) -> bool | None:
    """What an unquoted true or false says; None for anything else."""
    return None if node.quoted else _BOOLEANS.get(node.text)


def integer_of(node: Node) -> int | None:
    """What unquoted digits say; None for anything else (no leading zeros: some readers take them for octal)."""
    text = in_ascii(node.text)
    return int(text) if not node.quoted and _INTEGER.fullmatch(text) else None


def number_of(node: Node) -> float | None:
    """What an unquoted whole or decimal number says; None for anything else."""
    text = in_ascii(node.text)
    if not node.quoted and _DECIMAL.fullmatch(text):
        return float(text)
    return integer_of(node)


def exact_of(node: Node) -> Decimal | None:
    """What an unquoted whole or decimal number says, to the last digit."""
    text = in_ascii(node.text)
    return Decimal(text) if not node.quoted and (_INTEGER.fullmatch(text) or _DECIMAL.fullmatch(text)) else None


def tree_from_yaml(text: str, file: str) -> tuple[Node, tuple[InputError, ...]]:
    """Parse one YAML document.

    Returns the root and what is wrong but not fatal (a key given twice; the first one counts).
    Errors: Unreadable for text that is no YAML, for tags, for nesting or aliases beyond the limits.
    """
    builder = _Builder(file)
    try:
        return builder.root(yaml.parse(text, Loader=_Loader)), tuple(builder.errors)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else _line_of_bad_character(text, error)
        column = mark.column + 1 if mark else 0
        says = "这一行不合 YAML 的写法，请检查缩进、冒号、括号和引号"
        raise Unreadable(
            (*builder.errors, InputError(file, line, "", "valid YAML", says=says, column=column))
        ) from None


def _line_of_bad_character(text: str, error: yaml.YAMLError) -> int:
    position = getattr(error, "position", None)
    return text.count("\n", 0, position) + 1 if isinstance(position, int) and position >= 0 else 0


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.errors: list[InputError] = []
        self.anchors: dict[str, Node] = {}

    def refuse(self, line: int, key: str, expected: str, says: str) -> Unreadable:
        return Unreadable((*self.errors, InputError(self.file, line, key, expected, says=says)))

    def root(self, events: Iterator[Any]) -> Node:
        found: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and event.start_mark:
                if found is not None:
                    says = "一个文件里只写一份，去掉多余的 “---”"
                    raise self.refuse(event.start_mark.line + 1, "", "one document", says)
                found = self.node(next(events), events, "", 0)
        if found is None:
            raise self.refuse(0, "", "a mapping", "文件是空的")
        return found

    def node(self, event: Any, events: Iterator[Any], path: str, depth: int) -> Node:
        mark: Any = event.start_mark
        line = mark.line + 1
        if depth > MAX_DEPTH:
            raise self.refuse(line, path, f"at most {MAX_DEPTH} levels", "一层套一层太深了，不像一份方案")
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise self.refuse(line, path, "an anchor that comes before", f"“*{event.anchor}”没有指到前面的内容")
            return self.anchors[event.anchor]
        if getattr(event, "tag", None) not in (None, "!"):
            raise self.refuse(line, path, "no tags", "不能用 “!” 开头的类型标签")
        if isinstance(event, yaml.ScalarEvent):
            quoted = event.style not in (None, "")
            node = Node("scalar", mark.line + 1, event.value, quoted=quoted, column=mark.column + 1)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self.list(events, path, depth, mark)
        else:
            node = self.map(events, path, depth, mark)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def list(self, events: Iterator[Any], path: str, depth: int, mark: Any) -> Node:
        items: list[Node] = []
        size = 1
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self.node(event, events, f"{path}[{len(items)}]", depth + 1))
            size = self.grown(size, items[-1], path)
        return Node("list", mark.line + 1, items=tuple(items), size=size, column=mark.column + 1)

    def map(self, events: Iterator[Any], path: str, depth: int, mark: Any) -> Node:
        entries: dict[str, Entry] = {}
        size = 1
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self.node(event, events, path, depth + 1)
            if key.kind != "scalar":
                raise self.refuse(key.line, path, "a word as key", "键要是一个词，不能是一串内容")
            # An alias keeps the line of its anchor; the key's own event knows where it stands.
            entry_line, column, name = event.start_mark.line + 1, event.start_mark.column + 1, key.text
            here = f"{path}.{name}" if path else name
            value = self.node(next(events), events, here, depth + 1)
            size = self.grown(size, value, here)
            if name in entries and len(self.errors) < MAX_ERRORS:
                word = name[:MAX_WORD]
                says = f"“{word}”写了两次，第一次在第 {entries[name].line} 行"
                where = f"{path}.{word}" if path else word
                self.errors.append(InputError(self.file, entry_line, where, "each key once", says=says, found=word))
            entries.setdefault(name, Entry(name, entry_line, value, column))
        return Node("map", mark.line + 1, entries=tuple(entries.values()), size=size, column=mark.column + 1)

    def grown(self, size: int, child: Node, path: str) -> int:
        if size + child.size > MAX_VALUES:
            raise self.refuse(child.line, path, f"at most {MAX_VALUES} values", "引用展开后内容太多，不像一份方案")
        return size + child.size


def tree_from_document(value: Any) -> Node:
    """The same tree from a JSON-able document; it has no lines.

    Text counts as quoted, numbers and true/false as unquoted.
    Errors: Unreadable for nesting or size beyond the limits; TypeError for values that are not JSON's.
    """
    node = _from_plain(value, 0)
    if node.size > MAX_VALUES:
        says = "内容太多，不像一份方案"
        raise Unreadable((InputError("", 0, "", f"at most {MAX_VALUES} values", says=says),))
    return node


def _from_plain(value: Any, depth: int) -> Node:
    if isinstance(value, str):
        return Node("scalar", 0, value, quoted=True)
    if value is None:
        return Node("scalar", 0)
    if isinstance(value, bool):
        return Node("scalar", 0, "true" if value else "false")
    if isinstance(value, (int, float)):
        return Node("scalar", 0, repr(value))
    if depth >= MAX_DEPTH:
        says = "一层套一层太深了，不像一份方案"
        raise Unreadable((InputError("", 0, "", f"at most {MAX_DEPTH} levels", says=says),))
    if isinstance(value, dict):
        entries = tuple([Entry(str(key), 0, _from_plain(item, depth + 1)) for key, item in value.items()])
        return Node("map", 0, entries=entries, size=1 + sum([entry.value.size for entry in entries]))
    if isinstance(value, (list, tuple)):
        items = tuple([_from_plain(item, depth + 1) for item in value])
        return Node("list", 0, items=items, size=1 + sum([item.size for item in items]))
    raise TypeError(f"a document cannot hold a {type(value).__name__}")
