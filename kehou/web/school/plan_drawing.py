"""A part of a plan document → what the form shows: fields with their values, rows, and the problems at each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kehou.ground.grade import STAGE_NAMES, grades_text
from kehou.ground.school_day import WEEKDAY_NAMES, WEEKDAYS, WORKDAYS
from kehou.org.queries import grades_of
from kehou.plan.judging import Judgement, PlanProblem
from kehou.plan.queries.editor import Reason
from kehou.plan.words import item_text, item_title
from kehou.web.school.plan_charts import DayChart, day_charts
from kehou.web.school.plan_fields import SHAPES, Field, Shape, input_name

ROWS_OPEN = 8
"""Up to so many rows of a list all stand open; longer lists show one line each, opened one by one."""


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    word: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One input of a mapping by grade, stage or code."""

    name: str
    word: str
    value: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field ready to draw. id: its name, as an anchor; number: of the first problem that points at it, 0 = none."""

    field: Field
    id: str
    value: str
    options: tuple[Option, ...] = ()
    entries: tuple[Entry, ...] = ()
    number: int = 0
    level: str = ""

    @property
    def is_wrong(self) -> bool:
        return self.level == "block"


@dataclass(frozen=True, slots=True)
class Mark:
    """A problem or the district's word, at its place. number 0: the district's."""

    number: int
    level: str
    says: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a list. text: the whole row in one line, for a closed one; is_filed: unchanged since the last filing."""

    place: int
    id: str
    key: str
    title: str
    text: str
    is_open: bool
    fields: tuple[FieldView, ...]
    marks: tuple[Mark, ...]
    is_new: bool = False
    is_filed: bool = False
    chart: DayChart | None = None


