"""The second person lets a pay-out go out."""

from kehou.day import queries as day
from kehou.fund import ledger
from kehou.fund.accounts import EXTERNAL_PAY, TEACHER_PAY
from kehou.fund.actions.approve_refund import demand_other
from kehou.fund.actions.posting import lock_book, post, too_small
from kehou.fund.adjusting import changed
from kehou.fund.billing import period_text
from kehou.fund.ledger import Draft
from kehou.fund.models import PaidDuty, PayAdjustment, PayLine, PayRun
from kehou.fund.permits import CHECKER, at_run
from kehou.fund.spending import lines_for
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.org import queries as org
from kehou.people.queries import TEACHERS


@action(allow=[at_run(CHECKER)])
def approve_pay_out(act: Act, *, run_id: int) -> int:
    """Posts the voucher and tells everybody who is paid; answers the voucher's id, 0 where differences cancel out.

    Refusals, in order: already_decided, own_work, hours_changed (八.4b), fund_too_small (八.4c), books_closed.
    """
    book = lock_book(PayRun.objects.values_list("school_id", flat=True).get(pk=run_id))
    run = undecided_run(run_id)
    demand_other(act, run.prepared_by_id)
    _demand_same_hours(run)
    lines = list(PayLine.objects.filter(run=run).select_related("staff"))
    owed = {TEACHER_PAY: 0, EXTERNAL_PAY: 0}
    for line in lines:
        owed[TEACHER_PAY if line.staff.role in TEACHERS else EXTERNAL_PAY] += line.amount
    moves = lines_for(owed, there := ledger.cash(run.school_id))
    if moves is None:
        raise too_small(run.total, sum(there.values()))
    voucher = post(act, book, run.term_id, [Draft("pay_out", f"run:{run.pk}", moves)])[0] if moves else 0
    run.state, run.approved_by_id, run.approved_at = "paid", act.account_id, act.at
    run.save(update_fields=["state", "approved_by", "approved_at"])
    tell(
        act, [line.staff.account_id for line in lines if line.staff.account_id], kind="pay_out",
        title=f"{period_text(run.period)}的课后服务补助已发放", body="打开“补助”看每一次课算了多少",
        link="/teacher/pay/", school_id=run.school_id, once=f"run:{run.pk}",
    )  # fmt: skip
    return voucher


def undecided_run(run_id: int) -> PayRun:
    run = PayRun.objects.get(pk=run_id)
    if run.state != "prepared":
        raise Refusal("already_decided", "这次发放已经办过了", satisfied_by="刷新页面看结果")
    return run


def _demand_same_hours(run: PayRun) -> None:
    """Since it was worked out, the record of no duty in it has changed."""
    term = org.term(run.term_id)
    now = {stay.duty_id: stay.minutes for stay in day.stays(run.school_id, term.first_day, term.last_day)}
    counted = PaidDuty.objects.filter(line__run=run).values_list("duty_id", "minutes")
    differs = sum(now.get(duty) != minutes for duty, minutes in counted)
    settled = list(PayAdjustment.objects.filter(line__run=run).values_list("duty_id", "minutes"))
    if settled:
        stands = {c.duty_id: c.minutes for c in changed(run.school_id, term.first_day, term.last_day, but_run=run.pk)}
        differs += sum(stands.get(duty) != minutes for duty, minutes in settled)
    if differs:
        says = f"算好以后，{differs} 次值守的记录改过"
        raise Refusal("hours_changed", says, clause="八.4b", satisfied_by="作废这一次，按现在的记录重新算")
