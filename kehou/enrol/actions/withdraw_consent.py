"""A guardian takes a child out, at any time, without a reason (二.1)."""

from kehou.enrol.actions.consents import write_consent
from kehou.enrol.locking import lock_child
from kehou.enrol.queries import decision
from kehou.enrol.texts import CURRENT
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def withdraw_consent(act: Act, *, child_id: int, term_id: int) -> int:
    """Seats are free at once and go to whoever waits. Errors: Refusal where the child has not joined."""
    lock_child(child_id)
    if not decision(child_id, term_id).joins:
        raise Refusal("not_joined", "孩子现在没有参加，不用退出", clause="二.1")
    return write_consent(act, child_id=child_id, term_id=term_id, kind="withdraw", text_version=CURRENT.version)
