"""A part of a plan document → what the form shows: fields with their values, rows, and the problems at each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kehou.ground.grade import STAGE_NAMES, grades_text
from kehou.ground.minute import text_from_minute
from kehou.ground.school_day import WEEKDAY_NAMES, WEEKDAYS, WORKDAYS
from kehou.org.queries import grades_of
from kehou.plan.judging import Judgement, PlanProblem
from kehou.plan.queries.editor import Reason
from kehou.plan.words import item_text, item_title, value_text
from kehou.policy.facts.codes import kinds_text
from kehou.web.school.plan_fields import SHAPES, Field, Shape
from kehou.web.shared.parts import Segment

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
class DayChart:
    """A window's day: grades with the same blocks in a row; off_work: minutes after midnight, when offices close."""

    rows: tuple[tuple[str, tuple[Segment, ...]], ...]
    off_work: int
    label: str


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


def input_name(path: str) -> str:
    """A place of the document as the form names it: "windows[1].end" → "windows-1-end"."""
    return re.sub(r"[.\[]", "-", path.replace("]", "")).replace("fees-waivers", "waivers")


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


def head_lines(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Whose plan it is, for reading: nobody types it."""
    school, term = document["school"], document["term"]
    words = {key: value_text(key, school.get(key), document) for key in ("stages", "ownership", "boarding", "campuses")}
    return [
        ("学校", str(school["name"])),
        ("学段", words["stages"]),
        ("性质", f"{words['ownership']}，{words['boarding']}"),
        ("校区", words["campuses"]),
        ("学期", f"{term['first_day']} 到 {term['last_day']}"),
    ]


def week_grid(document: Mapping[str, Any], judgement: Judgement) -> list[tuple[str, list[tuple[str, int]]]]:
    """Grades with the same week × Monday to Friday: what the required time holds, and the number of a problem there.

    Rows: (grades in words, five cells of (content, problem number or 0)).
    """
    numbers = _numbers_by_day(judgement)
    weeks: dict[tuple[tuple[str, int], ...], list[int]] = {}
    for grade in grades_of(document["school"]["stages"]):
        week = tuple((_content(document, grade, day), numbers.get((grade, day), 0)) for day in WORKDAYS)
        if any(text for text, _ in week):
            weeks.setdefault(week, []).append(grade)
    return [(grades_text(grades), list(week)) for week, grades in weeks.items()]


def _content(document: Mapping[str, Any], grade: int, day: str) -> str:
    kinds = [
        value_text("content", block.get("content"), document)
        for block in document.get("blocks") or []
        if grade in block.get("grades", []) and day in block.get("weekdays", []) and block.get("content") != "menu"
    ]
    return "；".join(dict.fromkeys(kinds))


def _numbers_by_day(judgement: Judgement) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for problem in judgement.of_part("blocks"):
        evidence = problem.evidence
        days = evidence.get("weekdays")
        if isinstance(days, Mapping):
            found |= {(int(grade), day): problem.number for grade, names in days.items() for day in names}
        for entry in evidence.get("short") or evidence.get("gaps") or ():  # type: ignore[attr-defined]
            found.setdefault((int(entry["grade"]), str(entry["weekday"])), problem.number)
    return found


def day_charts(judgement: Judgement) -> dict[str, DayChart]:
    """After-class window's place ("windows-0") → its day, as far as the plan can be read and the closing time is known."""
    facts = judgement.facts
    if facts is None or facts.plan is None or not facts.office_hours:
        return {}
    charts = {}
    for window in facts.plan.windows:
        begins = window.first or facts.plan.term.first_day
        known = [hours for hours in facts.office_hours if hours.since <= begins]
        if window.kind != "after_class" or not known:
            continue
        closes = known[-1].closes.hour * 60 + known[-1].closes.minute
        days: dict[tuple[Segment, ...], list[int]] = {}
        for grade in sorted(window.grades):
            blocks = [b for b in facts.plan.blocks if b.window == window.id and grade in b.grades]
            segments = {Segment(b.start, b.end, "菜单课" if b.is_menu else kinds_text(b.kinds)) for b in blocks}
            days.setdefault(tuple(sorted(segments, key=lambda s: (s.starts, s.ends))), []).append(grade)
        rows = tuple((grades_text(grades), segments) for segments, grades in days.items() if segments)
        if rows:
            said = "；".join(
                f"{who} {'，'.join(f'{text_from_minute(s.starts)} {s.label}' for s in segs)}" for who, segs in rows
            )
            charts[input_name(window.where)] = DayChart(rows, closes, f"{said}；{text_from_minute(closes)} 下班")
    return charts
