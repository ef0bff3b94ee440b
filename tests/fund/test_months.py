"""One October, many children: what each owes, worked out a second time from the sentences of the rules (二.2, 八.3c, I6).

The oracle below reads how a month is charged as a person would read it to a family; it shares no code with the system.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

import pytest

from kehou.day.models import Presence, Session
from kehou.enrol.models import Consent
from kehou.fund.actions.correct_bill import correct_bill
from kehou.fund.models import Bill, Voucher
from kehou.kernel.clock import LOCAL
from kehou.org.models import CalendarDay
from kehou.people.models import Pupil, PupilCare
from tests.make.fund import NOW, OCTOBER, Money, make_money, october

pytestmark = pytest.mark.django_db

STANDARD = 6000
MAKE_UP = 10  # Saturday 10 October follows Monday's timetable
OFF = 1
SCHOOL_DAYS = [d for d in range(1, 32) if d != OFF and (date(2026, 10, d).weekday() < 5 or d == MAKE_UP)]
WAIVERS = {"孤儿": 100, "城市低保": 50}


@dataclass
class Child:
    """Days of October by what the roll said; category: of aid when the bill goes out."""

    came: list[int]
    leave: list[int] = field(default_factory=list)
    absent: list[int] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)
    category: str = ""
    joined: date = date(2026, 8, 28)
    left: date | None = None


def owes(child: Child) -> tuple[int, int] | None:
    """(charged, waived) in fen, or None where there is nothing to bill. A day counts once; leave, absence and a cancelled
    day cost nothing; a fraction of a fen is the family's, in the charge and in the waiver."""
    days = len(set(child.came))
    exact = Fraction(STANDARD * days, len(SCHOOL_DAYS))
    charged = exact.numerator // exact.denominator
    if not charged:
        return None
    rest = Fraction(charged * (100 - WAIVERS.get(child.category, 0)), 100)
    return charged, charged - rest.numerator // rest.denominator


STORIES = {
    "every day": Child(SCHOOL_DAYS),
    "half of the month": Child(SCHOOL_DAYS[:11]),
    "the make-up Saturday alone": Child([MAKE_UP]),
    "leave told before, and absent without a word": Child([12, 13, 14, 15, 16, 19, 20], leave=[21, 22], absent=[23]),
    "only leave": Child([], leave=[12, 13]),
    "a day the school cancelled": Child([12, 13], cancelled=[14]),
    "twice on one day": Child([12, 12, 13]),
    "joined in the middle of the month": Child([19, 20, 21], joined=date(2026, 10, 19)),
    "left the school in the middle of the month": Child([8, 9, 12], left=date(2026, 10, 13)),
    "one of two siblings": Child([8, 9, 12, 13]),
    "the other": Child([8, 9]),
    "waived in full": Child([12, 13, 14], category="孤儿"),
    "half waived, an odd fen": Child([12, 13, 14], category="城市低保"),
    "a category the plan does not name": Child([12, 13, 14], category="残疾"),
    "one day": Child([30]),
}


def live(money: Money, story: Child) -> Pupil:
    """The child, its days on the roll, its guardian's yes."""
    child = money.child(aid_category=story.category)
    Consent.objects.filter(pupil=child).update(at=datetime.combine(story.joined, datetime.min.time(), LOCAL))
    for state, days in (
        ("present", story.came),
        ("leave", story.leave),
        ("absent", story.absent),
        ("present", story.cancelled),
    ):
        held = money.serve([child], october(*days))
        if state != "present":
            gone = {"in_at": None, "out_at": None, "released_to": ""}
            Presence.objects.filter(session__in=held).update(state=state, **gone)
        if days is story.cancelled:
            Session.objects.filter(pk__in=[session.pk for session in held]).update(state="cancelled")
    if story.left:
        Pupil.objects.filter(pk=child.pk).update(left_on=story.left)
    return child


