"""The school's money over a term: subsidy, bills, payments, appraisal, pay."""

from calendar import monthrange
from datetime import date, timedelta

from kehou.fund.actions.approve_pay_out import approve_pay_out
from kehou.fund.actions.close_appraisal import close_appraisal
from kehou.fund.actions.issue_bills import issue_bills
from kehou.fund.actions.open_appraisal import open_appraisal
from kehou.fund.actions.pay_online import pay_online
from kehou.fund.actions.prepare_pay_out import prepare_pay_out
from kehou.fund.actions.record_movement import record_movement
from kehou.fund.actions.record_payment import record_payment
from kehou.fund.actions.score_appraisal import score_appraisal
from kehou.fund.actions.set_rate import set_rate
from kehou.fund.models import Appraisal, Bill
from kehou.sim.lives import SchoolLife, act_of, moment

MONTHS = ("2026-09", "2026-10", "2026-11", "2026-12", "2027-01")
FEN_PER_HOUR = 6000
SUBSIDY_PER_PUPIL = 40000  # fen a term


def start_fund(life: SchoolLife, first_day: date) -> None:
    """The district's subsidy arrives; pay rates are set."""
    act = act_of(life.holder("finance_maker"), moment(first_day, "10:00"))
    record_movement(
        act,
        school_id=life.id,
        term_id=life.term_id,
        kind="subsidy",
        amount=SUBSIDY_PER_PUPIL * len(life.children) + 100 * FEN_PER_HOUR * len(life.teachers),
        memo="区财政课后服务补贴",
    )
    for role in ("school_teacher", "retired", "institution"):
        set_rate(act, school_id=life.id, role=role, fen_per_hour=FEN_PER_HOUR, from_date=first_day)


def after(period: str) -> date:
    """The day after a month: "2026-09" → 1 October."""
    year, month = (int(part) for part in period.split("-"))
    return date(year, month, monthrange(year, month)[1]) + timedelta(days=1)


def close_month(life: SchoolLife, period: str, *, on: date | None = None) -> None:
    """Bills go out; most families pay online within days, some at the counter, a few not yet."""
    day = on or after(period)
    maker = life.holder("finance_maker")
    issue_bills(act_of(maker, moment(day, "09:00")), school_id=life.id, term_id=life.term_id, period=period)
    guardians = {child.id: child.guardian for child in life.children}
    for bill in Bill.objects.filter(school_id=life.id, term_id=life.term_id, period=period).order_by("pk"):
        owed = bill.charged - bill.waived
        way = life.rng.random()
        at = moment(day + timedelta(days=life.rng.randrange(1, 6)), "19:00", life.rng.randrange(3600))
        guardian = guardians.get(bill.pupil_id)
        if owed <= 0 or way > 0.97:
            continue
        if guardian is not None and way < 0.9:
            pay_online(act_of(guardian, at), bill_id=bill.pk, amount=owed, ref=f"sim-{bill.pk}")
        else:
            record_payment(act_of(maker, at), bill_id=bill.pk, amount=owed, ref=f"收据{bill.pk:05d}")


def appraise_and_pay(life: SchoolLife, day: date, months: tuple[str, ...] = MONTHS) -> None:
    """The term's appraisal is opened, scored and closed; then each month is paid from the lessons really held."""
    at = moment(day, "10:00")
    open_appraisal(act_of(life.coordinator, at), school_id=life.id, term_id=life.term_id)
    for row in Appraisal.objects.filter(school_id=life.id, term_id=life.term_id).order_by("pk"):
        score = life.rng.randint(80, 98)
        score_appraisal(act_of(life.coordinator, at + timedelta(minutes=5)), appraisal_id=row.pk, score=score)
    close_appraisal(act_of(life.holder("principal"), at + timedelta(hours=1)), school_id=life.id, term_id=life.term_id)
    for number, month in enumerate(months):
        when = at + timedelta(hours=2, minutes=10 * number)
        run = prepare_pay_out(
            act_of(life.holder("finance_maker"), when), school_id=life.id, term_id=life.term_id, period=month
        )
        approve_pay_out(act_of(life.holder("finance_checker"), when + timedelta(minutes=5)), run_id=run)
