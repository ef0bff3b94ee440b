"""Money as policy facts, under pseudonyms: s00012 a pupil, t012 an adult. Amounts are fen, hours exact decimals.

What was taken back by a reversal in the same ledger never was: neither it nor its mirror image is told. What happens after
another term's ledger took over stands in that one's tables: docs/decisions/the-edge-of-a-term.md
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from kehou.fund.accounts import CASH, USES
from kehou.fund.ledger import carried, runs_until
from kehou.fund.models import Appraisal, Bill, Entry, PaidDuty, PayAdjustment, Payment, Refund, RepaidDuty
from kehou.fund.workload import MINUTES
from kehou.ground.fen import Fen
from kehou.kernel.clock import LOCAL
from kehou.org import queries as org
from kehou.people import queries as people
from kehou.policy.facts import records
from kehou.staff.queries import staff_key

__all__ = ["appraisals", "bills", "fund", "payouts", "staff_key"]

COMES_BACK = ("reversal", "repayment")


def _day(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def _pupil_key(number: int) -> str:
    return f"s{number:05d}"


def hours(minutes: int) -> Decimal:
    """Hours with two decimals, rounded down, so that a record never tells more than was worked: 50 → 0.83."""
    return Decimal(minutes * 100 // MINUTES).scaleb(-2)


def bills(school_id: int, term_id: int) -> tuple[records.BillLine, ...]:
    """Charges with waivers as they stand after corrections, then payments, then refunds; each by time. SQL: 6.

    Payments that came after the term's ledger ended reached the next one's fund: they are told there, as its `carried`.
    """
    live = Bill.objects.filter(school_id=school_id, term_id=term_id, voided_at=None)
    until = runs_until(school_id, term_id)
    return (*_charges(live.order_by("issued_at", "pk")), *_payments(live, until), *_refunds(live))


def _line(
    pupil: int, period: str, kind: str, fen: int, at: datetime, source: str, days: int | None = None
) -> records.BillLine:
    return records.BillLine(_pupil_key(pupil), period, kind, Fen(fen), _day(at), days, source)


def _charges(rows: QuerySet[Bill]) -> Iterator[records.BillLine]:
    for pk, pupil, period, charged, waived, issued, days in rows.values_list(
        "pk", "pupil__number", "period", "charged", "waived", "issued_at", "days_served"
    ):
        yield _line(pupil, period, "charge", charged, issued, f"bill:{pk}", days)
        if waived:
            yield _line(pupil, period, "waiver", waived, issued, f"bill:{pk}")


def _payments(live: QuerySet[Bill], until: date | None) -> Iterator[records.BillLine]:
    rows = Payment.objects.filter(bill__in=live.values("pk"), reversed_at=None)
    rows = rows.filter(at__lt=_start(until)) if until else rows
    for pk, pupil, period, amount, at in rows.order_by("at", "pk").values_list(
        "pk", "bill__pupil__number", "bill__period", "amount", "at"
    ):
        yield _line(pupil, period, "payment", amount, at, f"payment:{pk}")


def _refunds(live: QuerySet[Bill]) -> Iterator[records.BillLine]:
    """Money back; and what was moved to another bill: there it is a payment, so here it is a refund."""
    moved = Payment.objects.filter(carried_from__in=live.values("pk"), reversed_at=None).order_by("at", "pk")
    for pk, pupil, period, amount, at in moved.values_list(
        "pk", "carried_from__pupil__number", "carried_from__period", "amount", "at"
    ):
        yield _line(pupil, period, "refund", amount, at, f"payment:{pk}")
    rows = Refund.objects.filter(bill__in=live.values("pk"), state="paid").order_by("approved_at", "pk")
    for pk, pupil, period, amount, approved, prepared in rows.values_list(
        "pk", "bill__pupil__number", "bill__period", "amount", "approved_at", "prepared_at"
    ):
        yield _line(pupil, period, "refund", amount, approved or prepared, f"refund:{pk}")


def fund(school_id: int, term_id: int) -> tuple[records.FundMovement, ...]:
    """Every movement of money, by voucher; last term's balance first, what families moved between terms last. SQL: 7.

    What settles something of an earlier term moves what was carried over, on its own day: a bill paid late, a fee that goes
    back, a booking taken back, pay given back. Pay that goes out late is what it was spent on.
    """
    opening = org.term(term_id).first_day
    found = [
        records.FundMovement(opening, "carried", Fen(fen), "上期结转", f"carried:{source}")
        for source, fen in carried(school_id, term_id).items()
    ]
    same = F("voucher__term_id")
    rows = Entry.objects.filter(school_id=school_id, voucher__term_id=term_id, account__in=(CASH, *USES))
    rows = rows.exclude(voucher__reverses__term_id=same).exclude(voucher__reversed_by__term_id=same)
    fields = (
        "account", "source", "amount", "voucher__kind", "voucher__origin_id", "voucher__at", "voucher__number"
    )  # fmt: skip
    for account, source, amount, kind, origin, at, number in rows.order_by("voucher__number", "pk").values_list(
        *fields
    ):
        what = _what(account, source, kind, late=origin is not None)
        if what:
            fen = -amount if account in USES else amount
            found.append(records.FundMovement(_day(at), what, Fen(fen), f"第{number}号", f"voucher:{number}"))
    return (*found, *_moved_between_terms(school_id, term_id))


def _what(account: str, source: str, kind: str, *, late: bool) -> str:
    """Under what an entry of cash or of a use is told; "": another entry of its voucher tells it.

    late: its voucher settles something of an earlier term.
    """
    comes_back = kind in COMES_BACK
    if account in USES:
        return "" if late and comes_back else account
    if kind == "carried" or (late and (comes_back or kind in ("payment", "refund"))):
        return "carried"
    return source if kind in ("subsidy", "on_behalf", "payment", "refund") else ""


def _moved_between_terms(school_id: int, term_id: int) -> Iterator[records.FundMovement]:
    """What a family had over in one term and wanted on a bill of another: no money moves, but it changes its term."""
    own = Q(bill__term_id=term_id, carried_from__term_id=term_id)
    rows = Payment.objects.filter(school_id=school_id, reversed_at=None, channel="surplus").exclude(own)
    rows = rows.filter(
        Q(bill__term_id=term_id) | Q(carried_from__term_id=term_id), at__gte=_start(org.term(term_id).first_day)
    )
    until = runs_until(school_id, term_id)
    rows = rows.filter(at__lt=_start(until)) if until else rows
    for row in rows.select_related("bill").order_by("at", "pk"):
        fen = row.amount if row.bill.term_id == term_id else -row.amount
        for what, part in (("carried", -fen), ("service_fee", fen)):
            yield records.FundMovement(_day(row.at), what, Fen(part), "抵账单", f"payment:{row.pk}")


def appraisals(school_id: int, term_id: int) -> tuple[records.Appraisal, ...]:
    """By the adults' numbers. SQL: 1."""
    rows = Appraisal.objects.filter(school_id=school_id, term_id=term_id).select_related("staff")
    return tuple(
        records.Appraisal(
            staff_key(row.staff.number), row.sessions, hours(row.minutes),
            None if row.score is None else Decimal(row.score), row.closed_on, f"appraisal:{row.staff.number}",
        )
        for row in rows.order_by("staff__number")
    )  # fmt: skip


