"""The database's tables, up to date: an empty file of SQLite gets them from the models, any other database by migrations."""

from collections.abc import Iterator
from typing import cast

from django.apps import apps
from django.core.management import call_command
from django.db import connection, router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration, RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps


def bring_up_to_date(*, verbosity: int = 0) -> None:
    """Whatever is there; twice in a row changes nothing.

    PostgreSQL always goes by the migrations: the two ways differ there in the names of a few constraints.
    """
    if connection.vendor == "sqlite" and not connection.introspection.table_names():
        make_from_models()
    call_command("migrate", verbosity=verbosity, interactive=False)


def make_from_models() -> None:
    """All tables of an empty file in one transaction, and every migration noted as done.

    Django draws every model anew for each of some three hundred steps: 15 s of a processor where this takes one.
    tests/house/test_tables.py holds both ways to the same tables, indexes and triggers.
    """
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if router.allow_migrate_model(connection.alias, model) and model._meta.can_migrate(connection):
                editor.create_model(model)
        add_what_models_cannot_say(editor)


def add_what_models_cannot_say(editor: BaseDatabaseSchemaEditor) -> None:
    """What a migration does in Python (triggers), and the record of all migrations.

    A step that only moves rows of an older version is marked `elidable` and has nothing to do here.
    """
    history = list(_history())
    for step in (step for migration in history for step in migration.operations):
        if isinstance(step, RunPython) and not step.elidable:
            step.code(cast(StateApps, apps), editor)  # the models of today: no rows yet, so no older ones are needed
    editor.create_model(MigrationRecorder.Migration)
    done = MigrationRecorder.Migration.objects.using(connection.alias)
    done.bulk_create(MigrationRecorder.Migration(app=one.app_label, name=one.name) for one in history)


def _history() -> Iterator[Migration]:
    """Every migration, each after those it needs."""
    graph = MigrationLoader(None).graph
    seen: set[tuple[str, str]] = set()
    for leaf in sorted(graph.leaf_nodes()):
        for key in graph.forwards_plan(leaf):
            if key not in seen:
                seen.add(key)
                yield graph.nodes[key]
