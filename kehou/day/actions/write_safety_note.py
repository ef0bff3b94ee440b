"""A guardian tells the adults in charge what they must know of the child (安全提示); an empty one takes it back."""

from kehou.day.locking import lock_child
from kehou.day.models import SafetyNote
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import opaque_id
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import guardian_of

LONGEST = 100


@action(allow=[guardian_of("child_id")])
def write_safety_note(act: Act, *, child_id: int, text: str) -> int | None:
    """Answers the note, None where there is none now. The other guardians are told that it changed, not what it says.

    Refusals, in order: note_too_long.
    """
    text = text.strip()
    if len(text) > LONGEST:
        says = f"最多 {LONGEST} 字，现在 {len(text)} 字。老师要一眼看完"
        raise Refusal("note_too_long", says, fields={"text": says})
    child = people.pupil(child_id)
    if child is None:
        raise NotYours
    lock_child(child_id)
    live = SafetyNote.objects.filter(pupil_id=child_id, ended_at=None).first()
    if live is not None and live.text == text:
        return live.pk
    if live is None and not text:
        return None
    if live is not None:
        live.text, live.ended_at = "", act.at  # what no longer holds is not kept
        live.save(update_fields=["text", "ended_at"])
    note = None
    if text:
        note = SafetyNote.objects.create(
            **scope(child.school_id), pupil_id=child_id, text=text, written_by_id=act.account_id, written_at=act.at
        )
    others = [one for one in people.guardian_accounts([child_id], act.at).get(child_id, []) if one != act.account_id]
    name = people.given_name(child.name)
    tell(
        act, others, kind="safety_note", school_id=child.school_id, title=f"{name}的安全提示改了",
        body="另一位监护人改的，请看一下现在写的是什么。", link=f"/family/{opaque_id('pupil', child_id)}/safety/",
    )  # fmt: skip
    return note.pk if note else None
