"""Money back to a family: one person prepares it, another decides."""

from kehou.fund.actions.posting import lock_book
from kehou.fund.models import Bill, Refund
from kehou.fund.permits import MAKER, at_bill
from kehou.fund.refunds import due_back, waiting
from kehou.ground.fen import yuan_from_fen
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.rows import scope


@action(allow=[at_bill(MAKER)])
def prepare_refund(act: Act, *, bill_id: int, amount: int | None = None, reason: str = "") -> int:
    """amount None: what is due back by rule. Another amount (fen) needs a reason. Nothing is paid yet.

    Refusals, in order: no_reason, nothing_due, more_than_paid.
    """
    bill = Bill.objects.get(pk=bill_id)
    lock_book(bill.school_id)
    bill.refresh_from_db()
    rule = reason.strip()
    if amount is None:
        due = due_back(bill)
        amount, rule = due.fen, due.rule
    elif not rule:
        raise Refusal("no_reason", "请写为什么退", fields={"reason": "请写为什么退"})
    if amount <= 0:
        raise Refusal("nothing_due", "按现在的点名记录没有多收，不用退", satisfied_by="点名有错的先更正，再算一次")
    most = bill.paid - bill.refunded - waiting(bill)
    if amount > most:
        says = f"这张账单最多还能退 {yuan_from_fen(most)} 元"
        raise Refusal("more_than_paid", says, fields={"amount": says})
    row = Refund.objects.create(
        **scope(bill.school_id), bill=bill, amount=amount, rule=rule[:100], state="prepared",
        prepared_by_id=act.account_id, prepared_at=act.at,
    )  # fmt: skip
    return row.pk
