"""Pay that was too much and no later run can keep back is given back: recorded by one, confirmed by another (八.4b, 八.4c, I7)."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError

from kehou.day.models import Duty, Session
from kehou.fund import facts, ledger
from kehou.fund.actions.approve_pay_out import approve_pay_out
from kehou.fund.actions.confirm_repayment import confirm_repayment
from kehou.fund.actions.decline_repayment import decline_repayment
from kehou.fund.actions.prepare_pay_out import prepare_pay_out
from kehou.fund.actions.record_repayment import record_repayment
from kehou.fund.actions.reverse_voucher import reverse_voucher
from kehou.fund.models import PayRun, RepaidDuty, Repayment, Voucher
from kehou.fund.queries import fund_summary, trace_fen
from kehou.fund.queries.repayments import repayment_board
from kehou.fund.repaying import back_to
from kehou.ground.refusal import NotYours, Refusal
from kehou.invariants import check_all
from kehou.org import queries as org
from kehou.people.models import StaffMember
from tests.make.fund import NOW, OCTOBER, SPRING, Money, make_money, next_term, october

pytestmark = pytest.mark.django_db

DECEMBER = datetime(2026, 12, 1, 9, 0, tzinfo=NOW.tzinfo)


@pytest.fixture
def money() -> Money:
    """Three lessons of an hour, paid: 180 yuan. One of them was not held after all."""
    found = make_money()
    found.serve([], october(12, 13, 14))
    found.rate()
    found.subsidy(20_000)
    found.appraise()
    run = prepare_pay_out(found.act(), **found.ids, period=OCTOBER)
    approve_pay_out(found.act("checker"), run_id=run)
    Session.objects.filter(date=date(2026, 10, 13)).update(state="cancelled", early_reason="记错了班")
    return found


def record(money: Money, receipt: str = "收 7", at: datetime = DECEMBER) -> int:
    return record_repayment(money.act(at=at), **money.ids, staff_id=money.teacher.pk, receipt=receipt)


def confirm(money: Money, repayment: int, at: datetime = DECEMBER) -> Voucher:
    return Voucher.objects.get(pk=confirm_repayment(money.act("checker", at), repayment_id=repayment))


def lawful() -> None:
    assert not [(name, rows) for name, _, rows in check_all() if rows and name[:3] in ("i04", "i05", "i07")]


@pytest.mark.clause("八.4b")
@pytest.mark.invariant("I7")
def test_what_was_paid_for_no_lesson_comes_back_to_where_it_came_from_and_opens_into_the_lesson(money: Money) -> None:
    before = ledger.cash(money.school.pk)["subsidy"]
    voucher = confirm(money, record(money))
    assert ledger.cash(money.school.pk)["subsidy"] == before + 6_000
    found = trace_fen(voucher.pk)
    assert (found.about, found.fen) == ("repayment", 6_000)
    assert [(line.date, line.amount, line.why) for line in found.lessons] == [
        (date(2026, 10, 13), -6_000, "这次课取消了：记错了班")
    ]
    assert fund_summary(money.school.pk, org.term(money.term.pk)).went == 12_000
    lawful()


@pytest.mark.clause("八.4c")
def test_whoever_records_a_repayment_never_confirms_it_and_the_fund_waits_for_the_second_person(money: Money) -> None:
    repayment, before = record(money), ledger.cash(money.school.pk)
    assert ledger.cash(money.school.pk) == before and not Voucher.objects.filter(kind="repayment").exists()
    with pytest.raises(NotYours):
        confirm_repayment(money.act(at=DECEMBER), repayment_id=repayment)
    with pytest.raises(IntegrityError):
        Repayment.objects.filter(pk=repayment).update(decided_by=money.maker)


@pytest.mark.invariant("I7")
def test_money_given_back_is_kept_back_by_no_later_run(money: Money) -> None:
    confirm(money, record(money))
    money.serve([], [date(2026, 11, 4)])
    run = PayRun.objects.get(pk=prepare_pay_out(money.act(at=DECEMBER), **money.ids, period="2026-11"))
    assert run.total == 6_000, "nothing is taken a second time"
    lawful()


@pytest.mark.invariant("I7")
def test_what_a_run_keeps_back_is_not_asked_for_again(money: Money) -> None:
    money.serve([], [date(2026, 11, 4)])
    run = prepare_pay_out(money.act(at=DECEMBER), **money.ids, period="2026-11")
    with pytest.raises(Refusal, match="nothing_to_give_back"):
        record(money)
    assert PayRun.objects.get(pk=run).total == 0


def test_a_receipt_counts_once_and_an_adult_has_one_open_repayment(money: Money) -> None:
    with pytest.raises(Refusal, match="no_receipt"):
        record(money, " ")
    repayment = record(money)
    with pytest.raises(Refusal, match="repayment_waiting"):
        record(money, "收 8")
    confirm(money, repayment)
    with pytest.raises(Refusal, match="already_decided"):
        confirm(money, repayment)
    Session.objects.filter(date=date(2026, 10, 14)).update(state="cancelled")
    with pytest.raises(Refusal, match="receipt_used"):
        record(money)
    confirm(money, record(money, "收 8"))
    lawful()


def test_a_repayment_that_is_declined_frees_its_receipt_and_its_lessons(money: Money) -> None:
    decline_repayment(money.act("checker", DECEMBER), repayment_id=record(money))
    confirm(money, record(money))
    assert RepaidDuty.objects.count() == 2, "the declined one stays to be read"
    lawful()


@pytest.mark.invariant("I7")
def test_a_record_that_changes_again_stops_the_confirmation_or_is_paid_up_later(money: Money) -> None:
    repayment = record(money)
    Session.objects.filter(date=date(2026, 10, 13)).update(state="ended")
    with pytest.raises(Refusal, match="hours_changed"):
        confirm(money, repayment)
    Session.objects.filter(date=date(2026, 10, 13)).update(state="cancelled")
    confirm(money, repayment)
    Session.objects.filter(date=date(2026, 10, 13)).update(state="ended")
    money.subsidy(10_000)
    money.serve([], [date(2026, 11, 4)])
    run = PayRun.objects.get(pk=prepare_pay_out(money.act(at=DECEMBER), **money.ids, period="2026-11"))
    assert run.total == 12_000
    lawful()


@pytest.mark.clause("八.4c")
@pytest.mark.invariant("I5")
def test_it_can_be_given_back_after_the_term_by_somebody_who_left_and_is_never_reversed(money: Money) -> None:
    spring = next_term(money)
    StaffMember.objects.filter(pk=money.teacher.pk).update(until=SPRING)
    before = facts.fund(**money.ids)
    voucher = confirm(money, record(money, at=SPRING), SPRING)
    assert (voucher.term_id, voucher.origin_id) == (spring.term.pk, money.term.pk)
    assert facts.fund(**money.ids) == before
    told = [(row.source_or_use, row.amount) for row in facts.fund(**spring.ids)]
    assert told == [("carried", 2_000), ("carried", 6_000)]
    assert [row.amount for row in facts.payouts(**money.ids)] == [12_000]
    assert fund_summary(spring.school.pk, org.term(spring.term.pk)).went == 0
    with pytest.raises(Refusal, match="not_reversible"):
        reverse_voucher(money.act("checker", SPRING), voucher_id=voucher.pk, reason="x")
    lawful()


def test_the_board_names_who_was_paid_too_much_and_what_waits_for_whom(money: Money) -> None:
    board = repayment_board(money.act(at=DECEMBER), school_id=money.school.pk, term=org.term(money.term.pk))
    assert [(each.name, each.amount, each.duties) for each in board.over] == [("苏日娜", 6_000, 1)]
    record(money)
    board = repayment_board(money.act(at=DECEMBER), school_id=money.school.pk, term=org.term(money.term.pk))
    assert not board.over and [(each.name, each.amount, each.state) for each in board.rows] == [
        ("苏日娜", 6_000, "recorded")
    ]


@pytest.mark.parametrize(
    ("use", "amount", "taken", "parts"),
    [
        ("teacher_pay", 50, {"subsidy": 100, "service_fee": 30}, {"service_fee": 30, "subsidy": 20}),
        ("teacher_pay", 30, {"subsidy": 100, "service_fee": 30}, {"service_fee": 30}),
        ("external_pay", 60, {"on_behalf": 50, "subsidy": 5, "service_fee": 5}, {"service_fee": 5, "subsidy": 5, "on_behalf": 50}),
        ("teacher_pay", 9, {}, {"subsidy": 9}),
    ],
)  # fmt: skip
def test_what_was_drawn_last_returns_first(use: str, amount: int, taken: dict[str, int], parts: dict[str, int]) -> None:
    assert dict(back_to(use, amount, taken)) == parts and sum(parts.values()) == amount


@pytest.mark.invariant("I7")
def test_the_invariant_sees_a_repayment_that_its_duties_do_not_explain(money: Money) -> None:
    confirm(money, record(money))
    lawful()
    RepaidDuty.objects.update(amount=5_999)
    broken = {row[0] for name, _, rows in check_all() if name.startswith("i07") for row in rows}
    assert broken == {"repayment differs from its duties"}
    assert Duty.objects.exists()
