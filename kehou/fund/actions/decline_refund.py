"""The second person says no to a refund."""

from kehou.fund.actions.approve_refund import demand_other, undecided
from kehou.fund.actions.posting import lock_book
from kehou.fund.models import Refund
from kehou.fund.permits import CHECKER, at_refund
from kehou.kernel.act import Act
from kehou.kernel.action import action


@action(allow=[at_refund(CHECKER)])
def decline_refund(act: Act, *, refund_id: int) -> int:
    """Refusals, in order: already_decided, own_work."""
    lock_book(Refund.objects.values_list("school_id", flat=True).get(pk=refund_id))
    refund = undecided(refund_id)
    demand_other(act, refund.prepared_by_id)
    refund.state, refund.approved_by_id, refund.approved_at = "declined", act.account_id, act.at
    refund.save(update_fields=["state", "approved_by", "approved_at"])
    return refund.pk
