"""The parent that is locked before a child's seats are decided: two places at once, or a seat after a withdrawal, are
decided one after the other. The child comes before its sections, and sections in the order of their ids."""

from django.apps import apps

from kehou.enrol.models import Seat
from kehou.kernel.lock import lock_row


def lock_child(child_id: int) -> None:
    """Serialise joining, withdrawing and every change of the child's seats. Errors: NotYours without the child."""
    lock_row(apps.get_model("people", "Pupil"), child_id)


def live_seats(child_id: int, term_id: int) -> list[Seat]:
    """The child's seats, in the order in which their sections are locked. SQL: 1."""
    rows = Seat.objects.filter(pupil_id=child_id, term_id=term_id).exclude(state="released")
    return list(rows.order_by("section_id", "pk"))
