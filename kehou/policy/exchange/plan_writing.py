"""The stored document → plan.yaml, laid out as people write it: one line an item, times and amounts in quotes."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from kehou.policy.exchange.district_reading import DISTRICT_KEYS
from kehou.policy.exchange.plan_reading import PLAN_KEYS

_PLAIN_WORD = re.compile(
    r"[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff（）“”、，。；：！？·/+-]*( [\w\u4e00-\u9fff（）、，。+-]+)*"
)
_PLAIN_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLAIN_KEY = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff-]*|[1-9]\d*")
_UNPRINTED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_NO_TEXT = frozenset(
    word
    for plain in ("null", "true", "false", "yes", "no", "on", "off", "y", "n")
    for word in (plain, plain.title(), plain.upper())
)
# Parts whose keys stand on lines of their own.
_OPEN_PARTS = ("committee", "fees", "evaluation")


def yaml_from_document(document: Mapping[str, Any]) -> str:
    """Write a document as a plan file; reading it back gives the same document.

    Keys stand in the order of the format, keys the format does not know after them.
    """
    known = DISTRICT_KEYS if str(document.get("kehou", "")).startswith("district") else PLAN_KEYS
    order = {key: n for n, key in enumerate(known)}
    keys = sorted(document, key=lambda key: order.get(key, len(order)))
    return "".join(f"{line}\n" for key in keys for line in _part(str(key), document[key]))


def _part(key: str, value: Any) -> Iterable[str]:
    name = _key(key)
    if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value) and key != "duties":
        yield f"{name}:"
        yield from (f"  - {_flow(item)}" for item in value)
    elif isinstance(value, Mapping) and value and key in _OPEN_PARTS:
        yield f"{name}:"
        for inner, item in value.items():
            if inner == "meetings" and isinstance(item, list) and item:
                yield f"  {_key(inner)}:"
                yield from (f"    - {_flow(meeting)}" for meeting in item)
            else:
                yield f"  {_key(str(inner))}: {_flow(item)}"
    else:
        yield f"{name}: {_flow(value)}"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(str(key))}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value) if isinstance(value, str) else repr(value)


def _text(text: str) -> str:
    if text not in _NO_TEXT and (_PLAIN_WORD.fullmatch(text) or _PLAIN_DATE.fullmatch(text)):
        return text
    return _quoted(text)


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) and key not in _NO_TEXT else _quoted(key)


def _quoted(text: str) -> str:
    """A JSON string is a double-quoted YAML scalar, once what YAML does not print is escaped too."""
    return _UNPRINTED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
