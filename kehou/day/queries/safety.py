"""What the adults in charge must know of a child (安全提示): for its guardians, and for whoever is in charge that day.

Nobody else reads it: not the office, not the gate, not other families; no list, no file (guarantees §4). An adult is
shown only what is on record as read by them: see actions/open_safety_notes.py.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from kehou.day.models import Presence, SafetyNote, SafetyNoteReading
from kehou.day.permits import on_duty
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people.permits import guardian_of

LATEST = 10


@dataclass(frozen=True, slots=True)
class Notes:
    """said: child → its note. sealed: children whose notes `open_safety_notes` must put on record as read before."""

    said: dict[int, str]
    sealed: frozenset[int]


@dataclass(frozen=True, slots=True)
class Reading:
    """An adult of the school who was shown the note, when first in a session."""

    name: str
    at: datetime


@query(allow=[guardian_of("child_id")])
def safety_note(act: Act, *, child_id: int) -> str:
    """The note that holds now, "" where there is none. SQL: 1."""
    return SafetyNote.objects.filter(pupil_id=child_id, ended_at=None).values_list("text", flat=True).first() or ""


@query(allow=[guardian_of("child_id")])
def readings(act: Act, *, child_id: int) -> list[Reading]:
    """Who read a note about the child, this one or an earlier one; the latest LATEST. SQL: 1."""
    rows = SafetyNoteReading.objects.filter(note__pupil_id=child_id).order_by("-at", "-pk")
    return [Reading(*row) for row in rows.values_list("account__name", "at")[:LATEST]]


@query(allow=[on_duty()])
def safety_notes(act: Act, *, session_id: int) -> Notes:
    """Of the children of a session of today; on another day nobody needs them. SQL: 1."""
    notes = notes_in(act, session_id).annotate(read=read_before(act, session_id))
    rows = list(notes.values_list("pupil_id", "text", "read"))
    said = {child: text for child, text, read in rows if read}
    return Notes(said, frozenset(child for child, _, read in rows if not read))


def notes_in(act: Act, session_id: int) -> QuerySet[SafetyNote]:
    """Notes in force of the children of a session of today."""
    there = Presence.objects.filter(session_id=session_id, session__date=act.today)
    return SafetyNote.objects.filter(pupil__in=there.values("pupil"), ended_at=None)


def read_before(act: Act, session_id: int) -> Exists:
    """Of a note: whether the act's account was shown it in the session."""
    read = SafetyNoteReading.objects.filter(note=OuterRef("pk"), session_id=session_id, account_id=act.account_id)
    return Exists(read)
