"""A court or police order reaches the school: a person must not get the child."""

from kehou.day.locking import lock_child
from kehou.day.models import CustodyBlock
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import at_school


@action(allow=[at_school("coordinator", "principal")])
def place_block(act: Act, *, school_id: int, child_id: int, name: str, evidence: str) -> int:
    """In force from the commit on; it beats every authorisation (I11). The evidence is sealed.

    Refusals, in order: evidence_missing.
    """
    child = people.pupil(child_id)
    if child is None or child.school_id != school_id:
        raise NotYours
    if not name.strip() or not evidence.strip():
        raise Refusal(
            "evidence_missing",
            "写上不能接孩子的人的姓名，和决定的文号",
            fields={key: "要填" for key, value in (("name", name), ("evidence", evidence)) if not value.strip()},
        )
    lock_child(child_id)
    block = CustodyBlock.objects.create(
        **scope(school_id), pupil_id=child_id, name=name.strip(), evidence=evidence.strip(), since=act.at
    )
    return block.pk