def payouts(school_id: int, term_id: int) -> tuple[records.Payout, ...]:
    """What was paid, one row per adult, run and month in which the duties were. SQL: 4.

    A difference that a later run paid or kept back, or that the adult gave back, belongs to the row of the duty's own
    payment: a row says what its lessons came to in the end. So no row is below zero, and the rows add up to what left the fund.
    """
    run = {"line__run__school_id": school_id, "line__run__term_id": term_id, "line__run__state": "paid"}
    differences = {
        row["duty_id"]: (row["m"], row["fen"])
        for row in PayAdjustment.objects.filter(**run).values("duty_id").annotate(m=Sum("minutes"), fen=Sum("amount"))
    }
    repaid = RepaidDuty.objects.filter(
        repayment__school_id=school_id, repayment__term_id=term_id, repayment__state="confirmed"
    )
    for given, less, back in repaid.values_list("duty_id", "minutes", "amount"):
        known = differences.get(given, (0, 0))
        differences[given] = (known[0] - less, known[1] - back)
    numbers = people.staff_numbers(school_id)
    found: dict[tuple[int, int, str], tuple[date, int, int]] = {}
    rows = PaidDuty.objects.filter(**run).order_by("line__run__approved_at", "line_id", "date", "duty_id")
    for duty, line, staff, approved, on, minutes, amount in rows.values_list(
        "duty_id", "line_id", "line__staff_id", "line__run__approved_at", "date", "minutes", "amount"
    ):
        if approved is None:
            continue
        key = (line, staff, f"{on:%Y-%m}")
        more_minutes, more_fen = differences.get(duty, (0, 0))
        at, before, fen = found.get(key, (_day(approved), 0, 0))
        found[key] = (at, before + minutes + more_minutes, fen + amount + more_fen)
    return tuple(
        records.Payout(staff_key(numbers[staff]), month, Fen(fen), at, hours(minutes), f"payline:{line}")
        for (line, staff, month), (at, minutes, fen) in found.items()
    )
