"""The database itself refuses to change a presence event. Keep this step when migrations are squashed: a model cannot say it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = """
CREATE TRIGGER day_presenceevent_stays BEFORE UPDATE ON day_presenceevent
BEGIN SELECT RAISE(ABORT, 'a presence event is never changed'); END
"""
POSTGRES = """
CREATE FUNCTION day_presenceevent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a presence event is never changed'; END $$;
CREATE TRIGGER day_presenceevent_stays BEFORE UPDATE ON day_presenceevent
FOR EACH ROW EXECUTE FUNCTION day_presenceevent_stays();
"""


def add(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute(POSTGRES if editor.connection.vendor == "postgresql" else SQLITE)


def remove(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TRIGGER day_presenceevent_stays ON day_presenceevent; DROP FUNCTION day_presenceevent_stays()")
    else:
        editor.execute("DROP TRIGGER day_presenceevent_stays")


class Migration(migrations.Migration):
    dependencies = [("day", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
