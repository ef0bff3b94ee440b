"""A posted part of the plan form → the keys of the document. What cannot be read stays as it was typed."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from kehou.ground.school_day import WEEKDAYS
from kehou.web.school.plan_fields import SHAPES, Field, Shape

_WHOLE = re.compile(r"\d{1,9}")
_NUMBER = re.compile(r"\d{1,9}\.\d{1,4}")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_YUAN = re.compile(r"\d{1,9}(\.\d{1,2})?")
MAX_ROWS = 400


def content_of(part: str, posted: QueryDict, document: Mapping[str, Any]) -> dict[str, Any]:
    """Every key of the part from the form; an empty one is None (the part is then missing, and the check says so).

    document: the draft as it is, for the rows of long lists that stood closed on the form and were not posted.
    """
    content: dict[str, Any] = {}
    for shape in SHAPES[part]:
        if shape.key == "waivers":
            fees = content.get("fees") or {}
            rows = _rows(shape, posted, (document.get("fees") or {}).get("waivers"))
            content["fees"] = _kept({**fees, "waivers": rows}) or None
        else:
            content[shape.key] = _shape(shape, posted, document) or None
    return {key: _as_written(document.get(key), value) for key, value in content.items()}


def _as_written(old: Any, new: Any) -> Any:
    """The new value, written as the old one where both mean the same.

    A form lists choices in its own order and leaves out unticked boxes; nobody changed anything by that, and a
    decision of the committee covers the document as it was written.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        unsaid = {key: value for key, value in old.items() if key not in new and _is_empty(value)}
        return {key: _as_written(old.get(key), value) for key, value in new.items()} | unsaid
    if isinstance(old, list) and isinstance(new, list):
        if any(isinstance(item, dict) for item in new):
            return [_as_written(old[n] if n < len(old) else None, item) for n, item in enumerate(new)]
        return old if sorted(map(str, old)) == sorted(map(str, new)) else new
    if isinstance(old, list) and old == [new]:
        return old
    return new


def open_rows(part: str, posted: QueryDict) -> dict[str, set[int]]:
    """List → places of the rows that stood open on the form."""
    return {shape.key: set(_places(shape, posted)) for shape in SHAPES[part] if shape.form == "rows"}


def _places(shape: Shape, posted: QueryDict) -> list[int]:
    return [int(place) for place in posted.getlist(f"{shape.key}-row") if place.isdigit()][:MAX_ROWS]


def _shape(shape: Shape, posted: QueryDict, document: Mapping[str, Any]) -> Any:
    if shape.form == "rows":
        return _rows(shape, posted, document.get(shape.key))
    if shape.form == "many":
        return [value for value in posted.getlist(shape.key) if value]
    if shape.form == "lines":
        return [text for text in (value.strip() for value in posted.getlist(shape.key)) if text]
    field = shape.fields[0]
    if len(shape.fields) == 1 and field.name == shape.key:
        return _by_code(field, shape.key, posted)
    return _kept({field.name: _value(field, f"{shape.key}-{field.name}", posted) for field in shape.fields})


def _rows(shape: Shape, posted: QueryDict, stored: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    rows = [dict(row) for row in stored or []]
    for place in _places(shape, posted):
        if place < len(rows):
            name = f"{shape.key}-{place}"
            own = {"id": rows[place]["id"]} if rows[place].get("id") else {}
            rows[place] = own | _kept(
                {field.name: _value(field, f"{name}-{field.name}", posted) for field in shape.fields}
            )
    return rows


def _kept(item: dict[str, Any]) -> dict[str, Any]:
    """Without what was left empty. An unticked box is left out too: the format reads it as no."""
    return {key: value for key, value in item.items() if not _is_empty(value)}


def _is_empty(value: Any) -> bool:
    """0 is not empty: "nobody wants it" and "closed for now" are promises too."""
    return value is None or value is False or value in ("", [], {})


def _by_code(field: Field, name: str, posted: QueryDict) -> dict[str, Any]:
    """A mapping by grade or code word: every posted NAME-CODE."""
    prefix = f"{name}-"
    codes = [key.removeprefix(prefix) for key in posted if key.startswith(prefix)]
    return _kept({code: plain(field, posted.get(prefix + code) or "") for code in codes})


def _value(field: Field, name: str, posted: QueryDict) -> Any:
    if field.kind == "yes":
        return posted.get(name) == "1"
    if field.kind == "grades":
        return sorted({int(value) for value in posted.getlist(name) if value.isdigit()})
    if field.kind == "weekdays":
        chosen = set(posted.getlist(name))
        return [day for day in WEEKDAYS if day in chosen]
    if field.kind == "lines":
        return [line.strip() for line in (posted.get(name) or "").splitlines() if line.strip()]
    if field.kind in ("many", "refs"):
        return _chosen(field, [value for value in posted.getlist(name) if value])
    if field.kind in ("one", "ref"):
        return posted.get(name) or None
    if field.options or field.name in ("wanting", "enrolled"):
        return _by_code(field, name, posted)
    return plain(field, posted.get(name) or "")


def _chosen(field: Field, values: list[str]) -> Any:
    """A menu stands alone, and a single window is written without a list: as the format's own examples do."""
    if field.name == "content" and values == ["menu"]:
        return "menu"
    if field.name == "window" and len(values) == 1:
        return values[0]
    return values


def plain(field: Field, text: str) -> Any:
    """One typed text as the document's value; full-width digits and colons are taken as meant.

    "１６：１０" → "16:10"; money "60" → "60.00"; what reads as none of these stays text, and the check points at it.
    """
    text = text.strip()
    if field.kind in ("text", "long"):
        return text or None
    text = unicodedata.normalize("NFKC", text).replace("¥", "").replace(",", "").strip()
    if field.kind == "clock" and (found := _CLOCK.fullmatch(text)):
        return f"{int(found[1]):02d}:{found[2]}"
    if field.kind == "money" and _YUAN.fullmatch(text):
        yuan, _, cents = text.partition(".")
        return f"{int(yuan)}.{cents:0<2}"
    if field.kind in ("whole", "number") and _WHOLE.fullmatch(text):
        return int(text)
    if field.kind == "number" and _NUMBER.fullmatch(text):
        return float(text)
    return text or None
