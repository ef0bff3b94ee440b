"""A guardian lets a child join (二.1)."""

from kehou.enrol.actions.consents import count_answer, require_text, write_consent
from kehou.enrol.locking import lock_child
from kehou.enrol.texts import CURRENT
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def give_consent(act: Act, *, child_id: int, term_id: int, text_version: str, felt: str = "") -> int:
    """Join; the child is taken into its class's own sections. Returns the consent.

    felt: free | pressed | discouraged | "": the answer to the anonymous question where it comes with the consent.
    Errors: text_changed where the words are newer than those that were read.
    """
    require_text(text_version, CURRENT.version)
    lock_child(child_id)
    consent_id = write_consent(act, child_id=child_id, term_id=term_id, kind="join", text_version=text_version)
    if felt:
        count_answer(consent_id, felt)
    return consent_id
