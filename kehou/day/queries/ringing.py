"""What rings at a school and nobody has taken on. Asked by pages that are not the duty board."""

from dataclasses import dataclass
from datetime import datetime

from kehou.day.alarms import TITLES
from kehou.day.models import Alarm


@dataclass(frozen=True, slots=True)
class Unanswered:
    """title: what rings; place: the section; level: whom it has reached."""

    title: str
    place: str
    since: datetime
    level: int


def unanswered(school_id: int) -> list[Unanswered]:
    """The highest level first, then the oldest; at most ten. SQL: 1."""
    rows = Alarm.objects.filter(school_id=school_id, resolved_at=None, acknowledged_at=None)
    ordered = rows.select_related("session__section").order_by("-level", "since")[:10]
    return [Unanswered(TITLES[row.kind], row.session.section.name, row.since, row.level) for row in ordered]
