"""The same school with many times the children: every row about a child is copied, in SQL, with its ids moved on."""

from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import F, ForeignKey, Model
from django.db.models.fields import Field

from kehou.day.models import PresenceEvent
from kehou.menu.models import Section
from kehou.people.models import Pupil

STEP = 1_000_000
# What must differ from copy to copy, and the account, which stays that of one family.
APART = {
    ("people_pupil", "number"): "number + {k} * 10000",
    ("people_pupil", "id_index"): "id_index || '-{k}'",
    ("people_activationcode", "code_hash"): "code_hash || '-{k}'",
    ("people_guardianship", "account_id"): "NULL",
    ("fund_payment", "channel_ref"): "channel_ref || '-{k}'",
}


def enlarge(school_id: int, pupils: int) -> int:
    """Returns how many children there are then, at least as many. The history of each mark (PresenceEvent) stays as it was."""
    times = -(-pupils // Pupil.objects.filter(school_id=school_id, left_on=None).count())
    Section.objects.filter(school_id=school_id).update(capacity=F("capacity") * times, taken=F("taken") * times)
    copied = _about_children()
    with connection.cursor() as cursor:
        for model in copied:
            for k in range(1, times):
                cursor.execute(_copy(model, copied, k), [school_id])
        cursor.execute("ANALYZE")
    return Pupil.objects.filter(school_id=school_id, left_on=None).count()


def _about_children() -> list[type[Model]]:
    """Models that name a child, and those that hang on them."""
    copied: list[type[Model]] = [Pupil]
    grown = True
    while grown:
        grown = False
        for model in apps.get_models():
            if model in copied or model is PresenceEvent or not model.__module__.startswith("kehou."):
                continue
            if any(isinstance(f, ForeignKey) and f.related_model in copied and not f.null for f in model._meta.fields):
                copied.append(model)
                grown = True
    return copied


def _copy(model: type[Model], copied: list[type[Model]], k: int) -> str:
    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields]
    values = [_value(table, field, copied, k) for field in model._meta.concrete_fields]
    quoted = ", ".join(f'"{column}"' for column in columns)
    return (
        f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values)} FROM {table} WHERE school_id = %s AND id < {STEP}"
    )


def _value(table: str, field: "Field[Any, Any]", copied: list[type[Model]], k: int) -> str:
    apart = APART.get((table, field.column))
    if apart:
        return apart.format(k=k)
    moves = field.primary_key or (isinstance(field, ForeignKey) and field.related_model in copied)
    return f'"{field.column}" + {k * STEP}' if moves else f'"{field.column}"'
