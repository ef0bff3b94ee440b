"""What families are charged (二.2, 八.3c, I6)."""

from datetime import date, datetime

import pytest

from kehou.day.models import Presence
from kehou.fund.actions.issue_bills import issue_bills
from kehou.fund.models import Bill, Entry, Voucher
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.clock import LOCAL
from kehou.kernel.models import OutboxMessage
from tests.make.fund import NOW, OCTOBER, make_money, october

pytestmark = pytest.mark.django_db

# October 2026 here has 22 weekdays, one of them (the 1st) a holiday in the builder's calendar: 21 days of service.
OFFERED = 21


@pytest.mark.clause("二.2")
@pytest.mark.invariant("I6")
def test_a_month_is_charged_by_days_served_and_fractions_of_a_fen_are_dropped() -> None:
    money = make_money()
    child = money.child()
    money.serve([child], october(12, 13, 14, 15, 16))
    assert money.issue() == 1
    bill = money.bill(child)
    assert (bill.days_served, bill.charged, bill.waived) == (5, 6000 * 5 // OFFERED, 0)
    assert [day for day, _ in bill.provenance["days"]] == [f"2026-10-{d}" for d in (12, 13, 14, 15, 16)]


@pytest.mark.invariant("I6")
def test_leave_and_absence_are_not_charged_and_a_month_without_a_day_has_no_bill() -> None:
    money = make_money()
    there, away = money.child(0), money.child(1)
    sessions = money.serve([there, away], october(12, 13))
    Presence.objects.filter(session=sessions[0], pupil=there).update(state="leave", in_at=None, out_at=None)
    Presence.objects.filter(pupil=away).update(state="absent", in_at=None, out_at=None)
    assert money.issue() == 1
    assert money.bill(there).days_served == 1


@pytest.mark.invariant("I6")
def test_two_sessions_on_a_day_are_one_day() -> None:
    money = make_money()
    child = money.child()
    money.serve([child], october(12, 12, 12))
    money.issue()
    assert money.bill(child).charged == 6000 // OFFERED


@pytest.mark.invariant("I6")
def test_a_whole_month_costs_the_standard_and_never_more() -> None:
    money = make_money()
    child = money.child()
    days = [date(2026, 10, d) for d in range(2, 32) if date(2026, 10, d).weekday() < 5]
    assert len(days) == OFFERED
    money.serve([child], days)
    money.issue()
    assert money.bill(child).charged == 6000


@pytest.mark.invariant("I6")
def test_the_terms_cap_holds_over_the_months() -> None:
    money = make_money(fees={"basis": "day", "standard": {"primary": "10.00"}, "term_cap": {"primary": "25.00"},
                             "sources": ["subsidy", "service_fee"], "collected_by": "school",
                             "use": {"teacher_pay": 85, "external_pay": 10, "running": 5},
                             "waivers": [{"category": "孤儿", "rate": 100}], "refund": "按天退"})  # fmt: skip
    child = money.child()
    money.serve([child], [date(2026, 9, 7), date(2026, 9, 8)])
    money.serve([child], october(12, 13))
    money.issue("2026-09")
    money.issue()
    assert (money.bill(child, "2026-09").charged, money.bill(child).charged) == (2000, 500)
    assert money.bill(child).provenance["before_cap"] == 2000


@pytest.mark.clause("八.3c")
@pytest.mark.invariant("I6")
def test_a_waived_pupil_pays_nothing_and_no_letter_tells_why() -> None:
    money = make_money()
    child = money.child(aid_category="孤儿")
    money.guardian(child)
    money.serve([child], october(12, 13, 14))
    money.issue()
    bill = money.bill(child)
    assert bill.charged > 0 and bill.waived == bill.charged
    assert "孤儿" not in str(bill.provenance)
    letter = OutboxMessage.objects.get(kind="bill")
    assert "不用付款" in letter.body and "孤儿" not in letter.body + letter.title


@pytest.mark.clause("八.3c")
def test_a_part_waiver_leaves_its_fraction_of_a_fen_to_the_family() -> None:
    fees = {"basis": "day", "standard": {"primary": "0.33"}, "term_cap": {"primary": "300.00"}, "collected_by": "school",
            "sources": ["subsidy", "service_fee"], "use": {"teacher_pay": 85, "external_pay": 10, "running": 5},
            "waivers": [{"category": "城市低保", "rate": 50}], "refund": "按天退"}  # fmt: skip
    money = make_money(fees=fees)
    child = money.child(aid_category="城市低保")
    money.serve([child], october(12))
    money.issue()
    assert (money.bill(child).charged, money.bill(child).waived) == (33, 17)


@pytest.mark.invariant("I6")
def test_nobody_is_charged_without_a_guardians_consent() -> None:
    money = make_money()
    stranger = money.child(joined=False)
    money.serve([stranger], october(12))
    assert money.issue() == 0


@pytest.mark.invariant("I6")
def test_care_before_class_and_in_the_evening_is_not_charged() -> None:
    money = make_money()
    child = money.child()
    for session in money.serve([child], october(12)):
        session.window_key = "am"
        session.save(update_fields=["window_key"])
    assert money.issue() == 0


@pytest.mark.clause("八.5c")
def test_bills_wait_for_every_roll_call_and_say_which_is_missing() -> None:
    money = make_money()
    child = money.child()
    money.serve([child], october(12))
    money.serve([child], october(13, 14), rolled=False)
    with pytest.raises(Refusal) as refused:
        money.issue()
    assert refused.value.code == "roll_call_missing"
    assert "2 次课没有点名，10月账单出不来" in refused.value.says and "10月13日四（2）班" in refused.value.says
    assert not Bill.objects.exists()


@pytest.mark.clause("八.5b")
@pytest.mark.invariant("I6")
def test_no_charge_before_the_fee_is_public(at: datetime) -> None:
    from kehou.plan.models import Publication

    money = make_money()
    child = money.child()
    money.serve([child], october(12, 13))
    published = Publication.objects.all()
    published.update(published_at=datetime(2026, 10, 13, 9, 0, tzinfo=LOCAL))
    money.issue()
    assert money.bill(child).days_served == 1
    published.delete()
    with pytest.raises(Refusal, match="not_public"):
        money.issue("2026-09")


def test_a_month_that_is_not_over_is_not_billed() -> None:
    money = make_money()
    with pytest.raises(Refusal, match="period_running"):
        money.issue("2026-11")
    with pytest.raises(Refusal, match="no_such_period"):
        money.issue("2026-02")


@pytest.mark.invariant("I3")
def test_issuing_twice_bills_nobody_twice_and_finds_who_came_late() -> None:
    money = make_money()
    first, late = money.child(0), money.child(1)
    money.serve([first], october(12))
    assert money.issue() == 1
    money.serve([late], october(13))
    assert money.issue() == 1
    assert money.issue() == 0
    assert Bill.objects.filter(voided_at=None).count() == 2


@pytest.mark.invariant("I4")
def test_every_bill_is_a_voucher_that_sums_to_zero_and_numbers_run() -> None:
    money = make_money()
    children = [money.child(n, aid_category="孤儿" if n == 2 else "") for n in range(4)]
    money.serve(children, october(12, 13))
    money.issue()
    vouchers = Voucher.objects.order_by("number")
    assert [voucher.number for voucher in vouchers] == [1, 2, 3, 4]
    for voucher in vouchers:
        entries = Entry.objects.filter(voucher=voucher)
        assert sum(entry.amount for entry in entries) == 0 and entries.count() == voucher.lines


@pytest.mark.invariant("I15")
def test_only_the_maker_issues_bills() -> None:
    money, other = make_money(), make_money("沙坡小学")
    for act in (money.act("checker"), money.act("principal"), other.act("maker")):
        with pytest.raises(NotYours):
            issue_bills(act, **money.ids, period=OCTOBER)


def test_a_hundred_and_twenty_bills_cost_a_few_dozen_statements(django_assert_max_num_queries) -> None:
    money = make_money()
    children = [money.child(n) for n in range(120)]
    money.serve(children, october(12, 13))
    with django_assert_max_num_queries(45):
        assert money.issue(at=NOW) == 120
