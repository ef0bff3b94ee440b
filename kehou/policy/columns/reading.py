"""Read a table column by column, where the file is certainly clean; anything else is the plain reader's.

What a cell means is not said again here: each distinct text of a column goes once through the cell's own `parse`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from kehou.policy.columns.rows import SCHEMA, PresenceColumns
from kehou.policy.exchange.table_cells import Cell
from kehou.policy.exchange.table_layouts import Column, Table

MAX_CELL = 100_000
"""Characters. Longer cells are the plain reader's, which has a limit of its own."""

SMALL = 20_000
"""Characters of a file that is not worth the trouble."""

MOMENT = pl.Datetime("us")
Known = Mapping[str, set[str]]


class _NotClean(Exception):
    """Something that the plain reader must look at."""


def read_columns(table: Table, text: str, known: Known) -> Sequence[Any] | None:
    """The table's rows (of `presence` in columns), or None: read it plainly.

    None where the text has an error or anything that could shift lines or cells: quotes, empty lines, lone carriage
    returns, other columns than the layout's, a line with more or fewer cells, a cell that cannot be read, an id given
    twice or that its table does not have.
    """
    if len(text) < SMALL:
        return None
    text = text.replace("\r\n", "\n")
    if '"' in text or "\r" in text or "\n\n" in text:
        return None
    head, _, body = text.removesuffix("\n").partition("\n")
    columns = _columns(table, head)
    try:
        if columns is None or not body:
            return None
        return (
            _presence(table, columns, body, known) if table.name == "presence" else _rows(table, columns, body, known)
        )
    except _NotClean:
        return None


def _columns(table: Table, head: str) -> list[Column] | None:
    """The columns in the file's order; None unless each stands there at most once and none that must is missing."""
    by_name = {column.name: column for column in table.columns}
    names = [name.strip() for name in head.split(",")]
    needed = {column.name for column in table.columns if not column.optional}
    clean = len(set(names)) == len(names) and needed <= set(names) <= set(by_name)
    return [by_name[name] for name in names] if clean else None


def _rows(table: Table, columns: list[Column], body: str, known: Known) -> tuple[Any, ...]:
    """Rows of facts of a table of thousands of lines."""
    lines = [line.split(",") for line in body.split("\n")]
    if {len(line) for line in lines} != {len(columns)}:
        raise _NotClean
    values = []
    for column, texts in zip(columns, zip(*lines, strict=True), strict=True):
        told = _told(column.cell, set(texts), _ids(table, column, known))
        values.append([told[text] for text in texts])
        if column.name == table.id and len(set(values[-1])) < len(lines):
            raise _NotClean
    names = [column.attribute for column in columns]
    return tuple(
        table.row(**dict(zip(names, cells, strict=True)), source=f"{table.file}:{line}")
        for line, cells in enumerate(zip(*values, strict=True), start=2)
    )


def _presence(table: Table, columns: list[Column], body: str, known: Known) -> PresenceColumns:
    cells = _cells(columns, body)
    parsed = [_series(column, cells[column.name], _ids(table, column, known)) for column in columns]
    lines = pl.int_range(2, cells.height + 2, eager=True, dtype=pl.Int64)
    frame = pl.DataFrame([*parsed, lines.alias("number"), lines.alias("row")])
    return PresenceColumns(frame.select(*SCHEMA), f"{table.file}:")


def _cells(columns: list[Column], body: str) -> pl.DataFrame:
    """Every cell as text."""
    try:
        cells = pl.read_csv(
            body.encode(),
            has_header=False,
            schema={column.name: pl.String for column in columns},
            quote_char=None,
            empty_string_is_null=False,
        )
    except pl.exceptions.PolarsError:
        raise _NotClean from None  # a line with more cells than the header
    lines = body.count("\n") + 1
    if cells.height != lines or body.count(",") != lines * (len(columns) - 1):
        raise _NotClean  # with the sum right and no line with more, none has fewer
    return cells


def _series(column: Column, texts: pl.Series, ids: set[str] | None) -> pl.Series:
    """The column's values, under the name of the row's attribute."""
    dtype = SCHEMA[column.attribute]
    if isinstance(dtype, pl.Datetime):
        return _moments(column.cell, texts).alias(column.attribute)
    told = _told(column.cell, texts.unique(), ids)
    if all(text is value or text == value for text, value in told.items()):
        return texts.alias(column.attribute)
    values = pl.Series(list(told.values()), dtype=dtype)
    return texts.replace_strict(pl.Series(list(told)), values, return_dtype=dtype).alias(column.attribute)


def _moments(cell: Cell, texts: pl.Series) -> pl.Series:
    """Taps on a phone are rarely alike; their dates and their times of day are. Written as the format says, a cell is
    read as the two together; written otherwise, as a whole."""
    if not texts.str.contains(r"^([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?$").all():
        return _mapped(texts, _told(cell, texts.unique(), None), MOMENT)
    midnight = datetime(2000, 1, 1)
    days, clocks = texts.str.slice(0, len("2000-01-01")), texts.str.slice(len("2000-01-01 "))
    of_day = _told(cell, (day and f"{day} 00:00" for day in days.unique()), None)
    of_clock = _told(cell, (clock and f"2000-01-01 {clock}" for clock in clocks.unique()), None)
    on = {text[: -len(" 00:00")]: value for text, value in of_day.items()}
    after = {text[len("2000-01-01 ") :]: value and value - midnight for text, value in of_clock.items()}
    return _mapped(days, on, MOMENT) + _mapped(clocks, after, pl.Duration("us"))


def _mapped(texts: pl.Series, values: Mapping[str, datetime | timedelta | None], dtype: Any) -> pl.Series:
    return texts.replace_strict(
        pl.Series(list(values), dtype=pl.String), pl.Series(list(values.values()), dtype=dtype),
        return_dtype=dtype, default=None,
    )  # fmt: skip


def _ids(table: Table, column: Column, known: Known) -> set[str] | None:
    """The ids that a cell of the column may name; None: any."""
    return known.get(table.refers[column.name]) if column.name in table.refers else None


def _told(cell: Cell, texts: Iterable[str], ids: set[str] | None) -> dict[str, Any]:
    """What each text says, by the cell's own reading."""
    told: dict[str, Any] = {}
    for text in texts:
        if len(text) > MAX_CELL:
            raise _NotClean
        try:
            told[text] = cell.parse(text)
        except ValueError:
            raise _NotClean from None
        if ids is not None and told[text] not in ids:
            raise _NotClean
    return told
