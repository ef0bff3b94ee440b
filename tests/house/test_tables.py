"""Two ways to the same tables: the migrations, by which every city is made, and the models, by which the tests' own are."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from tests.city import build_city, city_folder

pytestmark = pytest.mark.django_db


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


def made(rows: list[tuple[str, str]]) -> dict[str, frozenset[str]]:
    return {name: parts(sql) for name, sql in rows}


EVERYTHING = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"


@pytest.mark.slow
def test_migrations_make_the_tables_indexes_and_triggers_that_the_models_make(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL the migrations make the tables of the tests too")
    with closing(sqlite3.connect(build_city(city_folder(tmp_path_factory)))) as city:
        by_migrations = made(city.execute(EVERYTHING).fetchall())
    with connection.cursor() as cursor:
        cursor.execute(EVERYTHING)
        by_models = made(cursor.fetchall())
    assert by_migrations == by_models
