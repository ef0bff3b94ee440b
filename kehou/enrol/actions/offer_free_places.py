"""Places that became free without anybody leaving (a capacity raised) go to whoever waits."""

from kehou.enrol.actions.seating import offer_next
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system


@action(allow=[system])
def offer_free_places(act: Act, *, school_id: int, section_id: int) -> int:
    """Offer every free place, in order; returns how many were offered (I1: none stays empty while somebody waits)."""
    offered = 0
    while offer_next(act, section_id):
        offered += 1
    return offered
