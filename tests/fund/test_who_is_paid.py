"""Who is paid for a lesson, once, and from which money (二.2, 八.4, I7)."""

from datetime import datetime, time, timedelta

import pytest
from django.db.models import Sum

from kehou.day.models import Duty
from kehou.fund import ledger
from kehou.fund.actions.approve_pay_out import approve_pay_out
from kehou.fund.actions.prepare_pay_out import prepare_pay_out
from kehou.fund.actions.record_movement import record_movement
from kehou.fund.actions.record_payment import record_payment
from kehou.fund.actions.reverse_voucher import reverse_voucher
from kehou.fund.models import Entry, PayLine, PayRun, Voucher
from kehou.ground.refusal import Refusal
from kehou.invariants import check_all
from kehou.kernel.clock import LOCAL
from kehou.org.rows import scope
from tests.make.fund import OCTOBER, Money, make_money, october
from tests.make.people import make_staff

pytestmark = pytest.mark.django_db


def prepare(money: Money) -> PayRun:
    return PayRun.objects.get(pk=prepare_pay_out(money.act(), **money.ids, period=OCTOBER))


def lines(run: PayRun) -> dict[str, tuple[int, int]]:
    return {line.staff.name: (line.minutes, line.amount) for line in PayLine.objects.filter(run=run)}


@pytest.mark.invariant("I7")
def test_an_adult_in_two_classes_at_once_is_paid_for_one_hour() -> None:
    money = make_money()
    money.serve([], october(12, 12))
    late = money.serve([], october(13))[0]
    begins = datetime.combine(october(13)[0], time(16, 40), LOCAL)
    second = money.serve([], october(13))[0]
    Duty.objects.filter(session=second).update(in_at=begins, out_at=begins + timedelta(hours=1))
    money.rate()
    money.subsidy(100_000)
    money.appraise()
    assert late and lines(prepare(money)) == {"苏日娜": (60 + 90, 15_000)}


@pytest.mark.clause("八.4b")
def test_whoever_stood_in_is_paid_and_whoever_did_not_come_is_not() -> None:
    money = make_money()
    held = money.serve([], october(12))[0]
    Duty.objects.filter(session=held).update(in_at=None, out_at=None)
    other = make_staff(money.school, "赵鹏")
    assert held.started_at and held.ended_at
    Duty.objects.create(
        **scope(money.school.pk), session=held, staff=other, planned=False, sent_at=held.started_at,
        in_at=held.started_at + timedelta(minutes=5), out_at=held.ended_at,
    )  # fmt: skip
    money.rate()
    money.subsidy(100_000)
    money.appraise()
    assert lines(prepare(money)) == {"赵鹏": (55, 5_500)}


@pytest.mark.clause("二.2")
def test_money_collected_for_others_never_pays_teachers_and_pays_outside_people_first() -> None:
    money = make_money(fees={"basis": "month", "standard": {"primary": "60.00"}, "term_cap": {"primary": "300.00"},
                             "sources": ["subsidy", "service_fee", "on_behalf"], "collected_by": "school",
                             "use": {"teacher_pay": 85, "external_pay": 10, "running": 5},
                             "waivers": [{"category": "孤儿", "rate": 100}], "refund": "按天退"})  # fmt: skip
    coach = make_staff(money.school, "梁教练", "retired", cleared_on=october(1)[0], cleared_until=october(31)[0])
    money.serve([], october(12))
    money.serve([], october(13), teacher=coach)
    money.rate()
    money.rate("retired", 5_000)
    money.appraise()
    record_movement(money.act(), **money.ids, kind="on_behalf", amount=4_000, memo="材料费")
    money.subsidy(6_999)
    with pytest.raises(Refusal, match="fund_too_small"):
        prepare(money)
    money.subsidy(1)
    run = prepare(money)
    approve_pay_out(money.act("checker"), run_id=run.pk)
    assert ledger.cash(money.school.pk) == {"subsidy": 0, "service_fee": 0, "on_behalf": 0}
    spent = Entry.objects.filter(account__in=("teacher_pay", "external_pay")).values_list("account", "source", "amount")
    assert sorted(spent) == [
        ("external_pay", "on_behalf", 4_000), ("external_pay", "subsidy", 1_000), ("teacher_pay", "subsidy", 6_000)
    ]  # fmt: skip


@pytest.mark.clause("二.2")
@pytest.mark.invariant("I4")
def test_no_fen_of_one_source_is_ever_anothers() -> None:
    """Every voucher sums to zero in each source by itself, whatever it is about."""
    money = make_money()
    child = money.child()
    money.serve([child], october(12, 13))
    money.issue()
    money.subsidy(3_000)
    record_payment(money.act(), bill_id=money.bill(child).pk, amount=571, ref="1")
    mixed = record_movement(money.act(), **money.ids, kind="running", amount=3_200, memo="发票")
    assert ledger.cash(money.school.pk) == {"subsidy": 0, "service_fee": 371, "on_behalf": 0}
    reverse_voucher(money.act("checker"), voucher_id=mixed, reason="记错")
    sums = Entry.objects.values("voucher", "source").annotate(fen=Sum("amount")).values_list("fen", flat=True)
    assert Voucher.objects.count() == 5 and set(sums) == {0}
    assert not [rows for name, _, rows in check_all() if rows and name.startswith("i04")]


def test_a_pay_out_costs_as_many_statements_for_thirty_adults_as_for_three(django_assert_max_num_queries) -> None:
    money = make_money()
    for place in range(30):
        money.serve([], october(12, 13), teacher=make_staff(money.school, f"老师{place}"))
    money.rate()
    money.subsidy(1_000_000)
    money.appraise()
    with django_assert_max_num_queries(30):
        run = prepare(money)
    with django_assert_max_num_queries(25):
        approve_pay_out(money.act("checker"), run_id=run.pk)
