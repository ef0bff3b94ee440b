"""A record table in columns, which any rule may still read as rows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
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
    "number": pl.Int64,
    "row": pl.Int64,
}
"""Columns by the names of `records.Presence`; number: what `source` ends in; row: rising in the table's order."""

IDS = ("session", "student")
"""Held as numbers into the list of ids that occur (`pl.Enum`): what is known of an id reaches its lines without a search."""

_ATTRIBUTES = tuple(SCHEMA)[:-2]
"""In the order in which `records.Presence` takes them."""


class PresenceColumns(Sequence[Presence]):
    """Roll-call lines as columns. Equal to the tuple of rows it stands for; a row is built only where somebody asks.

    frame: SCHEMA, IDS as String or Enum. prefix: what `source` says before the row's number ("presence.csv:").
    """

    def __init__(self, frame: pl.DataFrame, prefix: str) -> None:
        loose = [name for name in IDS if not isinstance(frame.schema[name], pl.Enum)]
        self.frame = frame.with_columns(pl.col(name).cast(pl.Enum(frame[name].unique())) for name in loose)
        self.prefix = prefix

    def told(self, column: str, values: Mapping[str, Any], dtype: Any) -> pl.Series:
        """For each line what `values` says of its id, null where it says nothing. column: of IDS."""
        ids = self.frame[column]
        of_id = pl.Series(column, [values.get(id) for id in ids.dtype.categories], dtype=dtype)  # type: ignore[attr-defined]
        return of_id.gather(ids.to_physical()) if len(of_id) else pl.Series(column, [], dtype=dtype)

    def only(self, frame: pl.DataFrame) -> tuple[Presence, ...]:
        """The rows of a part of the frame (any columns, any order), in the table's order."""
        part = frame.select(*SCHEMA).sort("row")
        sources = [f"{self.prefix}{number}" for number in part["number"].to_list()]
        return tuple(map(Presence, *(part[name].to_list() for name in _ATTRIBUTES), sources))

    def of_sessions(self, sessions: Collection[str]) -> "PresenceColumns":
        """Only the lines of these sessions."""
        wanted = self.told("session", dict.fromkeys(sessions, True), pl.Boolean)
        return PresenceColumns(self.frame.filter(wanted.fill_null(False)), self.prefix)

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
