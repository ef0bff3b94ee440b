"""How much of a bill goes back by rule: what was paid beyond what the record says now."""

from dataclasses import dataclass

from django.db.models import Sum

from kehou.fund.billing import Charge
from kehou.fund.models import Bill, Refund
from kehou.fund.tariff import charges, tariff_for


@dataclass(frozen=True, slots=True)
class Due:
    """fen that go back; rule: the plan's words and the figures; now: what the bill would be today."""

    fen: int
    rule: str
    now: Charge | None


def due_back(bill: Bill) -> Due:
    """By days served now and waivers in force now. SQL: about 13.

    Refusals: those of tariff_for. Source: wuhai-2021-92 八.3c; the plan's `fees.refund`; invariant I6.
    """
    tariff = tariff_for(bill.school_id, bill.term_id, bill.period)
    found = charges(tariff, [bill.pupil_id]).get(bill.pupil_id)
    now = found[1] if found else None
    owed = min(now.charged - now.waived, bill.charged - bill.waived) if now else 0
    fen = max(0, bill.paid - bill.refunded - waiting(bill) - owed)
    served = len(now.why["days"]) if now else 0  # type: ignore[arg-type]
    words = f"账单按 {bill.days_served} 天，现在的点名记录是 {served} 天"
    if served == bill.days_served:
        words = "减免后多付的退回"
    return Due(fen, words, now)


def waiting(bill: Bill) -> int:
    """fen prepared for this bill and not yet decided. SQL: 1."""
    return Refund.objects.filter(bill=bill, state="prepared").aggregate(fen=Sum("amount"))["fen"] or 0
