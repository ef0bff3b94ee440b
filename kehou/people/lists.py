"""Lists that wait to be read or written; asked by the worker."""

from kehou.people.models import Import


def waiting(state: str) -> list[tuple[int, int]]:
    """(school, import) in a state, oldest first. SQL: 1."""
    return list(Import.objects.filter(state=state).order_by("pk").values_list("school_id", "pk"))


def import_row(import_id: int) -> Import:
    """SQL: 1. Errors: Import.DoesNotExist."""
    return Import.objects.get(pk=import_id)
