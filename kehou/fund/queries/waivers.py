"""Bills whose waiver is less than the child's aid gives now: the aid officer asks the office to correct them (八.3c)."""

from collections.abc import Mapping
from dataclasses import dataclass

from kehou.fund.billing import rates_in, waiver_rates
from kehou.fund.models import Bill
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people.aid import Aid
from kehou.people.permits import at_school_of
from kehou.plan import queries as plan


@dataclass(frozen=True, slots=True)
class BillBehind:
    """days: of the bill, on which less is waived than the aid in force on them gives by the filed plan."""

    id: int
    period: str
    days: int


@dataclass(frozen=True, slots=True)
class Waivers:
    """behind: live bills, latest first; categories: for which the term's filed plan waives something."""

    behind: tuple[BillBehind, ...]
    categories: tuple[str, ...]


@query(allow=[at_school_of("people.Pupil", "child_id", "aid_officer")])
def waivers_for(act: Act, *, child_id: int, school_id: int, term_id: int | None, aid: Aid) -> Waivers:
    """What a child's aid does to its bills. aid: as the page about it was read.

    SQL: 2 (the bills, the term's plan), one more for each other term that has bills, and the permit's.
    """
    plans = {term_id: _rates(school_id, term_id)} if term_id else {}
    found = []
    for bill in Bill.objects.filter(pupil_id=child_id, voided_at=None).order_by("-issued_at", "-pk")[:24]:
        if bill.term_id not in plans:
            plans[bill.term_id] = _rates(bill.school_id, bill.term_id)
        best = plans[bill.term_id]
        behind = sum(
            rate < max((best.get(category, 0) for category in aid.on(day)), default=0)
            for day, rate in rates_in(bill.provenance).items()
        )
        if behind:
            found.append(BillBehind(bill.pk, bill.period, behind))
    categories = plans[term_id] if term_id else {}
    return Waivers(tuple(found), tuple(category for category, rate in categories.items() if rate))


def _rates(school_id: int, term_id: int) -> Mapping[str, int]:
    """Category → rate by the latest filed plan. SQL: 1."""
    document = plan.filed_document(school_id, term_id)
    fees = plan.plan_of(document).fees if document else None
    return waiver_rates(fees) if fees else {}
