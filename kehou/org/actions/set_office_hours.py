"""When the district's offices close, from a date on; the end of the service is measured against it (六.1)."""

from datetime import date, time

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.org.models import OfficeHours
from kehou.org.permits import officer_over_district


@action(allow=[system, officer_over_district])
def set_office_hours(act: Act, *, district_id: int, from_date: date, closes: time) -> int:
    """Enter or correct one entry."""
    row, _ = OfficeHours.objects.update_or_create(
        district_id=district_id, from_date=from_date, defaults={"closes": closes}
    )
    return row.pk
