"""A guardian says no (二.1); as short as saying yes."""

from kehou.enrol.actions.consents import write_consent
from kehou.enrol.locking import lock_child
from kehou.enrol.texts import CURRENT
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def decline_service(act: Act, *, child_id: int, term_id: int) -> int:
    """No reason asked. Said of a paper that waits for confirmation, it makes the paper void. Returns the act."""
    lock_child(child_id)
    return write_consent(act, child_id=child_id, term_id=term_id, kind="decline", text_version=CURRENT.version)
