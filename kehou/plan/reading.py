"""A whole plan in words, part by part, for whoever decides about it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kehou.plan.parts import PARTS, SYSTEM_KEYS
from kehou.plan.words import item_text, item_title, value_text
from kehou.policy.exchange.places import field_name


@dataclass(frozen=True, slots=True)
class ReadLine:
    """path: its place in the document, where a reason can be put."""

    path: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadPart:
    name: str
    number: int
    label: str
    clauses: tuple[str, ...]
    lines: tuple[ReadLine, ...]


def read_parts(document: Mapping[str, Any]) -> tuple[ReadPart, ...]:
    """Every part with its lines; a part that was left out has none."""
    return tuple(
        ReadPart(part.name, number, part.label, part.clauses, tuple(_lines(part.keys, document)))
        for number, part in enumerate(PARTS, start=1)
    )


def _lines(keys: tuple[str, ...], document: Mapping[str, Any]) -> Iterator[ReadLine]:
    for key in keys:
        value = document.get(key)
        if key in SYSTEM_KEYS or value in (None, "", [], {}):
            continue
        yield from _value_lines(key, key, value, document)


def _value_lines(path: str, key: str, value: Any, document: Mapping[str, Any]) -> Iterator[ReadLine]:
    if isinstance(value, Mapping) and not all(str(name).isdigit() for name in value):
        for name, inner in value.items():
            nested = isinstance(inner, list) and any(isinstance(item, Mapping) for item in inner)
            if nested:
                yield from _value_lines(f"{path}.{name}", name, inner, document)
            elif inner not in (None, "", [], {}):
                yield ReadLine(f"{path}.{name}", field_name(name), value_text(name, inner, document))
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for place, item in enumerate(value):
            yield ReadLine(f"{path}[{place}]", item_title(key, item, document), item_text(key, item, document))
    else:
        yield ReadLine(path, field_name(key), value_text(key, value, document))
