"""A booking that was wrong is taken back by its mirror image; both stay (I5)."""

from kehou.fund.accounts import OWED_BACK, RECEIVABLE
from kehou.fund.actions.posting import lock_book, post
from kehou.fund.ledger import Draft
from kehou.fund.models import Bill, BillCorrection, Entry, Payment, Voucher
from kehou.fund.permits import CHECKER, at_voucher
from kehou.fund.refunds import standing, waiting
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action

FINAL = {
    "refund": ("这笔钱已经付出去，不能冲销", "收回的钱另记一笔"),
    "pay_out": ("这笔钱已经付出去，不能冲销", "记录改了的，差额随下一次发放"),
    "repayment": ("这笔钱是退回来的，不能冲销", "记录又改了的，差额随下一次发放"),
    "correction": ("更正单不能冲销", "更正错了的，按现在的记录再更正一次"),
    "carry": ("多付的钱已经抵了账单，不能冲销", "要退的从那张账单退"),
    "reversal": ("这张凭证本身就是冲销", "要恢复的重新记一笔"),
}
"""kind → (what is said, what to do instead)."""


@action(allow=[at_voucher(CHECKER)])
def reverse_voucher(act: Act, *, voucher_id: int, reason: str) -> int:
    """A payment's reversal opens the bill again; a charge's takes the whole bill back. Answers the new voucher's id.

    Refusals, in order: no_reason, not_reversible, reversed_already, own_work, refunded_already, bill_has_payments,
    bill_corrected, fund_too_small (八.4c), books_closed.
    """
    if not reason.strip():
        raise Refusal("no_reason", "请写为什么冲销", fields={"reason": "请写为什么冲销"})
    voucher = Voucher.objects.get(pk=voucher_id)
    book = lock_book(voucher.school_id)
    if voucher.kind in FINAL:
        says, instead = FINAL[voucher.kind]
        raise Refusal("not_reversible", says, satisfied_by=instead)
    if Voucher.objects.filter(reverses=voucher).exists():
        raise Refusal("reversed_already", "这张凭证已经冲销过", satisfied_by="冲销凭证就在它后面")
    if voucher.posted_by_id == act.account_id:
        raise Refusal("own_work", "自己记的账，要另一个人冲销", clause="八.4c", satisfied_by="请另一位经费复核人来办")
    what, _, number = voucher.ref.partition(":")
    set_off: list[Draft] = []
    if what == "payment":
        set_off = _take_back_payment(act, int(number))
    elif what == "bill":
        _take_back_bill(act, int(number))
    entries = Entry.objects.filter(voucher=voucher).order_by("pk")
    lines = tuple((entry.account, entry.source, -entry.amount) for entry in entries)
    memo, about = reason.strip()[:100], voucher.origin_id or voucher.term_id
    mirror = post(act, book, about, [Draft("reversal", voucher.ref, lines, memo)], reverses=voucher.pk)[0]
    if set_off:
        post(act, book, about, set_off)
    return mirror


def _take_back_payment(act: Act, payment_id: int) -> list[Draft]:
    """What the payment had left over is no longer owed back; that is a voucher of its own, beside the mirror image."""
    payment = Payment.objects.select_related("bill").get(pk=payment_id)
    bill = payment.bill
    if bill.paid - payment.amount < bill.refunded + bill.returned + waiting(bill):
        raise Refusal("refunded_already", "这笔缴费已经退过或正在退，不能冲销", satisfied_by="先办完退费")
    payment.reversed_at = act.at
    payment.save(update_fields=["reversed_at"])
    new, over = standing(bill).paid_less(payment.amount), bill.surplus
    bill.paid, bill.surplus = new.paid, new.surplus
    bill.save(update_fields=["paid", "surplus"])
    lines = ((OWED_BACK, "service_fee", over - new.surplus), (RECEIVABLE, "service_fee", new.surplus - over))
    return [Draft("correction", f"payment:{payment.pk}", lines, "冲销缴费后不再多付")] if over != new.surplus else []


def _take_back_bill(act: Act, bill_id: int) -> None:
    bill = Bill.objects.get(pk=bill_id)
    if bill.paid:
        raise Refusal(
            "bill_has_payments", "这张账单已经收过钱，不能撤回", satisfied_by="多收的办退费；记错的缴费先冲销"
        )
    if BillCorrection.objects.filter(bill=bill).exists():
        raise Refusal("bill_corrected", "这张账单更正过，不能整张撤回", satisfied_by="按现在的记录再更正一次")
    bill.voided_at = act.at
    bill.save(update_fields=["voided_at"])
