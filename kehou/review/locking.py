"""The parents that are locked before findings and complaints are written."""

from django.apps import apps

from kehou.kernel.lock import lock_row
from kehou.review.models import Scan


def lock_findings(school_id: int, term_id: int) -> None:
    """One scan of a school is kept after the other: the row of its first is the lock."""
    rows = Scan.objects.filter(school_id=school_id, term_id=term_id).order_by("pk")
    first = rows.values_list("pk", flat=True).first()
    if first is not None:
        lock_row(Scan, first)
    else:
        lock_school(school_id)  # the very first scan of a term; it will be over in a moment


def lock_school(school_id: int) -> None:
    """Complaints are numbered one after the other."""
    lock_row(apps.get_model("org", "School"), school_id)
