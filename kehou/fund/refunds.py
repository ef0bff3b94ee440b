"""What a bill would be by the record as it stands now, and what of a bill still goes back to the family."""

from dataclasses import dataclass

from django.db.models import Sum

from kehou.fund.billing import Charge
from kehou.fund.models import Bill, Refund
from kehou.fund.tariff import charges, tariff_for


def by_the_record(bill: Bill) -> Charge:
    """By days served now, with the waiver that was granted or a better one of today; nothing where the child served no day.

    SQL: about 13.

    Refusals: those of tariff_for. Source: wuhai-2021-92 八.3c; the plan's `fees.refund`; invariant I6.
    """
    tariff, granted = tariff_for(bill.school_id, bill.term_id, bill.period), int(bill.provenance.get("rate", 0))
    found = charges(tariff, [bill.pupil_id], granted=granted).get(bill.pupil_id)
    return found[1] if found else Charge(0, 0, {**bill.provenance, "days": [], "lessons": 0, "before_cap": 0})


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
