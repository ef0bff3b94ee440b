"""Money from families and back to them (I3, I4, I5, I6)."""

from datetime import date, timedelta

import pytest

from kehou.day.models import Presence
from kehou.fund import ledger
from kehou.fund.actions.approve_refund import approve_refund
from kehou.fund.actions.close_books import close_books
from kehou.fund.actions.correct_bill import correct_bill
from kehou.fund.actions.decline_refund import decline_refund
from kehou.fund.actions.pay_online import pay_online
from kehou.fund.actions.prepare_refund import prepare_refund
from kehou.fund.actions.record_movement import record_movement
from kehou.fund.actions.record_payment import record_payment
from kehou.fund.actions.reverse_voucher import reverse_voucher
from kehou.fund.models import Bill, Payment, Refund, Voucher
from kehou.ground.refusal import NotYours, Refusal
from kehou.people.models import Pupil
from tests.make.fund import NOW, Money, make_money, october
from tests.make.people import act_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def money() -> Money:
    return make_money()


@pytest.fixture
def child(money: Money) -> Pupil:
    """Served on three days of October; the bill is out."""
    pupil = money.child()
    money.serve([pupil], october(12, 13, 14))
    money.issue()
    return pupil


def pay(money: Money, bill: Bill, fen: int, ref: str = "0001") -> int:
    return record_payment(money.act(), bill_id=bill.pk, amount=fen, ref=ref)


def test_a_bill_may_be_paid_in_parts_and_never_beyond(money: Money, child: Pupil) -> None:
    bill = money.bill(child)
    pay(money, bill, 500, "1")
    with pytest.raises(Refusal) as refused:
        pay(money, bill, bill.charged, "2")
    assert refused.value.code == "paid_too_much" and "3.57" in refused.value.fields["amount"]
    pay(money, bill, bill.charged - 500, "2")
    with pytest.raises(Refusal, match="nothing_to_pay"):
        pay(money, bill, 1, "3")
    assert ledger.cash(money.school.pk)["service_fee"] == bill.charged


@pytest.mark.invariant("I3")
def test_the_same_receipt_is_one_payment_and_another_bills_is_refused(money: Money, child: Pupil) -> None:
    bill = money.bill(child)
    assert pay(money, bill, 100) == pay(money, bill, 100)
    assert Payment.objects.count() == 1
    with pytest.raises(Refusal, match="reference_used"):
        pay(money, bill, 101)


@pytest.mark.invariant("I15")
def test_a_guardian_pays_only_the_own_childs_bill(money: Money, child: Pupil) -> None:
    bill, guardian = money.bill(child), money.guardian(child)
    stranger = money.guardian(money.child(1))
    with pytest.raises(NotYours):
        pay_online(act_of(stranger, NOW), bill_id=bill.pk, amount=100, ref="x")
    first = pay_online(act_of(guardian, NOW), bill_id=bill.pk, amount=100, ref="x")
    assert pay_online(act_of(guardian, NOW), bill_id=bill.pk, amount=100, ref="x") == first
    assert money.bill(child).paid == 100


@pytest.mark.invariant("I6")
def test_what_a_correction_shows_was_not_served_goes_back(money: Money, child: Pupil) -> None:
    bill = money.bill(child)
    pay(money, bill, bill.charged)
    mark = Presence.objects.filter(pupil=child).order_by("session__date").first()
    assert mark is not None
    Presence.objects.filter(pk=mark.pk).update(state="absent", in_at=None, out_at=None, released_to="")
    with pytest.raises(Refusal, match="nothing_due"):
        prepare_refund(money.act(), bill_id=bill.pk)
    correct_bill(money.act(), bill_id=bill.pk, reason="10月12日点名记错")
    refund = prepare_refund(money.act(), bill_id=bill.pk)
    assert Refund.objects.get(pk=refund).amount == 857 - 571
    with pytest.raises(Refusal, match="nothing_due"):
        prepare_refund(money.act(), bill_id=bill.pk)
    approve_refund(money.act("checker"), refund_id=refund)
    bill = money.bill(child)
    assert (bill.charged, bill.surplus, bill.returned, bill.refunded, bill.left) == (571, 286, 286, 0, 0)
    assert ledger.cash(money.school.pk)["service_fee"] == 571
    with pytest.raises(Refusal, match="nothing_due"):
        prepare_refund(money.act(), bill_id=bill.pk)