@pytest.mark.clause("二.2")
@pytest.mark.clause("八.3c")
@pytest.mark.invariant("I6")
def test_every_child_of_a_month_owes_what_the_rules_say() -> None:
    fees = {"basis": "month", "standard": {"primary": "60.00"}, "term_cap": {"primary": "300.00"}, "collected_by": "school",
            "sources": ["subsidy", "service_fee"], "use": {"teacher_pay": 85, "external_pay": 10, "running": 5},
            "waivers": [{"category": name, "rate": rate} for name, rate in WAIVERS.items()], "refund": "按天退"}  # fmt: skip
    money = make_money(fees=fees)
    CalendarDay.objects.create(
        district=money.school.district, date=date(2026, 10, MAKE_UP), day="workday", follows="mon"
    )
    children = {name: live(money, story) for name, story in STORIES.items()}
    money.issue()
    bills = {bill.pupil_id: (bill.charged, bill.waived) for bill in Bill.objects.all()}
    assert {name: bills.get(child.pk) for name, child in children.items()} == {
        name: owes(story) for name, story in STORIES.items()
    }
    assert bills[children["every day"].pk] == (STANDARD, 0) and bills[children["half waived, an odd fen"].pk] == (
        818,
        409,
    )
    vouchers = Voucher.objects.filter(kind="charge").count()
    assert vouchers == len(bills) == sum(owes(story) is not None for story in STORIES.values())


@pytest.mark.invariant("I6")
def test_a_month_in_which_nothing_was_held_has_no_bill() -> None:
    money = make_money()
    child = money.child()
    for session in money.serve([child], october(12, 13)):
        Session.objects.filter(pk=session.pk).update(state="cancelled")
    assert money.issue() == 0 and not Voucher.objects.exists()


@pytest.mark.invariant("I6")
def test_the_cap_of_the_term_cuts_the_later_months_and_a_month_of_nothing_has_no_bill() -> None:
    """100 yuan a month, 250 a term, there every day: 100, 100, 50, nothing. A correction lets no later month rise by itself."""
    money = make_money(fees={"basis": "month", "standard": {"primary": "100.00"}, "term_cap": {"primary": "250.00"},
                             "sources": ["subsidy", "service_fee"], "collected_by": "school",
                             "use": {"teacher_pay": 85, "external_pay": 10, "running": 5},
                             "waivers": [{"category": "孤儿", "rate": 100}], "refund": "按天退"})  # fmt: skip
    child = money.child()
    after = {"2026-09": NOW, "2026-10": NOW, "2026-11": datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL),
             "2026-12": datetime(2027, 1, 2, 9, 0, tzinfo=LOCAL)}  # fmt: skip
    for period, at in after.items():
        first = date.fromisoformat(f"{period}-01")
        days = [first.replace(day=d) for d in range(1, 31) if first.replace(day=d).weekday() < 5]
        money.serve([child], [day for day in days if day != date(2026, 10, 1)])
        money.issue(period, at)
    found = list(Bill.objects.order_by("period").values_list("period", "charged"))
    assert found[0] == ("2026-09", 10_000) and found[1][0] == "2026-10" and found[2][0] == "2026-11"
    assert sum(fen for _, fen in found) == 25_000 and "2026-12" not in dict(found)
    september = Bill.objects.get(period="2026-09")
    Presence.objects.filter(pupil=child, session__date__lt=date(2026, 9, 15)).update(state="absent")
    correct_bill(money.act(at=after["2026-12"]), bill_id=september.pk, reason="九月上旬点名记错")
    later = list(Bill.objects.exclude(pk=september.pk).order_by("period").values_list("period", "charged"))
    assert later == found[1:] and Bill.objects.get(pk=september.pk).charged == 10_000 * 12 // 22


@pytest.mark.clause("八.3c")
def test_a_waiver_once_granted_is_not_lost_by_a_later_correction() -> None:
    """The category ended in November; October's roll is put right in December."""
    money = make_money()
    child = money.child(aid_category="孤儿")
    money.serve([child], october(12, 13, 14))
    money.issue()
    PupilCare.objects.filter(pupil=child).update(aid_category="")
    Presence.objects.filter(pupil=child, session__date=date(2026, 10, 12)).update(state="absent")
    correct_bill(money.act(), bill_id=money.bill(child, OCTOBER).pk, reason="12日点名记错")
    bill = money.bill(child, OCTOBER)
    assert bill.charged == 571 and bill.waived == 571 and bill.left == 0
