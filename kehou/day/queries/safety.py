"""What the adults in charge must know of a child (安全提示): for its guardians, and for whoever is in charge that day.

Nobody else reads it: not the office, not the gate, not other families; no list, no file (guarantees §4).
"""

from kehou.day.models import Presence, SafetyNote
from kehou.day.permits import on_duty
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people.permits import guardian_of


@query(allow=[guardian_of("child_id")])
def safety_note(act: Act, *, child_id: int) -> str:
    """The note that holds now, "" where there is none. SQL: 1."""
    return SafetyNote.objects.filter(pupil_id=child_id, ended_at=None).values_list("text", flat=True).first() or ""


@query(allow=[on_duty()])
def safety_notes(act: Act, *, session_id: int) -> dict[int, str]:
    """Child → its note, of the children of a session of today; on another day nobody needs it. SQL: 1."""
    there = Presence.objects.filter(session_id=session_id, session__date=act.today)
    rows = SafetyNote.objects.filter(pupil__in=there.values("pupil"), ended_at=None)
    return dict(rows.values_list("pupil_id", "text"))
