"""Whoever keeps a session is about to see its children's safety notes: that goes on record first."""

from kehou.day.models import SafetyNoteReading
from kehou.day.permits import on_duty
from kehou.day.queries.safety import notes_in, read_before
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.rows import scope


@action(allow=[on_duty()])
def open_safety_notes(act: Act, *, session_id: int, child_ids: list[int]) -> int:
    """How many notes of these children were not on record yet as read by this account in this session."""
    notes = notes_in(act, session_id).filter(pupil_id__in=child_ids)
    unread = notes.exclude(read_before(act, session_id)).values_list("pk", "school_id")
    rows = [
        SafetyNoteReading(**scope(school_id), note_id=note, session_id=session_id, account_id=act.account_id, at=act.at)
        for note, school_id in unread
    ]
    SafetyNoteReading.objects.bulk_create(rows, ignore_conflicts=True)  # two phones of one teacher at once
    return len(rows)
