"""An offer nobody answered goes to the next in the line."""

from kehou.enrol.actions.seating import give_up_offer
from kehou.enrol.models import Waiting
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system


@action(allow=[system])
def expire_offer(act: Act, *, school_id: int, waiting_id: int) -> None:
    """An offer that is still open, or answered meanwhile, is left alone."""
    due = Waiting.objects.filter(pk=waiting_id, school_id=school_id, state="offered", offer_until__lte=act.at)
    waiting = due.first()
    if waiting is not None:
        give_up_offer(act, waiting, "passed")
