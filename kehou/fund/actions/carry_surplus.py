"""What a family paid too much stands on its next bill instead, because the family says so."""

from collections.abc import Sequence

from django.db.models import F

from kehou.fund.accounts import OWED_BACK, RECEIVABLE
from kehou.fund.actions.posting import lock_book, post
from kehou.fund.ledger import Draft
from kehou.fund.models import Bill, Book, Payment
from kehou.fund.permits import guardian_of_bill
from kehou.fund.refunds import waiting
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.rows import scope


@action(allow=[guardian_of_bill])
def carry_surplus(act: Act, *, bill_id: int, carry: bool = True) -> int:
    """carry: on the child's next bill, or one that is open now; else the school pays it back. Answers fen moved.

    Refusals, in order: nothing_over, refund_waiting, books_closed.
    """
    book = lock_book(Bill.objects.values_list("school_id", flat=True).get(pk=bill_id))
    bill = Bill.objects.get(pk=bill_id)
    if bill.owed_back == 0:
        raise Refusal("nothing_over", "这张账单没有多付的钱", satisfied_by="账单更正以后，多付的会写在账单上")
    if waiting(bill):
        raise Refusal("refund_waiting", "这笔钱正在退，不能抵下一张账单", satisfied_by="等学校退回来")
    bill.carry = carry
    bill.save(update_fields=["carry"])
    return carry_on(act, book, [bill])


def carry_on(act: Act, book: Book, overpaid: Sequence[Bill]) -> int:
    """Move what families want moved onto their children's open bills, oldest first, of whichever term; answers fen.

    The caller holds the lock of `book`. SQL: 1, and about 8 for each bill that takes something.
    """
    givers = [bill for bill in overpaid if bill.carry and bill.owed_back and bill.voided_at is None]
    if not givers:
        return 0
    takers = list(
        Bill.objects.filter(
            school_id=book.school_id, pupil_id__in={bill.pupil_id for bill in givers}, voided_at=None,
            charged__gt=F("waived") + F("paid") - F("surplus"),
        ).order_by("issued_at", "pk")
    )  # fmt: skip
    moved = 0
    for giver in givers:
        for taker in takers:
            if taker.pupil_id == giver.pupil_id and taker.pk != giver.pk:
                moved += _move(act, book, giver, taker, min(giver.owed_back, taker.left))
    return moved


def _move(act: Act, book: Book, giver: Bill, taker: Bill, fen: int) -> int:
    """One payment of the taker, out of the giver's surplus; no money moves."""
    if fen == 0:
        return 0
    place = Payment.objects.filter(carried_from=giver).count() + 1
    payment = Payment.objects.create(
        **scope(giver.school_id), bill=taker, amount=fen, channel="surplus", channel_ref=f"bill:{giver.pk}:{place}",
        at=act.at, recorded_by_id=act.actor.account_id, carried_from=giver,
    )  # fmt: skip
    giver.returned += fen
    giver.save(update_fields=["returned"])
    taker.paid += fen
    taker.save(update_fields=["paid"])
    lines = ((OWED_BACK, "service_fee", fen), (RECEIVABLE, "service_fee", -fen))
    post(act, book, giver.term_id, [Draft("carry", f"payment:{payment.pk}", lines)])
    return fen
