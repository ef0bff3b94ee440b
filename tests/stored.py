"""All that a database holds, for tests of what it must not."""

import re
from collections import Counter

from django.db import connection

MINUTE = re.compile(r"\d\d:(?!00:00)\d\d:\d\d")
"""A time of day that is not a whole hour, as either database writes it."""


def stored() -> list[str]:
    """Each row of each table as text, in the order in which the database keeps the rows."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        found = []
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY {place}")
            found += [f"{table}: {[str(value) for value in row]}" for row in cursor.fetchall()]
    return found


def every_row() -> Counter[str]:
    """Each row of each table, as text."""
    return Counter(stored())
