"""Money taken at the counter."""

from kehou.fund.actions.paying import take_payment
from kehou.fund.permits import MAKER, at_bill
from kehou.kernel.act import Act
from kehou.kernel.action import action


@action(allow=[at_bill(MAKER)])
def record_payment(act: Act, *, bill_id: int, amount: int, ref: str) -> int:
    """amount: fen, part of what is owed or all of it; ref: the receipt's number. Refusals: those of take_payment."""
    return take_payment(act, bill_id, amount, channel="counter", ref=ref)
