"""The second person lets a refund go out."""

from kehou.fund.accounts import CASH, OWED_BACK, REFUND
from kehou.fund.actions.posting import lock_book, post
from kehou.fund.ledger import Draft
from kehou.fund.models import Bill, Refund
from kehou.fund.permits import CHECKER, at_refund
from kehou.ground.fen import yuan_from_fen
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import opaque_id
from kehou.people import queries as people


@action(allow=[at_refund(CHECKER)])
def approve_refund(act: Act, *, refund_id: int) -> int:
    """What is owed back goes first; only more than that lowers what was charged.

    Refusals, in order: already_decided, own_work, fund_too_small (八.4c), books_closed.
    """
    book = lock_book(Refund.objects.values_list("school_id", flat=True).get(pk=refund_id))
    refund = undecided(refund_id)
    demand_other(act, refund.prepared_by_id)
    bill = Bill.objects.get(pk=refund.bill_id)
    surplus = min(refund.amount, bill.owed_back)
    lines = (
        (OWED_BACK, "service_fee", surplus),
        (REFUND, "service_fee", refund.amount - surplus),
        (CASH, "service_fee", -refund.amount),
    )
    post(act, book, bill.term_id, [Draft("refund", f"refund:{refund.pk}", lines)])
    bill.returned += surplus
    bill.refunded += refund.amount - surplus
    bill.save(update_fields=["returned", "refunded"])
    refund.state, refund.approved_by_id, refund.approved_at = "paid", act.account_id, act.at
    refund.save(update_fields=["state", "approved_by", "approved_at"])
    (child,) = people.pupils(bill.school_id, ids=[bill.pupil_id], also_left=True)
    tell(
        act, people.guardian_accounts([child.id], act.at).get(child.id, []), kind="refund",
        title=f"{people.given_name(child.name)}有一笔退费", body=f"退回 {yuan_from_fen(refund.amount)} 元，账单里写着怎么算的",
        link=f"/family/bills/{opaque_id('bill', bill.pk)}/",
        school_id=bill.school_id, once=f"refund:{refund.pk}",
    )  # fmt: skip
    return refund.pk


def undecided(refund_id: int) -> Refund:
    refund = Refund.objects.get(pk=refund_id)
    if refund.state != "prepared":
        raise Refusal("already_decided", "这笔退费已经办过了", satisfied_by="刷新页面看结果")
    return refund


def demand_other(act: Act, maker_id: int) -> None:
    """Whoever prepared something never approves it; the database knows that too."""
    if act.account_id == maker_id:
        raise Refusal("own_work", "自己经办的，要另一个人复核", clause="八.4c", satisfied_by="请另一位经费复核人来办")
