"""Read a table column by column, where the file is certainly clean; anything else is the plain reader's.

What a cell means is not said again here: each distinct text of a column goes once through the cell's own `parse`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import polars as pl

from kehou.policy.columns.rows import IDS, SCHEMA, PresenceColumns
from kehou.policy.exchange.table_cells import Cell
from kehou.policy.exchange.table_layouts import Column, Table

MAX_CELL = 100_000
"""Characters. Longer cells are the plain reader's, which has a limit of its own."""

SMALL = 20_000
"""Characters of a file that is not worth the trouble."""

MOMENT = pl.Datetime("us")
LASTING = pl.Duration("us")
_SOME_DAY = "2000-01-01 "
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} ", re.ASCII)
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?", re.ASCII)
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
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if '"' in text or "\r" in text:
        return None
    end = text.find("\n")
    columns = _columns(table, text[:end])
    if columns is None or end < 0 or len(text) == end + 1:
        return None
    try:
        return (
            _presence(table, columns, text, known) if table.name == "presence" else _rows(table, columns, text, known)
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


def _rows(table: Table, columns: list[Column], text: str, known: Known) -> tuple[Any, ...]:
    """Rows of facts of a table of thousands of lines."""
    lines = [line.split(",") for line in text.removesuffix("\n").split("\n")[1:]]
    if {len(line) for line in lines} != {len(columns)}:
        raise _NotClean
    values = []
    for column, texts in zip(columns, zip(*lines, strict=True), strict=True):
        told = _told(column.cell, set(texts), _ids(table, column, known))
        values.append([told[text] for text in texts])
        if column.name == table.id and len(set(values[-1])) < len(lines):
            raise _NotClean
    sources = [f"{table.file}:{line}" for line in range(2, len(lines) + 2)]
    names = [*(column.attribute for column in columns), "source"]
    in_order = [field.name for field in fields(table.row)] if is_dataclass(table.row) else []
    if set(in_order) == set(names):
        by_name = dict(zip(names, [*values, sources], strict=True))
        return tuple(map(table.row, *(by_name[name] for name in in_order)))
    return tuple(table.row(**dict(zip(names, cells, strict=True))) for cells in zip(*values, sources, strict=True))


def _presence(table: Table, columns: list[Column], text: str, known: Known) -> PresenceColumns:
    cells = _cells(columns, text)
    parsed = [_series(column, cells[column.name], _ids(table, column, known)) for column in columns]
    lines = pl.int_range(2, cells.height + 2, eager=True, dtype=pl.Int64)
    frame = pl.DataFrame([*parsed, lines.alias("number"), lines.alias("row")])
    return PresenceColumns(frame.select(*SCHEMA), f"{table.file}:")


def _cells(columns: list[Column], text: str) -> pl.DataFrame:
    """Every cell as text: moments, which are rarely alike, as they are; others as numbers of a list of distinct texts."""
    content = text.encode()
    kinds = {column.name: pl.String() if _is_moment(column) else _own_texts() for column in columns}
    try:
        cells = pl.read_csv(content, has_header=True, schema=kinds, quote_char=None, empty_string_is_null=False)
    except pl.exceptions.PolarsError:
        raise _NotClean from None  # a line with more cells than the header
    letters = np.frombuffer(content, np.uint8)
    lines = np.count_nonzero(letters == ord("\n")) + (not content.endswith(b"\n"))
    if cells.height != lines - 1 or np.count_nonzero(letters == ord(",")) != lines * (len(columns) - 1):
        raise _NotClean  # with the sum right and no line with more, none has fewer; an empty line has none
    return cells


def _is_moment(column: Column) -> bool:
    return isinstance(SCHEMA[column.attribute], pl.Datetime)


def _series(column: Column, cells: pl.Series, ids: set[str] | None) -> pl.Series:
    """The column's values, under the name of the row's attribute."""
    if _is_moment(column):
        return _moments(column.cell, cells).alias(column.attribute)
    texts, codes = _distinct(cells)
    values = list(_told(column.cell, texts, ids).values())
    dtype = pl.Enum(list(dict.fromkeys(values))) if column.attribute in IDS else SCHEMA[column.attribute]
    return pl.Series(column.attribute, values, dtype=dtype).gather(codes)


def _distinct(cells: pl.Series) -> tuple[list[str], pl.Series]:
    """The distinct texts of a column whose list of texts is its own, and for each cell which of them it is."""
    codes, kinds = cells.to_physical(), cells.drop_nulls().unique()
    texts = kinds.gather(kinds.to_physical().arg_sort()).cast(pl.String).to_list()
    if not codes.null_count():
        return texts, codes
    return [*texts, ""], codes.fill_null(len(texts))  # no text is no number


def _moments(cell: Cell, texts: pl.Series) -> pl.Series:
    """Taps on a phone are rarely alike; their dates and their times of day are. Written as the format says, a cell is
    read as the two together; written otherwise, as a whole."""
    days, of_days = _distinct(texts.str.slice(0, len(_SOME_DAY)).cast(_own_texts()))
    clocks, of_clocks = _distinct(texts.str.slice(len(_SOME_DAY)).cast(_own_texts()))
    no_time = (texts.str.len_bytes() == len(_SOME_DAY)).any()
    if no_time or not (_all_written(days, _DAY) and _all_written(clocks, _CLOCK)):
        whole, codes = _distinct(texts.cast(_own_texts()))
        return pl.Series(list(_told(cell, whole, None).values()), dtype=MOMENT).gather(codes)
    on = _told(cell, (day and f"{day}00:00" for day in days), None).values()
    at = _told(cell, (clock and f"{_SOME_DAY}{clock}" for clock in clocks), None).values()
    midnight = cell.parse(f"{_SOME_DAY}00:00")
    after = [moment and moment - midnight for moment in at]
    return pl.Series(list(on), dtype=MOMENT).gather(of_days) + pl.Series(after, dtype=LASTING).gather(of_clocks)


def _all_written(parts: list[str], form: re.Pattern[str]) -> bool:
    return all(not part or form.fullmatch(part) for part in parts)


def _own_texts() -> pl.Categorical:
    """Texts as numbers of a list that no other column shares."""
    return pl.Categorical(pl.Categories.random())


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
