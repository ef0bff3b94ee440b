"""A term's folder: `plan.yaml` and the record tables, read into facts and written from them.

Reading collects every error of every file in one pass; nothing is judged when there is one.
"""

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kehou.policy.exchange.encodings import decoded
from kehou.policy.exchange.plan_yaml import read_plan_file
from kehou.policy.exchange.reading import MAX_WORD, InputError, Unreadable, nearest_of, read_bytes
from kehou.policy.exchange.standing import moved, refuse_too_much, standing_of
from kehou.policy.exchange.table_layouts import LAYOUTS, Column, Table
from kehou.policy.exchange.table_links import contradictions, foreign_periods
from kehou.policy.facts.district_plan import DistrictPlan
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.term import TermFacts

MAX_TABLE_BYTES = 150_000_000
"""Bytes. A school of 5,000 pupils with three sessions a day stays under half of it."""

MAX_ROWS = 3_000_000
"""Rows of one table: a line of a few letters costs a hundred times its bytes once it is read."""

MAX_ERRORS = 200
"""Errors kept of one file: enough to see what is wrong with it, and a broken export of a term stays readable."""


QuickReader = Callable[[Table, str, Mapping[str, set[str]]], Sequence[Any] | None]
"""(table, its text, ids of earlier tables) → its rows, or None: read it plainly. It may never decide what an error is."""


def read_folder(path: Path, *, as_of: date | None = None, quick: QuickReader | None = None) -> TermFacts:
    """Read a term's folder: the plan and every table that was handed over.

    quick: asked first for each table; what it does not answer is read plainly.
    Errors: Unreadable with every error of every file, file names relative to the folder.
    """
    names = _names_in(path)
    files = ("plan.yaml", *(table.file for table in LAYOUTS.values()))
    before = standing_of(path, files)
    refuse_too_much(before)
    errors: list[InputError] = []
    plan: Plan | DistrictPlan | None = None
    try:
        plan = read_plan_file(path / "plan.yaml")
    except Unreadable as unreadable:
        errors += unreadable.errors
    errors += _unknown_tables(names)
    tables = read_tables(path, LAYOUTS, errors, quick)
    errors += moved(before, standing_of(path, files), errors)
    if plan is not None:
        errors += foreign_periods(tables, plan.term)
    if errors:
        raise Unreadable(tuple(errors))
    school = plan if isinstance(plan, Plan) else None
    district = plan if isinstance(plan, DistrictPlan) else None
    return TermFacts(plan=school, district_plan=district, as_of=as_of, **tables)


def read_tables(
    folder: Path, names: Iterable[str], errors: list[InputError], quick: QuickReader | None = None
) -> dict[str, Any]:
    """Read those of the named tables that lie in the folder, by name. Errors are added to `errors`.

    A row that names a session, section or pupil is checked against that table where it was handed over.
    """
    wanted = set(names)
    found: dict[str, Any] = {}
    known: dict[str, set[str]] = {}
    for name, table in LAYOUTS.items():
        file = folder / table.file
        if name in wanted and os.path.lexists(file):
            reader = _TableReader(table, known)
            text = _text_of(folder, table, reader.errors)
            rows = quick(table, text, known) if quick is not None and text is not None else None
            if rows is not None and table.id:
                reader.ids = {getattr(row, table.id) for row in rows}
            found[name] = rows if rows is not None else tuple(reader.rows(text))
            errors += reader.errors
            if reader.ids is not None:
                known[name] = reader.ids
    errors += contradictions(found)
    return found


def write_folder(path: Path, facts: TermFacts, *, plan_yaml: str = "") -> None:
    """Write every table handed over, and the plan's text where given. Same facts, same bytes.

    Rows keep their order; columns stand in the order of the format, optional ones only where a row uses them.
    """
    path.mkdir(parents=True, exist_ok=True)
    if plan_yaml:
        (path / "plan.yaml").write_bytes(plan_yaml.encode())
    for name, table in LAYOUTS.items():
        rows = getattr(facts, name)
        if rows is not None:
            (path / table.file).write_bytes(table_text(table, rows).encode())


