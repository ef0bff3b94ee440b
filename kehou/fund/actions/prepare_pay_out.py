"""A pay-out is worked out from duties; nothing is paid until another person approves it."""

from collections.abc import Sequence

from django.db.models import QuerySet

from kehou.day import queries as day
from kehou.fund import ledger
from kehou.fund.actions.posting import lock_book, too_small
from kehou.fund.adjusting import with_differences
from kehou.fund.billing import Period, period_of, period_text
from kehou.fund.facts import appraisals, staff_key
from kehou.fund.models import PaidDuty, PayAdjustment, PayLine, PayRun
from kehou.fund.permits import MAKER
from kehou.fund.spending import lines_of
from kehou.fund.workload import AdultPay, pay_for, unpaid
from kehou.ground.fen import Fen
from kehou.ground.refusal import Refusal
from kehou.ground.school_day import date_text
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.people.permits import at_school
from kehou.plan import queries as plan
from kehou.policy.facts.records import Payout
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import load_packs
from kehou.policy.rule import all_rules


@action(allow=[at_school(MAKER)])
def prepare_pay_out(act: Act, *, school_id: int, term_id: int, period: str) -> int:
    """Answers the run's id. period: a month, or the term's key for what came late, as often as something does. Each line's
    provenance is one PaidDuty per duty, none in two runs, and one PayAdjustment per duty whose record changed since.

    Refusals, in order: no_such_period, period_running, run_exists, nothing_earned, appraisal_open (八.4e),
    fund_too_small (八.4c).
    """
    lock_book(school_id)
    term = org.term(term_id)
    found = period_of(period, term)
    if found is None:
        raise Refusal("no_such_period", "请选这学期的一个月", fields={"period": "请选这学期的一个月"})
    if act.today < found.last:
        says = f"{period_text(period)}还没有结束，{date_text(found.last)}以后才能算补助"
        raise Refusal("period_running", says, clause="八.4b", satisfied_by="上完、点了名再算")
    runs = PayRun.objects.filter(school_id=school_id, term_id=term_id).exclude(state="dropped")
    period = _again(runs, term.key) if period.startswith(term.key) else period
    if runs.filter(period=period).exists():
        raise Refusal("run_exists", f"{period_text(period)}的补助已经算过", satisfied_by="打开那一次看；要重算先作废它")
    paid_months = set(runs.filter(state="paid").values_list("period", flat=True))
    pay, _ = pay_for(school_id, unpaid(school_id, term.first_day, found, paid_months), act.at)
    pay, _ = with_differences(school_id, pay, term.first_day, term.last_day, act.at)
    if not any(each.amount or each.changed for each in pay):
        raise Refusal(
            "nothing_earned",
            f"{period_text(period)}没有要发的补助",
            clause="八.4b",
            satisfied_by="课上了、点了名、定了标准再算",
        )
    _demand_appraisal(act, school_id, term_id, found, pay)
    total = sum(each.amount for each in pay)
    if lines_of(pay, there := ledger.cash(school_id)) is None:
        raise too_small(total, sum(there.values()))
    run = PayRun.objects.create(
        **scope(school_id), term_id=term_id, period=period, state="prepared", total=total,
        prepared_by_id=act.account_id, prepared_at=act.at,
    )  # fmt: skip
    _write_lines(run, pay)
    return run.pk


def _again(runs: QuerySet[PayRun], key: str) -> str:
    """The key of the next run for a whole term: what comes late may come more than once. SQL: 1."""
    paid = runs.filter(period__startswith=key, state="paid").count()
    return f"{key}+{paid + 1}" if paid else key


def _write_lines(run: PayRun, pay: Sequence[AdultPay]) -> None:
    where = scope(run.school_id)
    lines = PayLine.objects.bulk_create(
        PayLine(**where, run=run, staff_id=each.staff.id, minutes=each.minutes, amount=each.amount) for each in pay
    )
    PaidDuty.objects.bulk_create(
        PaidDuty(
            **where, duty_id=duty.duty_id, line=line, date=duty.date, minutes=duty.minutes,
            fen_per_hour=duty.fen_per_hour, amount=duty.amount,
        )
        for line, each in zip(lines, pay, strict=True)
        for duty in each.earned
    )  # fmt: skip
    reasons = day.why_changed([each.duty_id for line in pay for each in line.changed])
    PayAdjustment.objects.bulk_create(
        PayAdjustment(
            **where, line=line, duty_id=each.duty_id, date=each.date, minutes=each.minutes,
            fen_per_hour=each.fen_per_hour, amount=each.amount, why=reasons[each.duty_id][0][:100],
            correction_id=reasons[each.duty_id][1],
        )
        for line, one in zip(lines, pay, strict=True)
        for each in one.changed
    )  # fmt: skip


def _demand_appraisal(act: Act, school_id: int, term_id: int, period: Period, pay: Sequence[AdultPay]) -> None:
    """The rule that judges the record at night judges the pay-out before it is one. Outside people are paid by contract."""
    teachers = {staff_key(each.staff.number): each for each in pay if each.staff.is_teacher}
    wanted = tuple(Payout(key, period.key, Fen(each.amount), act.today) for key, each in teachers.items())
    facts = TermFacts(appraisal=appraisals(school_id, term_id), payouts=wanted)
    filed = plan.filed_plan(school_id, term_id)
    law = load_packs(filed.policy if filed else ("wuhai-2021-92",))
    problems = list(all_rules()["payout-without-appraisal"].run(facts, law.params(act.today)))
    if problems:
        names = [teachers[str(problem.evidence["adult"])].staff.name for problem in problems]
        shown = "、".join(names[:3]) + (" 等" if len(names) > 3 else "")
        raise Refusal(
            "appraisal_open", f"{len(names)} 位老师的考评还没有结束，补助发不了。{shown}",
            clause="八.4e", satisfied_by="给每个人记分，由校长结束考评，再算补助",
        )  # fmt: skip
