"""A bill that was wrong is put right by a note against it (更正单): the bill, what it said and why all stay (I5, I6)."""

from typing import Any

from kehou.fund.accounts import FEE, OWED_BACK, RECEIVABLE, REFUND, WAIVER
from kehou.fund.actions.carry_surplus import carry_on
from kehou.fund.actions.posting import lock_book, post
from kehou.fund.billing import period_text
from kehou.fund.ledger import Draft, Line
from kehou.fund.models import Bill, BillCorrection
from kehou.fund.permits import MAKER, at_bill
from kehou.fund.refunds import Standing, by_the_record, standing, waiting
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import opaque_id
from kehou.org.rows import scope
from kehou.people import queries as people


@action(allow=[at_bill(MAKER)])
def correct_bill(act: Act, *, bill_id: int, reason: str) -> int:
    """The bill becomes what the record and the waivers say now; nobody types a figure. Answers the note's id.

    What was paid beyond it is owed back: a refund by two people, or on the next bill where the family wants that.
    Refusals, in order: no_reason, bill_voided, refund_waiting, those of tariff_for, nothing_to_correct, books_closed.
    """
    if not reason.strip():
        raise Refusal("no_reason", "请写为什么更正", fields={"reason": "请写为什么更正，例如 10月12日点名记错"})
    book = lock_book(Bill.objects.values_list("school_id", flat=True).get(pk=bill_id))
    bill = Bill.objects.get(pk=bill_id)
    if bill.voided_at is not None:
        raise Refusal("bill_voided", "这张账单已经撤回，不用更正", satisfied_by="以后有新的账单再看")
    if waiting(bill):
        raise Refusal("refund_waiting", "这张账单有一笔退费等复核", satisfied_by="先办完这笔退费，再更正")
    now = by_the_record(bill)
    if (now.charged, now.waived, now.why["days"]) == (bill.charged, bill.waived, bill.provenance.get("days", [])):
        raise Refusal(
            "nothing_to_correct",
            "账单和现在的点名、减免一致，不用更正",
            satisfied_by="点名有错的，先由值守组长更正点名",
        )
    old = standing(bill)
    note = _note(act, bill, now.charged, now.waived, now.why, reason.strip()[:100])
    new = old.charged_anew(now.charged, now.waived)
    bill.charged, bill.waived, bill.refunded, bill.surplus, bill.returned = (
        new.charged, new.waived, new.refunded, new.surplus, new.returned
    )  # fmt: skip
    bill.provenance, bill.days_served = now.why, note.days_after
    bill.save(update_fields=["charged", "waived", "refunded", "surplus", "returned", "provenance", "days_served"])
    if old != new:
        memo = f"{period_text(bill.period)}账单：{note.reason}"[:100]
        post(act, book, bill.term_id, [Draft("correction", f"correction:{note.pk}", difference(old, new), memo)])
    carry_on(act, book, [bill])
    (child,) = people.pupils(bill.school_id, ids=[bill.pupil_id], also_left=True)
    tell(
        act, people.guardian_accounts([child.id], act.at).get(child.id, []), kind="bill",
        title=f"{people.given_name(child.name)} {period_text(bill.period)}的账单更正了", body="打开账单，看原来是多少、现在是多少、为什么",
        link=f"/family/bills/{opaque_id('bill', bill.pk)}/", school_id=bill.school_id, once=f"correction:{note.pk}",
    )  # fmt: skip
    return note.pk


def _note(act: Act, bill: Bill, charged: int, waived: int, why: dict[str, Any], reason: str) -> BillCorrection:
    return BillCorrection.objects.create(
        **scope(bill.school_id), bill=bill, at=act.at, by_id=act.account_id, reason=reason,
        days_before=bill.days_served, charged_before=bill.charged, waived_before=bill.waived,
        provenance_before=bill.provenance, days_after=len(why["days"]),
        charged_after=charged, waived_after=waived, provenance_after=why,
    )  # fmt: skip


def difference(old: Standing, new: Standing) -> tuple[Line, ...]:
    """The entries that lead from one standing to the other; they sum to zero because refunded + returned stays."""
    moved = (
        (RECEIVABLE, new.receivable - old.receivable),
        (OWED_BACK, old.owed_back - new.owed_back),
        (WAIVER, new.waived - old.waived),
        (REFUND, new.refunded - old.refunded),
        (FEE, old.charged - new.charged),
    )
    return tuple((account, "service_fee", fen) for account, fen in moved)
