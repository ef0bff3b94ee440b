"""A family passes an offered place on to the next in the line, or leaves the line."""

from kehou.enrol.actions.seating import give_up_offer
from kehou.enrol.locking import lock_child
from kehou.enrol.models import Waiting
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def pass_offer(act: Act, *, child_id: int, waiting_id: int) -> None:
    """Errors: NotYours for another child's place. Passing leaves this section's line."""
    lock_child(child_id)
    waiting = Waiting.objects.filter(pk=waiting_id, pupil_id=child_id).first()
    if waiting is None:
        raise NotYours
    if not Waiting.objects.filter(pk=waiting.pk, state="waiting").update(state="left"):
        give_up_offer(act, waiting, "passed")
