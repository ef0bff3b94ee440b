"""What a bill would be by the record as it stands now, and what of a bill still goes back to the family."""

from dataclasses import dataclass

from django.db.models import Sum

from kehou.fund.billing import Charge, rates_in
from kehou.fund.models import Bill, Refund
from kehou.fund.tariff import charges, tariff_for


def by_the_record(bill: Bill) -> Charge:
    """By days served now, each with the waiver it was granted or a better one; nothing where the child served no day.

    SQL: about 14.

    Refusals: those of tariff_for. Source: wuhai-2021-92 八.3c; the plan's `fees.refund`; invariant I6.
    """
    tariff = tariff_for(bill.school_id, bill.term_id, bill.period)
    found = charges(tariff, [bill.pupil_id], granted=rates_in(bill.provenance)).get(bill.pupil_id)
    nothing = {**bill.provenance, "days": [], "lessons": 0, "before_cap": 0}
    nothing.pop("rates", None)
    return found[1] if found else Charge(0, 0, nothing)


@dataclass(frozen=True, slots=True)
class Standing:
    """A bill's fen as they are kept; see `Bill`."""

    charged: int
    waived: int
    paid: int
    refunded: int
    surplus: int
    returned: int

    @property
    def receivable(self) -> int:
        return self.charged - self.waived - self.paid + self.surplus

    @property
    def owed_back(self) -> int:
        return self.surplus - self.returned

    def charged_anew(self, charged: int, waived: int) -> "Standing":
        """The same payments under another charge.

        What is paid beyond it is surplus; what went back before explains surplus first, and only the rest lowers the charge.
        What was returned stays returned: a bill that rises again is owed again.
        """
        surplus = max(self.paid - (charged - waived), self.returned)
        gone = self.refunded + self.returned
        returned = min(surplus, gone)
        return Standing(charged, waived, self.paid, gone - returned, surplus, returned)

    def paid_less(self, amount: int) -> "Standing":
        """Without a payment that never was. amount: fen, at most paid - refunded - returned."""
        paid = self.paid - amount
        surplus = max(paid - (self.charged - self.waived), self.returned)
        return Standing(self.charged, self.waived, paid, self.refunded, surplus, self.returned)


def standing(bill: Bill) -> Standing:
    return Standing(bill.charged, bill.waived, bill.paid, bill.refunded, bill.surplus, bill.returned)


def waiting(bill: Bill) -> int:
    """fen prepared for this bill and not yet decided. SQL: 1."""
    return Refund.objects.filter(bill=bill, state="prepared").aggregate(fen=Sum("amount"))["fen"] or 0
