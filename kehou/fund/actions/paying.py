"""A payment arrives, at the counter or from a channel; the same reference is one payment, however often it is told."""

from kehou.fund.accounts import CASH, RECEIVABLE
from kehou.fund.actions.posting import lock_book, post
from kehou.fund.ledger import Draft
from kehou.fund.models import Bill, Payment
from kehou.ground.fen import yuan_from_fen
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.org.rows import scope


def take_payment(act: Act, bill_id: int, amount: int, *, channel: str, ref: str) -> int:
    """Post one payment and answer its id; a reference that is known answers the payment it stands for.

    Refusals, in order: no_reference, amount_not_positive, reference_used, bill_voided, nothing_to_pay, paid_too_much.
    """
    where = Bill.objects.filter(pk=bill_id).values_list("school_id", flat=True).first()
    if where is None:
        raise NotYours
    book = lock_book(where)
    bill = Bill.objects.get(pk=bill_id)
    ref = ref.strip()[:60]
    if not ref:
        raise Refusal("no_reference", "请填收据号", fields={"ref": "请填收据号"})
    if amount <= 0:
        raise Refusal("amount_not_positive", "金额要大于 0", fields={"amount": "金额要大于 0"})
    known = Payment.objects.filter(school_id=bill.school_id, channel=channel, channel_ref=ref).first()
    if known is not None:
        if (known.bill_id, known.amount, known.reversed_at) == (bill.pk, amount, None):
            return known.pk
        raise Refusal("reference_used", "这个收据号已经记过一笔", fields={"ref": "这个收据号已经记过一笔，请核对收据"})
    left = _left(bill)
    if amount > left:
        says = f"这张账单还差 {yuan_from_fen(left)} 元，最多收这么多"
        raise Refusal("paid_too_much", says, fields={"amount": says})
    payment = Payment.objects.create(
        **scope(bill.school_id), bill=bill, amount=amount, channel=channel, channel_ref=ref, at=act.at,
        recorded_by_id=act.actor.account_id,
    )  # fmt: skip
    bill.paid += amount
    bill.save(update_fields=["paid"])
    lines = ((CASH, "service_fee", amount), (RECEIVABLE, "service_fee", -amount))
    post(act, book, bill.term_id, [Draft("payment", f"payment:{payment.pk}", lines)])
    return payment.pk


def _left(bill: Bill) -> int:
    if bill.voided_at is not None:
        raise Refusal("bill_voided", "这张账单已经撤回，不用付", satisfied_by="以后有新的账单再付")
    if bill.left == 0:
        raise Refusal("nothing_to_pay", "这张账单已经结清", satisfied_by="不用再付")
    return bill.left
