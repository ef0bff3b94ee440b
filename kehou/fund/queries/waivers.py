"""Bills whose waiver is less than the child's aid gives now: the aid officer asks the office to correct them (八.3c)."""

from dataclasses import dataclass

from kehou.fund.billing import rates_in, waiver_rates
from kehou.fund.models import Bill
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people.aid import Aid, aid_of
from kehou.people.permits import at_school_of
from kehou.plan import queries as plan


@dataclass(frozen=True, slots=True)
class BillBehind:
    """days: of the bill, on which less is waived than the aid in force on them gives by the filed plan."""

    id: int
    period: str
    days: int


@query(allow=[at_school_of("people.Pupil", "child_id", "aid_officer")])
def bills_behind(act: Act, *, child_id: int) -> list[BillBehind]:
    """A child's live bills, latest first. SQL: 3, one more for each term, and the permit's."""
    aid = aid_of([child_id]).get(child_id, Aid())
    found, plans = [], {}
    for bill in Bill.objects.filter(pupil_id=child_id, voided_at=None).order_by("-issued_at", "-pk")[:24]:
        if bill.term_id not in plans:
            filed = plan.filed_plan(bill.school_id, bill.term_id)
            plans[bill.term_id] = waiver_rates(filed.fees) if filed and filed.fees else {}
        best = plans[bill.term_id]
        behind = sum(
            rate < max((best.get(category, 0) for category in aid.on(day)), default=0)
            for day, rate in rates_in(bill.provenance).items()
        )
        if behind:
            found.append(BillBehind(bill.pk, bill.period, behind))
    return found


@query(allow=[at_school_of("people.Pupil", "child_id", "aid_officer")])
def plan_categories(act: Act, *, child_id: int, school_id: int, term_id: int) -> list[str]:
    """Categories that the filed plan waives something for. SQL: 2 and the permit's."""
    filed = plan.filed_plan(school_id, term_id)
    return [w.category for w in filed.fees.waivers if w.rate] if filed and filed.fees else []
