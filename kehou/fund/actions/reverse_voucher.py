"""A booking that was wrong is taken back by its mirror image; both stay (I5)."""

from kehou.fund.actions.posting import lock_book, post
from kehou.fund.ledger import Draft
from kehou.fund.models import Bill, Entry, Payment, Voucher
from kehou.fund.permits import CHECKER, at_voucher
from kehou.fund.refunds import waiting
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action

FINAL = ("refund", "pay_out", "reversal")


@action(allow=[at_voucher(CHECKER)])
def reverse_voucher(act: Act, *, voucher_id: int, reason: str) -> int:
    """A payment's reversal opens the bill again; a charge's takes the whole bill back. Answers the new voucher's id.

    Refusals, in order: no_reason, not_reversible, reversed_already, own_work, refunded_already, bill_has_payments,
    fund_too_small (八.4c), books_closed.
    """
    if not reason.strip():
        raise Refusal("no_reason", "请写为什么冲销", fields={"reason": "请写为什么冲销"})
    voucher = Voucher.objects.get(pk=voucher_id)
    book = lock_book(voucher.school_id)
    if voucher.kind in FINAL:
        raise Refusal("not_reversible", "这笔钱已经付出去，不能冲销", satisfied_by="收回的钱另记一笔")
    if Voucher.objects.filter(reverses=voucher).exists():
        raise Refusal("reversed_already", "这张凭证已经冲销过", satisfied_by="冲销凭证就在它后面")
    if voucher.posted_by_id == act.account_id:
        raise Refusal("own_work", "自己记的账，要另一个人冲销", clause="八.4c", satisfied_by="请另一位经费复核人来办")
    about, _, number = voucher.ref.partition(":")
    if about == "payment":
        _take_back_payment(act, int(number))
    elif about == "bill":
        _take_back_bill(act, int(number))
    entries = Entry.objects.filter(voucher=voucher).order_by("pk")
    lines = tuple((entry.account, entry.source, -entry.amount) for entry in entries)
    memo = reason.strip()[:100]
    return post(act, book, voucher.term_id, [Draft("reversal", voucher.ref, lines, memo)], reverses=voucher.pk)[0]


def _take_back_payment(act: Act, payment_id: int) -> None:
    payment = Payment.objects.select_related("bill").get(pk=payment_id)
    bill = payment.bill
    if bill.paid - payment.amount < bill.refunded + waiting(bill):
        raise Refusal("refunded_already", "这笔缴费已经退过或正在退，不能冲销", satisfied_by="先办完退费")
    payment.reversed_at = act.at
    payment.save(update_fields=["reversed_at"])
    bill.paid -= payment.amount
    bill.save(update_fields=["paid"])


def _take_back_bill(act: Act, bill_id: int) -> None:
    bill = Bill.objects.get(pk=bill_id)
    if bill.paid:
        raise Refusal(
            "bill_has_payments", "这张账单已经收过钱，不能撤回", satisfied_by="多收的办退费；记错的缴费先冲销"
        )
    bill.voided_at = act.at
    bill.save(update_fields=["voided_at"])
