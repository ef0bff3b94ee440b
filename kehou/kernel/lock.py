"""Lock the parent before deciding about its children ("at least one remains", "at most n")."""

from typing import TypeVar

from django.db import connection
from django.db.models import Model

from kehou.ground.refusal import NotYours

M = TypeVar("M", bound=Model)


def lock_row(model: type[M], pk: int) -> M:
    """The row, locked until the transaction ends. On SQLite the one writer under BEGIN IMMEDIATE is the lock.

    Errors: NotYours where there is no such row; TransactionManagementError outside a transaction.
    Source: guarantees, measured facts (write skew).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a lock needs a transaction")
    row = model._default_manager.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotYours
    return row
