"""What was paid for a duty whose record changed since: the difference goes with a later run, the paid run stays (I7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Sum

from kehou.day import queries as day
from kehou.fund.models import PaidDuty, PayAdjustment, RepaidDuty
from kehou.fund.workload import MINUTES, AdultPay, Changed, adults
from kehou.people.queries import StaffInfo


def difference(minutes: int, amount: int, fen_per_hour: int, now: int) -> int:
    """fen to add to what a duty was paid: minutes and amount were paid, now minutes stand in the record.

    Half up like the line itself, never more back than was paid, and all of it where nothing remains.
    """
    if now == 0:
        return -amount
    more = now - minutes
    fen = (abs(more) * fen_per_hour + MINUTES // 2) // MINUTES
    return fen if more > 0 else -min(fen, amount)


def changed(
    school_id: int, first: date, last: date, *, but_run: int | None = None, but_repayment: int | None = None
) -> list[Changed]:
    """Duties paid between the days whose minutes are others now, oldest first; what was settled counts as settled.

    but_run, but_repayment: whose own differences do not count. SQL: 4.
    """
    paid = PaidDuty.objects.filter(school_id=school_id, date__range=(first, last), line__run__state="paid")
    settled = PayAdjustment.objects.filter(school_id=school_id, date__range=(first, last)).exclude(
        line__run__state="dropped"
    )
    settled = settled.exclude(line__run_id=but_run) if but_run is not None else settled
    before: dict[int, tuple[int, int]] = {
        row["duty_id"]: (row["m"], row["fen"])
        for row in settled.values("duty_id").annotate(m=Sum("minutes"), fen=Sum("amount")).order_by()
    }
    repaid = RepaidDuty.objects.filter(school_id=school_id, date__range=(first, last))
    repaid = repaid.exclude(repayment__state="declined")
    repaid = repaid.exclude(repayment_id=but_repayment) if but_repayment is not None else repaid
    for duty, back, fen in repaid.values_list("duty_id", "minutes", "amount"):
        already = before.get(duty, (0, 0))
        before[duty] = (already[0] - back, already[1] - fen)
    now = {stay.duty_id: stay.minutes for stay in day.stays(school_id, first, last)}
    found = []
    rows = paid.order_by("date", "duty_id").values_list(
        "duty_id", "line__staff_id", "date", "minutes", "fen_per_hour", "amount"
    )
    for duty, staff, on, minutes, rate, amount in rows:
        more_minutes, more_fen = before.get(duty, (0, 0))
        minutes, amount = minutes + more_minutes, amount + more_fen
        stands = now.get(duty, 0)
        if stands != minutes:
            found.append(Changed(duty, staff, on, stands - minutes, rate, difference(minutes, amount, rate, stands)))
    return found


def settle(
    pay: Sequence[AdultPay], found: Iterable[Changed], known: Mapping[int, StaffInfo]
) -> tuple[list[AdultPay], list[Changed]]:
    """(lines with the differences that fit, differences that wait), by the adults' numbers.

    What is owed to an adult comes first, then what is kept back, oldest first, as far as the line stays above or at zero:
    the rest waits for the next run. Nobody is asked to pay back by a machine (八.4b).
    """
    lines = {line.staff.id: line for line in pay}
    waiting = []
    for each in sorted(found, key=lambda one: (one.amount < 0, one.date, one.duty_id)):
        line = lines.get(each.staff_id) or AdultPay(known[each.staff_id], ())
        if line.amount + each.amount < 0:
            waiting.append(each)
        else:
            lines[each.staff_id] = replace(line, changed=(*line.changed, each))
    return sorted(lines.values(), key=lambda line: line.staff.number), waiting


def with_differences(
    school_id: int, pay: Sequence[AdultPay], first: date, last: date, at: datetime
) -> tuple[list[AdultPay], list[Changed]]:
    """`settle` with what changed between the days. SQL: 4, and those of `adults` where something changed."""
    found = changed(school_id, first, last)
    if not found:
        return list(pay), []
    known = {line.staff.id: line.staff for line in pay}
    if any(each.staff_id not in known for each in found):
        known = adults(school_id, found, at) | known
    return settle(pay, found, known)
