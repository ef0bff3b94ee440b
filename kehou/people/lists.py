"""Lists on their way into the school: what a person sees of them, and which the worker takes next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people.actions.apply_list import needs_second_person
from kehou.people.models import Import
from kehou.people.permits import at_school
from kehou.people.progress import progress_of

KINDS = ("roll", "staff")


@dataclass(frozen=True, slots=True)
class ListInfo:
    """state: reading | preview | applying | applied | discarded | unreadable.

    counts and rows: of the preview, masked (`imports.preview`). done/total: how far reading or writing has come, in
    rows; total 0: not known.
    second: so many of the school's people are gone that another person must apply it. mine: I uploaded it.
    """

    id: int
    kind: str
    file_name: str
    state: str
    says: str
    done: int
    total: int
    counts: dict[str, int]
    rows: dict[str, Any]
    uploaded_at: datetime
    applied_at: datetime | None
    second: bool
    mine: bool


def _info(act: Act, row: Import, rows: dict[str, Any]) -> ListInfo:
    done, total = progress_of(row.pk) if row.state in ("reading", "applying") else (0, 0)
    return ListInfo(
        row.pk, row.kind, row.file_name, row.state, row.says, done, total, row.counts, rows,
        row.uploaded_at, row.applied_at, bool(row.counts) and needs_second_person(row.counts),
        row.uploaded_by_id == act.account_id,
    )  # fmt: skip


@query(allow=[at_school("coordinator", "principal")])
def list_of_school(act: Act, *, school_id: int, import_id: int) -> ListInfo:
    """One list with its preview; the file itself stays where it is. SQL: 1. Errors: NotYours."""
    row = Import.objects.defer("content").filter(pk=import_id, school_id=school_id).first()
    if row is None:
        raise NotYours
    return _info(act, row, row.diff)


@query(allow=[at_school("coordinator", "principal")])
def latest_lists(act: Act, *, school_id: int) -> list[ListInfo]:
    """The last ten lists of the school, latest first, without previews. SQL: 1."""
    rows = Import.objects.defer("content", "diff").filter(school_id=school_id).order_by("-pk")[:10]
    return [_info(act, row, {}) for row in rows]


def waiting(state: str) -> list[tuple[int, int]]:
    """(school, import) in a state, oldest first. SQL: 1."""
    return list(Import.objects.filter(state=state).order_by("pk").values_list("school_id", "pk"))


def unconfirmed(before: datetime) -> list[tuple[int, int]]:
    """(school, import) of previews that nobody has confirmed since, oldest first. SQL: 1."""
    rows = Import.objects.filter(state="preview", uploaded_at__lt=before)
    return list(rows.order_by("pk").values_list("school_id", "pk"))


def import_row(import_id: int) -> Import:
    """SQL: 1. Errors: Import.DoesNotExist."""
    return Import.objects.get(pk=import_id)