def table_text(table: Table, rows: Iterable[Any]) -> str:
    """One table as CSV with a header line and "\\n" line ends."""
    rows = tuple(rows)
    columns = [c for c in table.columns if not c.optional or any(getattr(row, c.attribute) for row in rows)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([column.cell.text(getattr(row, column.attribute)) for column in columns] for row in rows)
    return out.getvalue()


def _names_in(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except (OSError, ValueError):
        says = "要的是一个打得开的文件夹，里面有 plan.yaml 和记录表"
        name = folder.name or str(folder)
        raise Unreadable((InputError(name, 0, "", "a folder that can be opened", says=says),)) from None


def _unknown_tables(names: Iterable[str]) -> list[InputError]:
    files = tuple(table.file for table in LAYOUTS.values())
    strange = [n for n in names if n.lower().endswith(".csv") and n not in files and not n.startswith(".")]
    nearest = {name: nearest_of(name.lower(), files) for name in strange[:MAX_ERRORS]}
    return [
        InputError(name, 0, "", near or "a known table", near, "没有这个名字的记录表" + _perhaps(near))
        for name, near in nearest.items()
    ]


def _text_of(folder: Path, table: Table, errors: list[InputError]) -> str | None:
    try:
        content = read_bytes(folder / table.file, MAX_TABLE_BYTES, kind="CSV")
        return decoded(content, table.file, kind="CSV").text
    except Unreadable as unreadable:
        errors += unreadable.errors
        return None


class _TableReader:
    """Reads one table. `ids` are the ids it defines, None where the file could not be read that far."""

    def __init__(self, table: Table, known: Mapping[str, set[str]]) -> None:
        self.table = table
        self.known = known
        self.errors: list[InputError] = []
        self.ids: set[str] | None = None

    def rows(self, text: str | None) -> Iterator[Any]:
        """Rows of facts, in the file's order; rows with an error are left out and reported."""
        if text is None:
            return
        lines = self._lines(text)
        header = next(lines, None)
        columns = self._columns(header[1] if header else [])
        if columns is None:
            return
        self.ids = set()
        for count, (line, cells) in enumerate(lines, start=1):
            if count > MAX_ROWS:
                self.ids = None
                self._error(line, "", f"at most {MAX_ROWS} rows", f"这张表超过 {MAX_ROWS} 行，不像一所学校一学期的记录")
                return
            values = self._values(line, columns, cells)
            if values is not None:
                yield self.table.row(**values, source=f"{self.table.file}:{line}")
            if len(self.errors) >= MAX_ERRORS:
                self.ids = None
                return

    def _lines(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Line numbers (where the record begins) and cells; empty lines are passed over."""
        # Not StringIO: it would hold four bytes for every character of a table that may have a hundred million.
        stream = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", newline="")
        reader = csv.reader(stream, strict=True)
        line = 1
        try:
            for cells in reader:
                if cells:
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error:
            self.ids = None
            self._error(line, "", "a CSV record", "这一行不是完整的 CSV，请检查引号是否成对")

    def _columns(self, header: list[str]) -> list[Column] | None:
        """The columns in the file's order; None where the header is wrong."""
        by_name = {column.name: column for column in self.table.columns}
        names = [name.strip() for name in header]
        given, seen = set(names), set[str]()
        for name in names:
            if name not in by_name:
                free = tuple(known for known in by_name if known not in given)
                nearest = nearest_of(name, free) or nearest_of(name, tuple(by_name))
                says = "这张表没有这一列" + _perhaps(nearest)
                self._error(1, name, nearest or "a known column", says, nearest, name)
            elif name in seen:
                self._error(1, name, "each column once", "这一列出现了两次")
            if len(self.errors) >= MAX_ERRORS:
                return None
            seen.add(name)
        for column in self.table.columns:
            if column.name not in names and not column.optional:
                self._error(1, column.name, column.name, "缺这一列")
        return None if self.errors else [by_name[name] for name in names]

    def _values(self, line: int, columns: list[Column], cells: list[str]) -> dict[str, Any] | None:
        """The row's values by attribute; None where the row has an error."""
        values: dict[str, Any] = {}
        failed = False
        if len(cells) != len(columns):
            says = f"表头有 {len(columns)} 列，这一行有 {len(cells)} 列"
            self._error(line, "", f"{len(columns)} fields", says)
            self._keep_id(columns, cells)
            return None
        for column, text in zip(columns, cells, strict=True):
            try:
                value = column.cell.parse(text)
            except ValueError as error:
                failed = True
                nearest = nearest_of(str(error), column.cell.codes) if text.strip() else ""
                written = f"写的是“{text.strip()[:MAX_WORD]}”，" if text.strip() else "空着，"
                doubt = column.cell.doubt(text)
                says = f"{written}{doubt or f'这一格要填{column.cell.says}'}{_perhaps(nearest)}"
                self._error(line, column.name, column.cell.expected, says, nearest, text.strip())
                continue
            values[column.attribute] = value
            if column.name == self.table.id:
                failed = self._repeated(line, column, value) or failed
            elif column.name in self.table.refers:
                failed = self._unknown(line, column, value) or failed
        return None if failed else values

    def _keep_id(self, columns: list[Column], cells: list[str]) -> None:
        """Keep the id of a row that cannot be read: rows that name it are not wrong for that."""
        for column, text in zip(columns, cells, strict=False):
            if column.name == self.table.id and self.ids is not None:
                self.ids.add(text.strip())

    def _repeated(self, line: int, column: Column, value: str) -> bool:
        if self.ids is None:
            return False
        if value in self.ids:
            self._error(line, column.name, "an id given once", "这个编号前面已经有了", found=value)
            return True
        self.ids.add(value)
        return False

    def _unknown(self, line: int, column: Column, value: str) -> bool:
        target = self.table.refers[column.name]
        known = self.known.get(target)
        if known is None or value in known:
            return False
        self._error(line, column.name, f"an id of {target}.csv", f"{target}.csv 里没有这个编号", found=value)
        return True

    def _error(self, line: int, key: str, expected: str, says: str, nearest: str = "", found: str = "") -> None:
        self.errors.append(InputError(self.table.file, line, key[:MAX_WORD], expected, nearest, says, found[:MAX_WORD]))


def _perhaps(nearest: str) -> str:
    return f"，是不是 {nearest}？" if nearest else ""
