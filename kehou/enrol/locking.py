"""The parent that is locked before a child's seats are decided: two places at once, or a seat after a withdrawal, are
decided one after the other. The child comes before its sections, and sections in the order of their ids."""

from dataclasses import dataclass

from django.db import connection

from kehou.enrol.models import Seat
from kehou.ground.refusal import NotYours
from kehou.kernel import sql


@dataclass(frozen=True, slots=True)
class LockedChild:
    """What a deed about seats needs of a child; read with the lock, so it costs no statement of its own."""

    id: int
    school_id: int
    grade: int


def lock_child(child_id: int) -> LockedChild:
    """Serialise joining, withdrawing and every change of the child's seats. SQL: 1. Errors: NotYours without the child.

    On SQLite the one writer under BEGIN IMMEDIATE is the lock.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a lock needs a transaction")
    found = sql.rows("SELECT id, school_id, grade FROM people_pupil WHERE id = %s" + sql.for_update(), child_id)
    if not found:
        raise NotYours
    return LockedChild(*found[0])


def live_seats(child_id: int, term_id: int) -> list[Seat]:
    """The child's seats, in the order in which their sections are locked. SQL: 1."""
    rows = Seat.objects.filter(pupil_id=child_id, term_id=term_id).exclude(state="released")
    return list(rows.order_by("section_id", "pk"))
