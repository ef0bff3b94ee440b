"""Statements written out, for what every request and every deed asks; everything else is asked through the models.

Building a statement from a queryset costs ten times its running (docs/decisions/the-lean-path.md). Both databases
read the same text: %s for each value.
"""

from datetime import datetime
from typing import Any

from django.db import connection


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run one statement and fetch what it returns. Read no times this way: SQLite gives them back as text.

    values: ids, texts, aware datetimes; a dict goes into a JSON column.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [_adapted(value) for value in values])
        return list(cursor.fetchall())


def for_update() -> str:
    """What makes a SELECT lock its rows until the transaction ends; "" on SQLite, whose one writer is the lock."""
    return " " + connection.ops.for_update_sql() if connection.features.has_select_for_update else ""


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dict):
        return connection.ops.adapt_json_value(value, None)
    return value
