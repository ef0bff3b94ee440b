"""A guardian the roll does not name, added by the school from a document it saw."""

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.org.rows import scope
from kehou.people.models import Guardianship, Pupil
from kehou.people.permits import at_school, live
from kehou.people.roll.cells import Unfit, read_mobile
from kehou.people.sign_in import phone_index


@action(allow=[at_school("coordinator", "principal")])
def add_guardian(
    act: Act, *, school_id: int, child_id: int, name: str, relation: str, phone: str, evidence: str
) -> int:
    """The tie opens nothing before the person activates it with a slip of the child. evidence: 户口簿, 法院判决书 …

    Errors, in this order: NotYours; unnamed, no_relation, bad_phone, no_evidence, tied_already.
    """
    child = lock_row(Pupil, child_id)
    if child.school_id != school_id or child.left_on is not None:
        raise NotYours
    name, relation, evidence = name.strip(), relation.strip(), evidence.strip()
    if not name or len(name) > 40:
        raise Refusal("unnamed", "请写姓名", fields={"name": "请写 1 到 40 个字"})
    if not relation or len(relation) > 20:
        raise Refusal("no_relation", "请写和孩子的关系", fields={"relation": "例如 母亲、爷爷"})
    try:
        phone = read_mobile(phone)
    except Unfit:
        raise Refusal("bad_phone", "请写 11 位手机号", fields={"phone": "11 位手机号"}) from None
    if not evidence or len(evidence) > 80:
        says = "请写看到了什么证明，例如“户口簿”"
        raise Refusal("no_evidence", says, fields={"evidence": says})
    index = phone_index(phone)
    if Guardianship.objects.filter(live(act.at), pupil_id=child_id, phone_index=index).exists():
        raise Refusal("tied_already", "这个手机号已经是孩子的监护人", fields={"phone": "已经在名单上"})
    return Guardianship.objects.create(
        **scope(school_id),
        pupil_id=child_id,
        name=name,
        relation=relation,
        phone=phone,
        phone_index=index,
        from_roll=False,
        evidence=evidence,
        since=act.at,
    ).pk
