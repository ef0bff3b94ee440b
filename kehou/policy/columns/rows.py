"""A record table in columns, which any rule may still read as rows."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, overload

import polars as pl

from kehou.policy.facts.records import Presence

SCHEMA: dict[str, Any] = {
    "session": pl.String,
    "student": pl.String,
    "state": pl.String,
    "came": pl.Datetime("us"),
    "left": pl.Datetime("us"),
    "released_to": pl.String,
    "online": pl.Boolean,
    "homework_done": pl.Boolean,
    "row": pl.Int64,
}
"""Columns by the names of `records.Presence`; row: the number in `source`, rising in the table's order."""


class PresenceColumns(Sequence[Presence]):
    """Roll-call lines as columns. Equal to the tuple of rows it stands for; a row is built only where somebody asks.

    frame: SCHEMA. prefix: what `source` says before the row's number ("presence.csv:").
    """

    def __init__(self, frame: pl.DataFrame, prefix: str) -> None:
        self.frame = frame
        self.prefix = prefix

    def only(self, frame: pl.DataFrame) -> tuple[Presence, ...]:
        """The rows of a part of the frame (any columns, any order), in the table's order."""
        part = frame.select(*SCHEMA).sort("row")
        return tuple(
            Presence(*cells, source=f"{self.prefix}{row}")
            for *cells, row in zip(*(part[name].to_list() for name in SCHEMA), strict=True)
        )

    @cached_property
    def _rows(self) -> tuple[Presence, ...]:
        return self.only(self.frame)

    def __len__(self) -> int:
        return self.frame.height

    def __iter__(self) -> Iterator[Presence]:
        return iter(self._rows)

    @overload
    def __getitem__(self, index: int) -> Presence: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Presence, ...]: ...
    def __getitem__(self, index: int | slice) -> Presence | tuple[Presence, ...]:
        return self._rows[index]


def frame_of(rows: Iterable[Presence]) -> pl.DataFrame:
    """Rows already built, as columns numbered from 0; for tables that come from elsewhere than a file."""
    names = tuple(SCHEMA)[:-1]
    columns = {name: [getattr(row, name) for row in rows] for name in names}
    return pl.DataFrame(columns, schema={name: SCHEMA[name] for name in names}).with_row_index("row").cast(SCHEMA)  # type: ignore[arg-type]