@dataclass(frozen=True, slots=True)
class ShapeView:
    shape: Shape
    rows: tuple[RowView, ...] = ()
    fields: tuple[FieldView, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartView:
    """A part with its shapes; marks: what concerns the part as a whole."""

    name: str
    shapes: tuple[ShapeView, ...]
    marks: tuple[Mark, ...]


def draw_part(
    part: str,
    document: Mapping[str, Any],
    judgement: Judgement,
    reasons: Sequence[Reason] = (),
    *,
    open_rows: Mapping[str, set[int]] | None = None,
    new_row: str = "",
    before: Mapping[str, Any] | None = None,
) -> PartView:
    """open_rows: list → places that stand open, where it is not the default; new_row: "courses-12", to be focused.

    before: the document filed before; its rows that did not change stand closed.
    """
    charts = day_charts(judgement) if part == "windows" else {}
    drawer = _Drawer(document, judgement.of_part(part), reasons, open_rows, new_row, charts, before or {})
    shapes = tuple(drawer.shape(shape) for shape in SHAPES[part])
    keys = {shape.key for shape in SHAPES[part]}
    return PartView(part, shapes, drawer.marks_of_part(keys))


class _Drawer:
    def __init__(
        self,
        document: Mapping[str, Any],
        problems: Sequence[PlanProblem],
        reasons: Sequence[Reason],
        open_rows: Mapping[str, set[int]] | None,
        new_row: str,
        charts: Mapping[str, DayChart],
        before: Mapping[str, Any],
    ) -> None:
        self.document = document
        self.before = before
        self.charts = charts
        self.open_rows = open_rows or {}
        self.new_row = new_row
        self.grades = grades_of(document["school"]["stages"])
        self.stages = document["school"]["stages"]
        kinds = {window.get("kind") for window in document.get("windows") or []}
        self.has_weekends = bool(kinds & {"weekend", "holiday"}) or "senior" in self.stages
        self.problems = [(input_name(problem.field), input_name(problem.where), problem) for problem in problems]
        self.reasons = [(input_name(reason.path), reason) for reason in reasons]

    def shape(self, shape: Shape) -> ShapeView:
        value = self._value_of(shape)
        if shape.form == "rows":
            return ShapeView(shape, rows=tuple(self._row(shape, n, item) for n, item in enumerate(value or [])))
        if shape.form == "lines":
            return ShapeView(shape, lines=(*(value or []), ""))
        if shape.form == "many" or (len(shape.fields) == 1 and shape.fields[0].name == shape.key):
            return ShapeView(shape, fields=(self._field(shape.fields[0], shape.key, value),))
        given = value or {}
        fields = (self._field(field, f"{shape.key}-{field.name}", given.get(field.name)) for field in shape.fields)
        return ShapeView(shape, fields=tuple(fields))

    def _value_of(self, shape: Shape) -> Any:
        if shape.key == "waivers":
            return (self.document.get("fees") or {}).get("waivers")
        return self.document.get(shape.key)

    def _row(self, shape: Shape, place: int, item: Mapping[str, Any]) -> RowView:
        name = f"{shape.key}-{place}"
        marks = self._marks(lambda path: path == name or path.startswith(f"{name}-"))
        is_filed = item in (self.before.get(shape.key) or ())
        if shape.key in self.open_rows:
            is_open = place in self.open_rows[shape.key]
        else:
            is_open = len(self._value_of(shape) or ()) <= ROWS_OPEN and (bool(marks) or not is_filed)
        fields = (self._field(field, f"{name}-{field.name}", item.get(field.name)) for field in shape.fields)
        return RowView(
            place=place,
            id=str(item.get("id", "")),
            key=name,
            title=item_title(shape.key, item, self.document),
            text=item_text(shape.key, item, self.document),
            is_open=is_open,
            fields=tuple(fields) if is_open else (),
            marks=marks,
            is_new=name == self.new_row,
            is_filed=is_filed,
            chart=self.charts.get(name),
        )

    def _marks(self, concerns: Any) -> tuple[Mark, ...]:
        found = [Mark(p.number, p.level, p.says) for _, where, p in self.problems if concerns(where)]
        return (*found, *(Mark(0, "block", reason.says) for path, reason in self.reasons if concerns(path)))

    def marks_of_part(self, keys: set[str]) -> tuple[Mark, ...]:
        """What stands at no row: "blocks", "fees.use"; and the fields of mappings."""
        rows = re.compile(rf"({'|'.join(keys)})-\d+(-.*)?")
        mine = re.compile(rf"({'|'.join(keys)})(-.*)?")
        return self._marks(
            lambda path: (
                mine.fullmatch(path) and not (rows.fullmatch(path) and not path.startswith(("enrolled", "policy")))
            )
        )

    def _field(self, field: Field, name: str, value: Any) -> FieldView:
        pointed = next((p for path, _, p in self.problems if path == name or path.startswith(f"{name}-")), None)
        view = FieldView(
            field, name, "", number=pointed.number if pointed else 0, level=pointed.level if pointed else ""
        )
        if field.kind == "grades":
            chosen = set(value or [])
            options = (Option(str(g), grades_text([g]), g in chosen) for g in self.grades)
            return replace(view, options=tuple(options))
        if field.kind == "weekdays":
            chosen = set(value or [])
            shown = [d for d in WEEKDAYS if d in WORKDAYS or d in chosen or self.has_weekends]
            return replace(view, options=tuple(Option(d, WEEKDAY_NAMES[d], d in chosen) for d in shown))
        if field.kind in ("one", "many"):
            chosen = {value} if isinstance(value, str) else set(value or [])
            return replace(view, options=self._options(field, chosen))
        if field.kind in ("ref", "refs"):
            chosen = {value} if isinstance(value, str) else set(value or [])
            items = self.document.get(field.refers) or []
            options = (
                Option(str(i.get("id")), item_title(field.refers, i, self.document), i.get("id") in chosen)
                for i in items
            )
            return replace(view, options=tuple(options))
        if field.kind == "yes":
            return replace(view, value="1" if value else "")
        if field.kind == "lines":
            return replace(view, value="\n".join(value or []))
        if field.options or field.name in ("wanting", "enrolled"):
            return replace(view, entries=self._entries(field, name, value if isinstance(value, Mapping) else {}))
        return replace(view, value="" if value is None else str(value))

    def _options(self, field: Field, chosen: set[str]) -> tuple[Option, ...]:
        named = field.options or {}
        unknown = {value: value for value in sorted(chosen) if value not in named}
        return tuple(Option(value, word, value in chosen) for value, word in {**named, **unknown}.items())

    def _entries(self, field: Field, name: str, value: Mapping[str, Any]) -> tuple[Entry, ...]:
        words = self._codes(field)
        wrong = {path for path, _, p in self.problems if p.level == "block"}
        return tuple(
            Entry(
                f"{name}-{code}", word, "" if value.get(code) is None else str(value[code]), f"{name}-{code}" in wrong
            )
            for code, word in words.items()
        )

    def _codes(self, field: Field) -> Mapping[str, str]:
        if not field.options:
            return {str(grade): grades_text([grade]) for grade in self.grades}
        if field.options is STAGE_NAMES:
            return {stage: STAGE_NAMES[stage] for stage in self.stages}
        return field.options
