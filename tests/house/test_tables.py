"""Two ways to the same tables: straight from the models, as an empty file of SQLite gets them, and by all the migrations."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command

from kehou.commands.tables import bring_up_to_date
from tests.city import living_in

pytestmark = pytest.mark.django_db(transaction=True)


def parts(sql: str) -> frozenset[str]:
    """What a CREATE statement says, whatever the order: its head, and each column and constraint between the brackets."""
    head, _, body = sql.partition("(")
    found, depth, part = [head.strip()], 0, ""
    for sign in body.rpartition(")")[0]:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            found, part = [*found, part.strip()], ""
        else:
            part += sign
    return frozenset([*found, part.strip()])


def everything(file: Path) -> dict[str, frozenset[str]]:
    with closing(sqlite3.connect(file)) as database:
        made = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'sqlite_sequence'"
        )
        return {name: parts(sql) for name, sql in made}


@pytest.mark.slow
def test_the_models_make_what_the_migrations_make(tmp_path: Path) -> None:
    with living_in(tmp_path / "models.sqlite3"):
        bring_up_to_date()
        bring_up_to_date()  # twice changes nothing
    with living_in(tmp_path / "migrations.sqlite3"):
        call_command("migrate", verbosity=0)
    assert everything(tmp_path / "models.sqlite3") == everything(tmp_path / "migrations.sqlite3")
