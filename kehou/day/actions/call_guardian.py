"""Somebody with the child calls a guardian: one tap, the number is not shown, the call is on record."""

from kehou.day.models import Presence
from kehou.day.permits import gate, leads, on_duty
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people import queries as people


@action(allow=[on_duty(), leads, gate])
def call_guardian(act: Act, *, session_id: int, child_id: int, guardianship_id: int) -> str:
    """The number to dial, on the day of the session only; a revealing read, so it is a deed with an audit event (I26).

    Refusals, in order: not_today, phone_missing.
    """
    row = Presence.objects.filter(session_id=session_id, pupil_id=child_id).select_related("session").first()
    ties = people.guardians([child_id], act.at).get(child_id, [])
    if row is None or guardianship_id not in {tie.id for tie in ties}:
        raise NotYours
    if row.session.date != act.today:
        raise Refusal("not_today", "只有当天带这个班的老师能打这个电话")
    phone = people.guardian_phone(guardianship_id)
    if not phone:
        raise Refusal("phone_missing", "名册里没有这位监护人的电话，请打给另一位，或请值守组长查")
    return phone
