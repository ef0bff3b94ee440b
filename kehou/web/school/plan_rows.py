"""Adding, removing, opening and closing rows of the plan form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from kehou.ground.school_day import WORKDAYS
from kehou.org.queries import grades_of
from kehou.web.school.plan_fields import SHAPES, Shape


@dataclass
class Arrangement:
    """The content to save and how the form stands afterwards. is_new_layout: rows came, went, opened or closed."""

    content: dict[str, Any]
    open_rows: dict[str, set[int]]
    new_row: str = ""
    is_new_layout: bool = field(default=False)


def arrange(
    part: str, posted: QueryDict, content: dict[str, Any], open_rows: dict[str, set[int]], document: Mapping[str, Any]
) -> Arrangement:
    """Do what the pressed button asks: add=windows, remove=windows-2, open=courses-5, close=courses-5; none: nothing."""
    made = Arrangement(content, open_rows)
    for shape in SHAPES[part]:
        if shape.form != "rows":
            continue
        rows = _rows_of(shape, content)
        if posted.get("add") == shape.key:
            rows = [*rows, _new_row(shape, rows, document)]
            made.new_row = f"{shape.key}-{len(rows) - 1}"
            made.open_rows.setdefault(shape.key, set()).add(len(rows) - 1)
        elif (place := _place(posted.get("remove"), shape.key)) is not None and place < len(rows):
            rows = rows[:place] + rows[place + 1 :]
            made.open_rows[shape.key] = {p - (p > place) for p in made.open_rows.get(shape.key, set()) if p != place}
        elif (place := _place(posted.get("open"), shape.key)) is not None:
            made.open_rows.setdefault(shape.key, set()).add(place)
            made.new_row = f"{shape.key}-{place}"
        elif (place := _place(posted.get("close"), shape.key)) is not None:
            made.open_rows.get(shape.key, set()).discard(place)
        else:
            continue
        made.is_new_layout = True
        _put(shape, content, rows)
    return made


def _place(named: str | None, key: str) -> int | None:
    """ "windows-2" → 2, of this list only."""
    name, _, place = (named or "").rpartition("-")
    return int(place) if name == key and place.isdigit() else None


def _rows_of(shape: Shape, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    if shape.key == "waivers":
        return list((content.get("fees") or {}).get("waivers") or [])
    return list(content.get(shape.key) or [])


def _put(shape: Shape, content: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    if shape.key == "waivers":
        content["fees"] = {**(content.get("fees") or {}), "waivers": rows}
    else:
        content[shape.key] = rows or None


def _new_row(shape: Shape, rows: list[dict[str, Any]], document: Mapping[str, Any]) -> dict[str, Any]:
    """What a new row most likely is, so that little is left to fill in."""
    row: dict[str, Any] = {"id": _free_id(shape, rows)} if shape.id else {}
    grades = list(grades_of(document["school"]["stages"]))
    first_window = next((w["id"] for w in document.get("windows") or [] if w.get("id")), None)
    if shape.key == "windows":
        row |= {"kind": "after_class", "grades": grades, "weekdays": list(WORKDAYS)}
    elif shape.key == "blocks":
        row |= {"window": first_window, "weekdays": list(WORKDAYS), "choice": "elective"}
    elif shape.key == "courses":
        row |= {"window": first_window, "sections": 1, "capacity": 30}
    elif shape.key == "staff":
        row |= {"role": "school_teacher"}
    elif shape.key == "providers":
        row |= {"category": "non_subject"}
    elif shape.key == "waivers":
        row |= {"rate": 100}
    return {key: value for key, value in row.items() if value is not None}


def _free_id(shape: Shape, rows: list[dict[str, Any]]) -> str:
    taken = {row.get("id") for row in rows}
    return next(name for n in range(1, len(rows) + 2) if (name := f"{shape.id}{n}") not in taken)
