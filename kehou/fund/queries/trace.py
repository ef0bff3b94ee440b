"""One fen, back to where it came from: a voucher → a bill or a pay line → dates → lessons."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Value

from kehou.day import queries as day
from kehou.fund.models import Bill, BillCorrection, PaidDuty, PayAdjustment, Payment, Refund, RepaidDuty, Voucher


@dataclass(frozen=True, slots=True)
class TraceLine:
    """A lesson that a sum rests on. amount: its own fen where pay is shared by duty, else None; minutes likewise.
    why: where it is the difference of a duty paid before, what changed.
    came, left: when the adult signed in and out, as the record stands."""

    date: date
    starts: datetime
    lesson: str
    minutes: int | None = None
    fen_per_hour: int | None = None
    amount: int | None = None
    staff_id: int | None = None
    why: str = ""
    came: datetime | None = None
    left: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """about: bill, payment, refund, correction, run, repayment or movement; about_id: of the bill, the run or the repayment;
    fen as the voucher moved it; lessons in order."""

    about: str
    about_id: int | None
    fen: int
    lessons: tuple[TraceLine, ...]


def bill_lessons(bill: Bill) -> tuple[TraceLine, ...]:
    """What a bill charges for, as it stands. SQL: 1."""
    charged = [session for _, sessions in bill.provenance.get("days", []) for session in sessions]
    known = day.session_names(charged)
    return tuple(TraceLine(*known[session]) for session in charged if session in known)


def pay_lessons(**which: int) -> tuple[TraceLine, ...]:
    """Duties behind a line (`line_id=`) or a run (`line__run_id=`), by date. SQL: 1."""
    rows = PaidDuty.objects.filter(**which).order_by("date", "duty__session__planned_start", "pk")
    fields = rows.values_list(
        "date", "duty__session__planned_start", "duty__session__section__name", "minutes", "fen_per_hour", "amount",
        "line__staff_id", Value(""), "duty__in_at", "duty__out_at",
    )  # fmt: skip
    return tuple(TraceLine(*row) for row in fields)


def pay_changes(**which: int) -> tuple[TraceLine, ...]:
    """Differences of duties paid before, behind a line or a run, by date. SQL: 1."""
    rows = PayAdjustment.objects.filter(**which).order_by("date", "duty__session__planned_start", "pk")
    fields = rows.values_list(
        "date", "duty__session__planned_start", "duty__session__section__name", "minutes", "fen_per_hour", "amount",
        "line__staff_id", "why", "duty__in_at", "duty__out_at",
    )  # fmt: skip
    return tuple(TraceLine(*row) for row in fields)


def repaid_lessons(repayment_id: int) -> tuple[TraceLine, ...]:
    """Duties whose pay, or a part of it, was given back, by date; amounts below zero. SQL: 1."""
    rows = RepaidDuty.objects.filter(repayment_id=repayment_id).order_by("date", "duty__session__planned_start", "pk")
    fields = rows.annotate(less_minutes=-F("minutes"), less=-F("amount")).values_list(
        "date", "duty__session__planned_start", "duty__session__section__name", "less_minutes", "fen_per_hour", "less",
        "repayment__staff_id", "why", "duty__in_at", "duty__out_at",
    )  # fmt: skip
    return tuple(TraceLine(*row) for row in fields)


def trace_fen(voucher_id: int) -> Trace:
    """SQL: ≤ 4. Errors: Voucher.DoesNotExist. Source: invariants I6, I7."""
    voucher = Voucher.objects.get(pk=voucher_id)
    about, _, number = voucher.ref.partition(":")
    if about == "run":
        lessons = (*pay_lessons(line__run_id=int(number)), *pay_changes(line__run_id=int(number)))
        return Trace("run", int(number), sum(line.amount or 0 for line in lessons), lessons)
    if about == "repayment":
        lessons = repaid_lessons(int(number))
        return Trace("repayment", int(number), -sum(line.amount or 0 for line in lessons), lessons)
    if about == "bill":
        bill = Bill.objects.get(pk=int(number))
        return Trace("bill", bill.pk, bill.charged, bill_lessons(bill))
    if about == "payment":
        payment = Payment.objects.select_related("bill").get(pk=int(number))
        return Trace("payment", payment.bill_id, payment.amount, bill_lessons(payment.bill))
    if about == "refund":
        refund = Refund.objects.select_related("bill").get(pk=int(number))
        return Trace("refund", refund.bill_id, refund.amount, bill_lessons(refund.bill))
    if about == "correction":
        note = BillCorrection.objects.select_related("bill").get(pk=int(number))
        fen = note.charged_after - note.waived_after - note.charged_before + note.waived_before
        return Trace("correction", note.bill_id, fen, bill_lessons(note.bill))
    return Trace("movement", None, 0, ())
