"""The second person confirms that an adult's money is there: it stands in the fund again."""

from kehou.fund.accounts import EXTERNAL_PAY, TEACHER_PAY
from kehou.fund.actions.approve_refund import demand_other
from kehou.fund.actions.posting import lock_book, post
from kehou.fund.ledger import Draft
from kehou.fund.models import RepaidDuty, Repayment
from kehou.fund.permits import CHECKER, at_repayment
from kehou.fund.repaying import back_to, drawn, lines_back, too_much
from kehou.ground.fen import yuan_from_fen
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.org import queries as org
from kehou.people.queries import TEACHERS


@action(allow=[at_repayment(CHECKER)])
def confirm_repayment(act: Act, *, repayment_id: int) -> int:
    """Posts the voucher and tells the adult; answers the voucher's id. The money goes back to the sources it came from.

    Refusals, in order: already_decided, own_work, hours_changed (八.4b), books_closed.
    """
    book = lock_book(Repayment.objects.values_list("school_id", flat=True).get(pk=repayment_id))
    row = undecided_repayment(repayment_id)
    demand_other(act, row.recorded_by_id)
    _demand_same_hours(row)
    use = TEACHER_PAY if row.staff.role in TEACHERS else EXTERNAL_PAY
    parts = back_to(use, row.amount, drawn(row.school_id, row.term_id, use))
    draft = Draft("repayment", f"repayment:{row.pk}", lines_back(use, parts), f"收据 {row.receipt}")
    voucher = post(act, book, row.term_id, [draft])[0]
    decide(act, row, "confirmed")
    tell(
        act, [row.staff.account_id] if row.staff.account_id else [], kind="repayment", title="退回的补助已经入账",
        body=f"退回 {yuan_from_fen(row.amount)} 元，收据 {row.receipt}", link="/teacher/pay/", school_id=row.school_id,
        once=f"repayment:{row.pk}",
    )  # fmt: skip
    return voucher


def undecided_repayment(repayment_id: int) -> Repayment:
    row = Repayment.objects.select_related("staff").get(pk=repayment_id)
    if row.state != "recorded":
        raise Refusal("already_decided", "这笔退回已经办过了", satisfied_by="刷新页面看结果")
    return row


def decide(act: Act, row: Repayment, state: str) -> None:
    row.state, row.decided_by_id, row.decided_at = state, act.account_id, act.at
    row.save(update_fields=["state", "decided_by", "decided_at"])


def _demand_same_hours(row: Repayment) -> None:
    """Since it was recorded, the record of no duty in it has changed."""
    over = too_much(row.school_id, org.term(row.term_id), but_repayment=row.pk).get(row.staff_id, [])
    stands = {each.duty_id: (-each.minutes, -each.amount) for each in over}
    rows = RepaidDuty.objects.filter(repayment=row).values_list("duty_id", "minutes", "amount")
    differs = sum(stands.get(duty) != (minutes, fen) for duty, minutes, fen in rows)
    if differs:
        says = f"记下以后，{differs} 次值守的记录改过"
        raise Refusal("hours_changed", says, clause="八.4b", satisfied_by="先不确认，按现在的记录重新记")
