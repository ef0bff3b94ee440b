"""An order that kept somebody from the child has ended before its day."""

from django.db.models import Q

from kehou.day.locking import lock_child
from kehou.day.models import CustodyBlock
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import at_school


@action(allow=[at_school("principal")])
def lift_block(act: Act, *, school_id: int, block_id: int, evidence: str) -> None:
    """Only the principal lifts a block, on a document; the entry stays, with its end.

    Refusals: evidence_missing.
    """
    block = CustodyBlock.objects.filter(Q(until=None) | Q(until__gt=act.at), pk=block_id, school_id=school_id).first()
    if block is None:
        raise NotYours
    if not evidence.strip():
        raise Refusal(
            "evidence_missing", "写上解除的文书和文号，再解除", fields={"end_evidence": "写上解除的文书和文号"}
        )
    lock_child(block.pupil_id)
    block.until, block.end_evidence = act.at, evidence.strip()
    block.save(update_fields=["until", "end_evidence"])
