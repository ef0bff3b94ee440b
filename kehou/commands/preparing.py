"""The database of `kehou up`: brought up to date; the demo's is built where there is none, whole or not at all."""

import contextlib
import os
import sqlite3
from pathlib import Path


def prepare(*, demo: bool, reset: bool) -> None:
    """Bring the database up to date; the demo's is built first where there is none."""
    from django.conf import settings

    place = settings.HOME / "demo.sqlite3"
    if demo and reset:
        _remove(place)
    if demo and not place.exists():
        _build(place)
    _django(place if demo else None)
    if demo:
        _update_beginning(place)


def _build(place: Path) -> None:
    """The demo city is built beside its place and moved there when whole: an interruption leaves no half city."""
    print("正在建演示城市：几所学校一天一天地过完这半个学期，大约一分钟 …", flush=True)
    building = place.with_name("demo-building.sqlite3")
    _remove(building)
    try:
        _django(building)
        from kehou.kernel import demo
        from kehou.sim.demo import seed

        seed()
        _close(building)
        demo.keep_beginning(building, place)
        _remove(place)  # what SQLite kept beside a file that somebody deleted belongs to no other file
        building.rename(place)
    finally:
        _remove(building)


def _update_beginning(place: Path) -> None:
    """The kept beginning gets the tables of a newer version too."""
    from kehou.kernel import demo

    start = demo.beginning_of(place)
    if start.is_file() and _migrations(start) != _migrations(place):
        _django(start)
        _close(start)
        _django(place)


def _migrations(database: Path) -> set[tuple[str, str]]:
    with contextlib.closing(sqlite3.connect(database)) as file:
        return set(file.execute("SELECT app, name FROM django_migrations"))


def _close(database: Path) -> None:
    """Put everything into the one file and let go of it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _remove(database: Path) -> None:
    """The file and those SQLite keeps beside it."""
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()


def _django(sqlite: Path | None) -> None:
    """Set Django up on the configured database, or on a file of SQLite, and bring its tables up to date."""
    import django
    from django.conf import settings

    if sqlite:
        settings.DATABASES["default"]["NAME"] = str(sqlite)
        os.environ["KEHOU_DATABASE_URL"] = f"sqlite:///{sqlite}"  # for the web server and the worker
    django.setup()
    from kehou.commands.tables import bring_up_to_date

    bring_up_to_date()
