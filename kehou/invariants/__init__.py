"""Invariants as SQL: each file is a query that must return no row, on SQLite and on PostgreSQL.

The first comment line says what holds: `-- I1: confirmed seats and live holds never exceed capacity.`
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

FOLDER = Path(__file__).parent


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.sql"))


def check_all() -> Iterator[tuple[str, str, list[tuple[Any, ...]]]]:
    """(name, what holds, violating rows; at most 20) of every invariant, in order."""
    for name in names():
        sql = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
        title = sql.splitlines()[0].removeprefix("--").strip()
        with connection.cursor() as cursor:
            cursor.execute(sql.rstrip().rstrip(";"))
            yield name, title, cursor.fetchmany(20)
