"""An adult gave back what was paid too much: the money is there, with a receipt; another person looks before it counts."""

from kehou.day import queries as day
from kehou.fund.actions.posting import lock_book
from kehou.fund.models import RepaidDuty, Repayment
from kehou.fund.permits import MAKER
from kehou.fund.repaying import too_much
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.people.permits import at_school


@action(allow=[at_school(MAKER)])
def record_repayment(act: Act, *, school_id: int, term_id: int, staff_id: int, receipt: str) -> int:
    """For all duties of the term that were paid too much and that no run keeps back; nobody types a figure.

    receipt: its number. Answers the repayment's id.
    Refusals, in order: no_receipt, repayment_waiting, nothing_to_give_back (八.4b), receipt_used.
    """
    receipt = receipt.strip()[:60]
    if not receipt:
        raise Refusal("no_receipt", "请填收据号", fields={"receipt": "请填收据号"})
    lock_book(school_id)
    there = Repayment.objects.filter(school_id=school_id)
    if there.filter(term_id=term_id, staff_id=staff_id, state="recorded").exists():
        raise Refusal("repayment_waiting", "这个人退回的钱已经记过，等复核", satisfied_by="复核以后再看还有没有多发的")
    over = too_much(school_id, org.term(term_id)).get(staff_id, [])
    if not over:
        raise Refusal(
            "nothing_to_give_back", "这个人没有多发的补助", clause="八.4b",
            satisfied_by="值守记录有错的先更正，多发的会算出来",
        )  # fmt: skip
    if there.filter(receipt=receipt).exclude(state="declined").exists():
        raise Refusal(
            "receipt_used", "这个收据号已经记过一笔", fields={"receipt": "这个收据号已经记过一笔，请核对收据"}
        )
    where = scope(school_id)
    row = Repayment.objects.create(
        **where, term_id=term_id, staff_id=staff_id, amount=-sum(each.amount for each in over), receipt=receipt,
        state="recorded", recorded_by_id=act.account_id, recorded_at=act.at,
    )  # fmt: skip
    reasons = day.why_changed([each.duty_id for each in over])
    RepaidDuty.objects.bulk_create(
        RepaidDuty(
            **where, repayment=row, duty_id=each.duty_id, date=each.date, minutes=-each.minutes,
            fen_per_hour=each.fen_per_hour, amount=-each.amount, why=reasons[each.duty_id][0][:100],
            correction_id=reasons[each.duty_id][1],
        )
        for each in over
    )  # fmt: skip
    return row.pk
