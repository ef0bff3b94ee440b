"""Rows by the ten thousand, in bounded statements: what writing a roll spends its time on.

Django's bulk_create makes an object of every row; for a roll of 60,000 that is most of the time the writing takes,
and everybody else waits for it. Values pass through the fields all the same, so that what must be sealed is sealed.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

AT_ONCE = 500
Written = Callable[[int], None]
"""Called with the number of rows after each statement."""


def insert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], written: Written | None = None
) -> None:
    """columns: names of fields, a foreign key as "pupil_id"; all that have no default in the database must be there."""
    names = ", ".join(_quoted(model, columns))
    marks = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(model._meta.db_table)
    _each(f"INSERT INTO {table} ({names}) VALUES ({marks})", _fields(model, columns), rows, written)


def update_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], written: Written | None = None
) -> None:
    """rows: the columns' new values and, last, the row's id."""
    news = ", ".join(f"{name} = %s" for name in _quoted(model, columns))
    table = connection.ops.quote_name(model._meta.db_table)
    _each(f"UPDATE {table} SET {news} WHERE id = %s", _fields(model, (*columns, "id")), rows, written)


def _each(
    sql: str, fields: Sequence["models.Field[Any, Any]"], rows: Iterable[Sequence[Any]], written: Written | None
) -> None:
    left = iter(rows)
    database = connections[DEFAULT_DB_ALIAS]  # itself, not the proxy, which looks for it at every value
    with database.cursor() as cursor:
        while some := list(islice(left, AT_ONCE)):
            cursor.executemany(
                sql,
                [
                    [field.get_db_prep_save(value, database) for field, value in zip(fields, row, strict=True)]
                    for row in some
                ],
            )
            if written:
                written(len(some))


def _fields(model: type[models.Model], columns: Sequence[str]) -> list["models.Field[Any, Any]"]:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    return [by_name[name] for name in columns]


def _quoted(model: type[models.Model], columns: Sequence[str]) -> list[str]:
    return [connection.ops.quote_name(str(field.column)) for field in _fields(model, columns)]
