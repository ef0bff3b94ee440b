"""Read roll-call lines into columns, where the file is certainly clean; anything else is the plain reader's.

What a cell means is not said again here: each distinct text of a column goes once through the cell's own `parse`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from kehou.policy.columns.rows import SCHEMA, PresenceColumns
from kehou.policy.exchange.table_layouts import Column, Table

MAX_CELL = 100_000
"""Characters. Longer cells are the plain reader's, which has a limit of its own."""


def read_columns(table: Table, text: str, known: Mapping[str, set[str]]) -> Sequence[Any] | None:
    """The table's rows in columns, or None: read it plainly.

    None for other tables than `presence`, and where the text has an error or anything that could shift lines or cells:
    quotes, empty lines, lone carriage returns, other columns than the layout's, a line with more or fewer cells,
    a cell that cannot be read, an id that its table does not have.
    """
    if table.name != "presence":
        return None
    text = text.replace("\r\n", "\n")
    if '"' in text or "\r" in text or "\n\n" in text:
        return None
    head, _, body = text.partition("\n")
    columns = _columns(table, head)
    if columns is None or not body:
        return None
    cells = _cells(columns, body)
    if cells is None:
        return None
    parsed: list[pl.Series] = []
    for column in columns:
        values = _parsed(column, cells[column.name], known.get(table.refers.get(column.name, "")))
        if values is None:
            return None
        parsed.append(values)
    lines = pl.int_range(2, cells.height + 2, eager=True, dtype=pl.Int64).alias("row")
    return PresenceColumns(pl.DataFrame([*parsed, lines]).select(*SCHEMA), f"{table.file}:")


def _columns(table: Table, head: str) -> list[Column] | None:
    """The columns in the file's order; None unless each of the layout's stands there once and nothing else."""
    by_name = {column.name: column for column in table.columns}
    names = [name.strip() for name in head.split(",")]
    return [by_name[name] for name in names] if sorted(names) == sorted(by_name) else None


def _cells(columns: list[Column], body: str) -> pl.DataFrame | None:
    """Every cell as text; None where some line has more or fewer cells than the header."""
    try:
        cells = pl.read_csv(
            body.encode(),
            has_header=False,
            schema={column.name: pl.String for column in columns},
            quote_char=None,
            empty_string_is_null=False,
        )
    except pl.exceptions.PolarsError:
        return None
    lines = body.count("\n") + (not body.endswith("\n"))
    # A line with more cells was refused above; with the sum right, none has fewer.
    whole = cells.height == lines and body.count(",") == lines * (len(columns) - 1)
    return cells if whole else None


def _parsed(column: Column, texts: pl.Series, known: set[str] | None) -> pl.Series | None:
    """The column's values by the name of the row's attribute; None where one text cannot be read."""
    distinct = texts.unique()
    values: list[Any] = []
    for text in distinct:
        if len(text) > MAX_CELL:
            return None
        try:
            value = column.cell.parse(text)
        except ValueError:
            return None
        if known is not None and value not in known:
            return None
        values.append(value)
    dtype = SCHEMA[column.attribute]
    if dtype == pl.String and distinct.to_list() == values:
        return texts.alias(column.attribute)
    told = pl.Series(values, dtype=dtype)
    return texts.replace_strict(distinct, told, return_dtype=dtype).alias(column.attribute)
