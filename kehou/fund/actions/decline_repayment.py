"""The second person does not find the money, or the record has changed: the repayment does not count."""

from kehou.fund.actions.approve_refund import demand_other
from kehou.fund.actions.confirm_repayment import decide, undecided_repayment
from kehou.fund.actions.posting import lock_book
from kehou.fund.models import Repayment
from kehou.fund.permits import CHECKER, at_repayment
from kehou.kernel.act import Act
from kehou.kernel.action import action


@action(allow=[at_repayment(CHECKER)])
def decline_repayment(act: Act, *, repayment_id: int) -> int:
    """Refusals, in order: already_decided, own_work."""
    lock_book(Repayment.objects.values_list("school_id", flat=True).get(pk=repayment_id))
    row = undecided_repayment(repayment_id)
    demand_other(act, row.recorded_by_id)
    decide(act, row, "declined")
    return row.pk
