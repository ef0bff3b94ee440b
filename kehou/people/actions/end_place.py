"""An adult without an account is no longer one of the school's; the rows stay. Those with one end by `end_account`."""

from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.people.models import StaffMember


@action(allow=[system])
def end_place(act: Act, *, school_id: int, staff_id: int) -> None:
    """Done by `let_outsider_go`, which sees to the children first. Errors: NotYours for who is not there any more."""
    place = StaffMember.objects.filter(pk=staff_id, school_id=school_id, account=None, until=None)
    if not place.update(until=act.at):
        raise NotYours
