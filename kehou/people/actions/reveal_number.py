"""Somebody looks at a whole ID number or phone, for a purpose that is kept (I16)."""

from django.utils.translation import gettext_lazy as _

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.models import Guardianship, Pupil
from kehou.people.permits import at_school, live

PURPOSES = {
    "roll_check": _("核对学籍"),
    "reach_family": _("联系家长"),
    "emergency": _("紧急情况"),
}


@action(allow=[at_school("coordinator", "principal")])
def reveal_number(act: Act, *, school_id: int, child_id: int, purpose_id: str) -> str:
    """The child's ID number. purpose_id: of PURPOSES; it stands in the audit event, the number does not.

    Called without a form key: a key keeps the answer. Errors: NotYours; Refusal no_purpose.
    """
    _demand_purpose(purpose_id)
    number = Pupil.objects.filter(pk=child_id, school_id=school_id).values_list("id_number", flat=True).first()
    if number is None:
        raise NotYours
    return number


@action(allow=[at_school("coordinator", "principal")])
def reveal_phone(act: Act, *, school_id: int, guardianship_id: int, purpose_id: str) -> str:
    """A guardian's phone, in the same way."""
    _demand_purpose(purpose_id)
    ties = Guardianship.objects.filter(live(act.at), pk=guardianship_id, school_id=school_id)
    tie = ties.select_related("account").first()
    if tie is None:
        raise NotYours
    return tie.phone or (tie.account.phone if tie.account else "") or ""


def _demand_purpose(purpose_id: str) -> None:
    if purpose_id not in PURPOSES:
        raise Refusal("no_purpose", "请选为什么要看", fields={"purpose": "请选一项"})
