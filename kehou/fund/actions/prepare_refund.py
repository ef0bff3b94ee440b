"""Money back to a family: one person prepares it, another decides."""

from kehou.fund.actions.posting import lock_book
from kehou.fund.models import Bill, Refund
from kehou.fund.permits import MAKER, at_bill
from kehou.fund.refunds import waiting
from kehou.ground.fen import yuan_from_fen
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org import queries as org
from kehou.org.rows import scope

RULE = "账单更正以后多付的"


@action(allow=[at_bill(MAKER)])
def prepare_refund(act: Act, *, bill_id: int, amount: int | None = None, reason: str = "") -> int:
    """amount None: what a correction left over. Another amount (fen) needs a reason. Nothing is paid yet.

    Refusals, in order: no_reason, nothing_due, family_carries_it, more_than_paid.
    """
    bill = Bill.objects.get(pk=bill_id)
    lock_book(bill.school_id)
    bill.refresh_from_db()
    rule = reason.strip()
    if amount is None:
        amount, rule = bill.owed_back - waiting(bill), rule or RULE
    elif not rule:
        raise Refusal("no_reason", "请写为什么退", fields={"reason": "请写为什么退"})
    if amount <= 0:
        raise Refusal(
            "nothing_due",
            "这张账单没有多付的钱，不用退",
            satisfied_by="点名或减免有错的先改，再更正账单，多付的会算出来",
        )
    if bill.carry and bill.owed_back and act.today <= org.term(bill.term_id).last_day:
        says = "家长要用这笔钱抵下一张账单"
        raise Refusal("family_carries_it", says, satisfied_by="家长改选退回，或这学期结束以后再退")
    most = bill.paid - bill.refunded - bill.returned - waiting(bill)
    if amount > most:
        says = f"这张账单最多还能退 {yuan_from_fen(most)} 元"
        raise Refusal("more_than_paid", says, fields={"amount": says})
    row = Refund.objects.create(
        **scope(bill.school_id), bill=bill, amount=amount, rule=rule[:100], state="prepared",
        prepared_by_id=act.account_id, prepared_at=act.at,
    )  # fmt: skip
    return row.pk
