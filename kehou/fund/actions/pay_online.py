"""A guardian pays by the simulated channel: as a real one it is told of a payment by reference, perhaps several times."""

from kehou.fund.actions.paying import take_payment
from kehou.fund.permits import guardian_of_bill
from kehou.kernel.act import Act
from kehou.kernel.action import action


@action(allow=[guardian_of_bill])
def pay_online(act: Act, *, bill_id: int, amount: int, ref: str) -> int:
    """amount: fen; ref: the channel's own number of the payment. Refusals: those of take_payment."""
    return take_payment(act, bill_id, amount, channel="simulated", ref=ref)
