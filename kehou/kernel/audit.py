"""Read what was done. Writing happens only in `action`."""

from django.db.models import QuerySet

from kehou.kernel.models import AuditEvent


def events_of_school(school_id: int) -> QuerySet[AuditEvent]:
    """Latest first."""
    return AuditEvent.objects.filter(school_id=school_id).order_by("-id")
