"""A whole term's roll-call as policy facts, by one statement into columns; `facts.presence` says it row by row.

Only where the column engine is installed (`policy.audit.has_columns`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from kehou.day import facts
from kehou.day.models import Presence, Session
from kehou.kernel.clock import LOCAL
from kehou.policy.columns.rows import SCHEMA, PresenceColumns

READ: dict[str, Any] = {
    "session_id": pl.Int64,
    "pupil_id": pl.Int64,
    "state": pl.String,
    "released_to": pl.String,
    "homework_done": pl.Boolean,
    "pk": pl.Int64,
    "came": pl.String,
    "left": pl.String,
}
MOMENTS = {"came": "in_at", "left": "out_at"}


def presence_columns(asked: QuerySet[Session], numbers: Mapping[int, int]) -> PresenceColumns:
    """The same facts as `facts.presence`, in the same order. numbers: pupil → number. SQL: 2."""
    sessions = list(asked.order_by(*facts.ORDER).values_list("pk", flat=True))
    pupils = sorted(numbers, key=numbers.__getitem__)
    told = _read(asked).with_columns(_place("session_id", sessions), _place("pupil_id", pupils))
    told = told.sort("session_id", "pupil_id")
    frame = told.select(
        _keys(map(facts.session_key, sessions), told["session_id"]).alias("session"),
        _keys((facts.pupil_key(numbers[pupil]) for pupil in pupils), told["pupil_id"]).alias("student"),
        "state",
        "released_to",
        "homework_done",
        *(_local(name) for name in MOMENTS),
        pl.lit(False).alias("online"),
        pl.col("pk").alias("number"),
        pl.int_range(pl.len(), dtype=pl.Int64).alias("row"),
    )
    return PresenceColumns(frame.select(*SCHEMA), "presence:")


def _read(asked: QuerySet[Session]) -> pl.DataFrame:
    """READ of each line, moments as the database writes them. Read past the model, and neither joined nor sorted there:
    of a quarter of a million lines that is done sooner by column."""
    texts = {name: Cast(field, TextField()) for name, field in MOMENTS.items()}
    rows = Presence.objects.filter(session__in=asked.order_by().values("pk")).exclude(state="expected")
    try:
        sql, parameters = rows.annotate(**texts).values_list(*READ).query.sql_with_params()
    except EmptyResultSet:
        return pl.DataFrame(schema=READ)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        cells = list(zip(*cursor.fetchall(), strict=True)) or [()] * len(READ)
    return pl.DataFrame([pl.Series(name, cells[n], dtype=dtype) for n, (name, dtype) in enumerate(READ.items())])


def _place(column: str, ids: Sequence[int]) -> pl.Expr:
    """Instead of an id its place among all."""
    places = pl.int_range(len(ids), dtype=pl.UInt32, eager=True)
    return pl.col(column).replace_strict(pl.Series(ids, dtype=pl.Int64), places)


def _keys(keys: Iterable[str], places: pl.Series) -> pl.Series:
    known = list(keys)
    return pl.Series(known, dtype=pl.Enum(known)).gather(places) if len(places) else pl.Series(dtype=pl.Enum(known))


def _local(column: str) -> pl.Expr:
    """A stored moment, in UTC as both databases write it, as local time without a zone (see `charge.naive`)."""
    text = pl.col(column).str.strip_suffix("+00")
    moment = text.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", time_zone="UTC")
    return moment.dt.convert_time_zone(LOCAL.key).dt.replace_time_zone(None).alias(column)
