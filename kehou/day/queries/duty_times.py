"""When the adults of one session came and went, and what was put right since (八.4b)."""

from dataclasses import dataclass
from datetime import datetime

from kehou.day.models import Duty, DutyCorrection, Session
from kehou.day.permits import leads
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.query import query


@dataclass(frozen=True, slots=True)
class TimesCorrected:
    at: datetime
    by: str
    reason: str
    in_before: datetime | None
    out_before: datetime | None


@dataclass(frozen=True, slots=True)
class DutyTimes:
    duty_id: int
    name: str
    in_at: datetime | None
    out_at: datetime | None
    corrections: tuple[TimesCorrected, ...]


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """Stays in the order in which they were planned."""

    school_id: int
    name: str
    starts: datetime
    ends: datetime
    duties: tuple[DutyTimes, ...]


@query(allow=[leads])
def duty_times(act: Act, *, session_id: int) -> SessionTimes:
    """SQL: 3 and the permit's."""
    session = Session.objects.select_related("section").filter(pk=session_id).first()
    if session is None:
        raise NotYours
    notes: dict[int, list[TimesCorrected]] = {}
    for row in DutyCorrection.objects.filter(duty__session=session).select_related("by").order_by("pk"):
        notes.setdefault(row.duty_id, []).append(
            TimesCorrected(row.at, row.by.name, row.reason, row.in_before, row.out_before)
        )
    duties = Duty.objects.filter(session=session).select_related("staff").order_by("pk")
    return SessionTimes(
        session.school_id,
        session.section.name,
        session.planned_start,
        session.planned_end,
        tuple(
            DutyTimes(duty.pk, duty.staff.name, duty.in_at, duty.out_at, tuple(notes.get(duty.pk, ())))
            for duty in duties
        ),
    )