@pytest.mark.clause("八.4c")
@pytest.mark.invariant("I7")
def test_whoever_prepares_a_refund_never_approves_it(money: Money, child: Pupil) -> None:
    from tests.make.people import give_role

    bill = money.bill(child)
    pay(money, bill, 500)
    refund = prepare_refund(money.act(), bill_id=bill.pk, amount=200, reason="转学")
    with pytest.raises(NotYours):
        approve_refund(money.act(), refund_id=refund)
    give_role(money.maker, "finance_checker", school=money.school)
    with pytest.raises(Refusal, match="own_work"):
        approve_refund(money.act(), refund_id=refund)
    decline_refund(money.act("checker"), refund_id=refund)
    with pytest.raises(Refusal, match="already_decided"):
        approve_refund(money.act("checker"), refund_id=refund)
    assert money.bill(child).refunded == 0


@pytest.mark.invariant("I6")
def test_refunds_together_never_exceed_what_was_paid(money: Money, child: Pupil) -> None:
    bill = money.bill(child)
    pay(money, bill, 500)
    prepare_refund(money.act(), bill_id=bill.pk, amount=400, reason="转学")
    with pytest.raises(Refusal, match="more_than_paid"):
        prepare_refund(money.act(), bill_id=bill.pk, amount=101, reason="转学")


@pytest.mark.clause("二.2")
@pytest.mark.clause("八.4c")
def test_the_fund_spends_what_it_has_from_its_own_sources(money: Money, child: Pupil) -> None:
    money.subsidy(1000)
    pay(money, money.bill(child), 500)
    record_movement(money.act(), **money.ids, kind="running", amount=1200, memo="发票 0012")
    assert ledger.cash(money.school.pk) == {"subsidy": 0, "service_fee": 300, "on_behalf": 0}
    with pytest.raises(Refusal, match="fund_too_small"):
        record_movement(money.act(), **money.ids, kind="running", amount=301, memo="发票 0013")


@pytest.mark.clause("二.2")
def test_money_from_a_source_that_the_plan_does_not_name_is_refused(money: Money) -> None:
    with pytest.raises(Refusal) as refused:
        record_movement(money.act(), **money.ids, kind="on_behalf", amount=100, memo="代收")
    assert (refused.value.code, refused.value.clause) == ("source_unplanned", "二.2")
    assert "方案的经费来源里没有这一项" in refused.value.says


@pytest.mark.invariant("I5")
def test_a_wrong_payment_is_reversed_by_another_person_and_both_vouchers_stay(money: Money, child: Pupil) -> None:
    bill = money.bill(child)
    pay(money, bill, 500)
    voucher = Voucher.objects.get(kind="payment")
    with pytest.raises(NotYours):
        reverse_voucher(money.act(), voucher_id=voucher.pk, reason="记错人")
    mirror = reverse_voucher(money.act("checker"), voucher_id=voucher.pk, reason="记错人")
    assert Voucher.objects.get(pk=mirror).reverses_id == voucher.pk
    assert money.bill(child).paid == 0 and ledger.cash(money.school.pk)["service_fee"] == 0
    with pytest.raises(Refusal, match="reversed_already"):
        reverse_voucher(money.act("checker"), voucher_id=voucher.pk, reason="再来")
    with pytest.raises(Refusal, match="not_reversible"):
        reverse_voucher(money.act("checker"), voucher_id=mirror, reason="再来")


@pytest.mark.invariant("I5")
def test_an_unpaid_bill_can_be_taken_back_and_issued_again(money: Money, child: Pupil) -> None:
    wrong = money.bill(child)
    Presence.objects.filter(pupil=child, session__date=date(2026, 10, 12)).update(state="absent")
    voucher = Voucher.objects.get(kind="charge")
    reverse_voucher(money.act("checker"), voucher_id=voucher.pk, reason="点名更正")
    assert money.issue() == 1
    again = money.bill(child)
    assert again.pk != wrong.pk and again.days_served == 2
    pay(money, again, 100)
    with pytest.raises(Refusal, match="bill_has_payments"):
        charge = Voucher.objects.get(ref=f"bill:{again.pk}", reverses=None)
        reverse_voucher(money.act("checker"), voucher_id=charge.pk, reason="再来")
    with pytest.raises(Refusal, match="bill_voided"):
        pay(money, wrong, 100, "2")


@pytest.mark.invariant("I5")
def test_nothing_is_posted_on_a_closed_day(money: Money) -> None:
    with pytest.raises(Refusal, match="not_over_yet"):
        close_books(money.act("checker"), school_id=money.school.pk, through=NOW.date() + timedelta(days=1))
    close_books(money.act("checker"), school_id=money.school.pk, through=NOW.date())
    with pytest.raises(Refusal, match="books_closed"):
        money.subsidy(100)
    assert money.subsidy(100, NOW + timedelta(days=1))


@pytest.mark.invariant("I5")
def test_what_earlier_terms_left_is_carried_once(money: Money) -> None:
    carry = {"kind": "carried", "amount": 5000, "memo": "上学期结余", "source": "subsidy"}
    record_movement(money.act(), **money.ids, **carry)
    assert ledger.cash(money.school.pk)["subsidy"] == 5000
