"""A school's money of a term in a few figures; asked by other rooms and the district."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum

from kehou.fund import ledger
from kehou.fund.accounts import USES
from kehou.fund.models import Appraisal, Bill, Entry, PayRun


@dataclass(frozen=True, slots=True)
class FundSummary:
    """fen, and how far the term's money steps are. balance by source; spent by use; bills: how many, unpaid: of them."""

    balance: dict[str, int]
    spent: dict[str, int]
    bills: int
    charged: int
    waived: int
    paid: int
    refunded: int
    unpaid_bills: int
    appraised: int
    appraisals: int
    paid_periods: tuple[str, ...]

    @property
    def outstanding(self) -> int:
        return self.charged - self.waived - self.paid

    @property
    def total(self) -> int:
        return sum(self.balance.values())


def fund_summary(school_id: int, term_id: int) -> FundSummary:
    """SQL: 5."""
    bills = Bill.objects.filter(school_id=school_id, term_id=term_id, voided_at=None).aggregate(
        n=Count("pk"), sum_charged=Sum("charged", default=0), sum_waived=Sum("waived", default=0), sum_paid=Sum("paid", default=0),
        sum_refunded=Sum("refunded", default=0), unpaid=Count("pk", filter=Q(charged__gt=F("waived") + F("paid"))),
    )  # fmt: skip
    uses = Entry.objects.filter(school_id=school_id, voucher__term_id=term_id, account__in=USES).values("account")
    marks = Appraisal.objects.filter(school_id=school_id, term_id=term_id).aggregate(
        n=Count("pk"), closed=Count("pk", filter=Q(closed_on__isnull=False))
    )
    runs = PayRun.objects.filter(school_id=school_id, term_id=term_id, state="paid").order_by("period")
    return FundSummary(
        balance=ledger.cash(school_id),
        spent={row["account"]: row["fen"] for row in uses.annotate(fen=Sum("amount")).order_by("account")},
        bills=bills["n"],
        charged=bills["sum_charged"],
        waived=bills["sum_waived"],
        paid=bills["sum_paid"],
        refunded=bills["sum_refunded"],
        unpaid_bills=bills["unpaid"],
        appraised=marks["closed"],
        appraisals=marks["n"],
        paid_periods=tuple(runs.values_list("period", flat=True)),
    )
