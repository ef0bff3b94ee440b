"""An order that kept somebody from the child has ended."""

from kehou.day.locking import lock_child
from kehou.day.models import CustodyBlock
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import at_school


@action(allow=[at_school("principal")])
def lift_block(act: Act, *, school_id: int, block_id: int) -> None:
    """Only the principal lifts a block; the entry stays, with its end."""
    block = CustodyBlock.objects.filter(pk=block_id, school_id=school_id, until=None).first()
    if block is None:
        raise NotYours
    lock_child(block.pupil_id)
    CustodyBlock.objects.filter(pk=block_id, until=None).update(until=act.at)
