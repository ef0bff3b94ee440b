"""Did you choose freely? One answer without a name, after joining (附.3, 附.4)."""

from kehou.enrol.actions.consents import count_answer
from kehou.enrol.locking import lock_child
from kehou.enrol.queries import decision
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def say_how_it_felt(act: Act, *, child_id: int, term_id: int, felt: str) -> None:
    """Only a tally grows; that there was an answer is remembered, which one is not.

    Called without an idempotency key: a key's digest could be tried against the three answers.
    Errors: ValueError with a key; Refusal not_joined, answered_already.
    """
    if act.key:
        raise ValueError("an anonymous answer leaves no key")
    lock_child(child_id)
    now = decision(child_id, term_id)
    if not now.joins or now.consent_id is None:
        raise Refusal("not_joined", "参加以后才有这一问", clause="二.1")
    count_answer(now.consent_id, felt)
