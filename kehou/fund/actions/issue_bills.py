"""Bills for a period, from days served."""

from datetime import timedelta

from django.db.models import F

from kehou.fund.accounts import FEE, RECEIVABLE, WAIVER
from kehou.fund.actions.carry_surplus import carry_on
from kehou.fund.actions.posting import lock_book, post
from kehou.fund.billing import Charge, period_text
from kehou.fund.ledger import Draft
from kehou.fund.models import Bill
from kehou.fund.permits import MAKER
from kehou.fund.tariff import Tariff, charges, demand_rolls, tariff_for
from kehou.ground.refusal import Refusal
from kehou.ground.school_day import date_text
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import News, tell_each
from kehou.kernel.secrets import opaque_id
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import at_school

DAYS_TO_PAY = 10


@action(allow=[at_school(MAKER)])
def issue_bills(act: Act, *, school_id: int, term_id: int, period: str) -> int:
    """One bill for every child who was served in the period and has none yet; answers how many are new.

    Can be run again: a child whose roll was called late gets its bill then. A fee of 0 fen makes no bill. What families
    paid too much and want on their next bill is moved there.
    SQL: about 20, and one more for every hundred bills.
    Refusals, in order: those of tariff_for, period_running, roll_call_missing (八.5c), books_closed.
    """
    book = lock_book(school_id)
    tariff = tariff_for(school_id, term_id, period)
    if act.today < tariff.period.last:
        says = f"{period_text(period)}还没有结束，{date_text(tariff.period.last)}以后才能出账单"
        raise Refusal("period_running", says, clause="二.2", satisfied_by="上完再收，按实际参加的天数算")
    demand_rolls(tariff)
    there = set(
        Bill.objects.filter(school_id=school_id, period=period, voided_at=None).values_list("pupil_id", flat=True)
    )
    owed = {child: due for child, (_, due) in charges(tariff).items() if child not in there and due.charged}
    bills = Bill.objects.bulk_create([_bill(act, tariff, child, due) for child, due in owed.items()])
    if bills:
        post(act, book, term_id, [_draft(bill) for bill in bills])
        over = Bill.objects.filter(school_id=school_id, carry=True, surplus__gt=F("returned"))
        carry_on(act, book, list(over.order_by("issued_at", "pk")))
        _tell(act, period, bills)
    return len(bills)


def _bill(act: Act, tariff: Tariff, child: int, due: Charge) -> Bill:
    return Bill(
        **scope(tariff.school_id), term_id=tariff.term_id, pupil_id=child, period=tariff.period.key,
        days_served=len(due.why["days"]), charged=due.charged, waived=due.waived, provenance=due.why,  # type: ignore[arg-type]
        issued_at=act.at, due_on=act.today + timedelta(days=DAYS_TO_PAY),
    )  # fmt: skip


def _draft(bill: Bill) -> Draft:
    lines = (
        (RECEIVABLE, "service_fee", bill.charged - bill.waived),
        (WAIVER, "service_fee", bill.waived),
        (FEE, "service_fee", -bill.charged),
    )
    return Draft("charge", f"bill:{bill.pk}", lines)


def _tell(act: Act, period: str, bills: list[Bill]) -> None:
    """A letter for each child, which leads to that child's bill; no reason in it."""
    school_id, of = bills[0].school_id, [bill.pupil_id for bill in bills]
    guardians = people.guardian_accounts(of, act.at)
    names = {child.id: people.given_name(child.name) for child in people.pupils(school_id, ids=of, also_left=True)}
    news = [
        News(
            guardians.get(bill.pupil_id, []),
            title=f"{names[bill.pupil_id]} {period_text(period)}的课后服务账单出来了",
            body=f"按实际参加的天数算，点开看每一天。请在 {date_text(bill.due_on)}前付"
            if bill.charged > bill.waived
            else "按实际参加的天数算，这次不用付款",
            link=f"/family/bills/{opaque_id('bill', bill.pk)}/",
        )
        for bill in bills
    ]
    tell_each(act, news, kind="bill", school_id=school_id)
