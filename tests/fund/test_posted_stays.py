"""The database refuses what the application never does (I4, I5)."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from kehou.fund.actions.posting import lock_book, post
from kehou.fund.ledger import Draft
from kehou.fund.models import Bill, Entry, PayRun, Refund, Voucher
from kehou.org.rows import scope
from tests.make.fund import NOW, Money, make_money, october

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@pytest.fixture
def money() -> Money:
    found = make_money()
    found.subsidy(1000)
    return found


@pytest.mark.invariant("I5")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fund_voucher SET memo = 'x'",
        "UPDATE fund_entry SET amount = amount * 2",
        "UPDATE fund_entry SET source = 'service_fee'",
        "DELETE FROM fund_entry",
        "DELETE FROM fund_voucher",
    ],
)
def test_a_posted_row_is_never_changed_or_deleted_by_hand(money: Money, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="what is posted stays"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.count() == 2


@pytest.mark.invariant("I5")
def test_a_posted_row_is_never_changed_or_deleted_by_the_models(money: Money) -> None:
    voucher = Voucher.objects.get()
    ways = (
        lambda: Voucher.objects.update(memo="x"),
        lambda: Entry.objects.filter(voucher=voucher).delete(),
        voucher.save,
        voucher.delete,
    )
    for way in ways:
        with pytest.raises(DatabaseError), transaction.atomic():
            way()
    assert Entry.objects.count() == 2


def entry(money: Money, voucher: Voucher, amount: int) -> None:
    Entry.objects.create(**scope(money.school.pk), voucher=voucher, account="cash", source="subsidy", amount=amount)


def header(money: Money, number: int) -> Voucher:
    return Voucher.objects.create(
        **scope(money.school.pk), term=money.term, number=number, at=NOW, kind="running", ref="x", lines=2
    )


@pytest.mark.invariant("I4")
def test_entries_that_do_not_sum_to_zero_are_refused_at_commit(money: Money) -> None:
    with pytest.raises(DatabaseError, match="sums to zero"), transaction.atomic():
        voucher = header(money, 2)
        entry(money, voucher, 100)
        entry(money, voucher, -99)
    assert Voucher.objects.count() == 1


@pytest.mark.invariant("I4")
def test_no_entry_is_added_to_a_posted_voucher(money: Money) -> None:
    with pytest.raises(DatabaseError, match="sums to zero"), transaction.atomic():
        entry(money, Voucher.objects.get(), 5)


@pytest.mark.invariant("I4")
def test_posting_itself_refuses_what_does_not_balance(money: Money) -> None:
    lines = (("cash", "subsidy", 5), ("grant", "subsidy", -4))
    with pytest.raises(ValueError), transaction.atomic():
        post(money.act(), lock_book(money.school.pk), money.term.pk, [Draft("subsidy", "x", lines)])


@pytest.mark.invariant("I4")
def test_control_without_the_triggers_anything_goes(money: Money) -> None:
    from importlib import import_module

    trigger = import_module("kehou.fund.migrations.0003_posted_stays")
    with connection.schema_editor() as editor:
        trigger.remove(None, editor)
    try:
        with transaction.atomic():
            entry(money, Voucher.objects.get(), 5)
            Voucher.objects.update(memo="x")
        assert Entry.objects.count() == 3
    finally:
        with connection.schema_editor() as editor:
            trigger.add(None, editor)


@pytest.mark.invariant("I5")
def test_a_number_that_was_rolled_back_leaves_no_gap(money: Money) -> None:
    class Stop(Exception):
        pass

    with pytest.raises(Stop), transaction.atomic():
        money.subsidy(5)
        raise Stop
    money.subsidy(6)
    assert list(Voucher.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.invariant("I7")
def test_the_database_knows_that_the_checker_is_another_person(money: Money) -> None:
    child = money.child()
    money.serve([child], october(12))
    money.issue()
    where = scope(money.school.pk)
    run = {**where, "term": money.term, "period": "2026-10", "state": "paid", "total": 1, "prepared_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        PayRun.objects.create(**run, prepared_by=money.maker, approved_by=money.maker)
    refund = {**where, "bill": money.bill(child), "amount": 1, "rule": "x", "state": "paid", "prepared_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.create(**refund, prepared_by=money.maker, approved_by=money.maker)


@pytest.mark.invariant("I6")
@pytest.mark.parametrize("wrong", [{"paid": 10**6}, {"waived": 10**6}, {"refunded": 1}])
def test_the_database_knows_what_a_bill_can_be(money: Money, wrong: dict[str, int]) -> None:
    child = money.child()
    money.serve([child], october(12))
    money.issue()
    with pytest.raises(IntegrityError), transaction.atomic():
        Bill.objects.filter(pupil=child).update(**wrong)
