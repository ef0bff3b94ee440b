"""A guardian lets a child join (二.1)."""

from kehou.enrol.actions.consents import require_text, write_consent
from kehou.enrol.texts import CURRENT
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def give_consent(act: Act, *, child_id: int, term_id: int, text_version: str, felt: str = "") -> int:
    """Join. `felt`: free | pressed | discouraged | "" — the answer to the anonymous question, if any."""
    require_text(text_version, CURRENT.version)
    return write_consent(act, child_id=child_id, term_id=term_id, kind="join", text_version=text_version, felt=felt)
