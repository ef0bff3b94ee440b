"""A wrong bill is put right by a note against it; the ledger stays straight, the family sees why (I4, I5, I6, 八.3c)."""

from datetime import date, datetime

import pytest
from django.db.models import Sum

from kehou.day.models import Presence
from kehou.fund import facts, ledger
from kehou.fund.actions.approve_refund import approve_refund
from kehou.fund.actions.carry_surplus import carry_surplus
from kehou.fund.actions.correct_bill import correct_bill
from kehou.fund.actions.pay_online import pay_online
from kehou.fund.actions.prepare_refund import prepare_refund
from kehou.fund.actions.record_payment import record_payment
from kehou.fund.actions.reverse_voucher import reverse_voucher
from kehou.fund.models import Bill, BillCorrection, Entry, Refund, Voucher
from kehou.fund.queries import trace_fen
from kehou.fund.queries.bill import family_bill
from kehou.ground.refusal import NotYours, Refusal
from kehou.invariants import check_all
from kehou.kernel.models import OutboxMessage
from kehou.org.rows import scope
from kehou.people.models import Pupil, PupilCare
from tests.make.fund import NOW, Money, make_money, october
from tests.make.people import act_of

pytestmark = pytest.mark.django_db

DECEMBER = datetime(2026, 12, 1, 9, 0, tzinfo=NOW.tzinfo)


@pytest.fixture
def money() -> Money:
    return make_money()


@pytest.fixture
def child(money: Money) -> Pupil:
    """Served on three days of October by the record: 8.57 of 60 yuan in 21 days. The bill is out."""
    pupil = money.child()
    money.serve([pupil], october(12, 13, 14))
    money.issue()
    return pupil


def mark(child: Pupil, on: date, state: str) -> None:
    row = Presence.objects.get(pupil=child, session__date=on)
    times = {"in_at": row.session.started_at, "out_at": row.session.ended_at, "released_to": "guardian"}
    gone = {"in_at": None, "out_at": None, "released_to": ""}
    Presence.objects.filter(pk=row.pk).update(state=state, **(times if state == "present" else gone))


def pay(money: Money, bill: Bill, fen: int, ref: str = "0001") -> int:
    return record_payment(money.act(), bill_id=bill.pk, amount=fen, ref=ref)


def correct(money: Money, child: Pupil, reason: str = "10月12日点名记错") -> Bill:
    correct_bill(money.act(), bill_id=money.bill(child).pk, reason=reason)
    return money.bill(child)


def balance(money: Money, account: str) -> int:
    return Entry.objects.filter(school=money.school, account=account).aggregate(fen=Sum("amount", default=0))["fen"]


def straight() -> None:
    assert not [(name, rows) for name, _, rows in check_all() if rows and name[:3] in ("i04", "i05", "i06", "i07")]


@pytest.mark.invariant("I5")
def test_an_unpaid_bill_is_owed_less_and_the_first_posting_stays(money: Money, child: Pupil) -> None:
    first = Voucher.objects.get()
    mark(child, date(2026, 10, 12), "absent")
    bill = correct(money, child)
    assert (bill.charged, bill.days_served, bill.left, bill.owed_back) == (571, 2, 571, 0)
    assert [voucher.kind for voucher in Voucher.objects.order_by("number")] == ["charge", "correction"]
    assert Voucher.objects.get(number=1) == first and balance(money, "receivable") == 571 == -balance(money, "fee")
    straight()


@pytest.mark.invariant("I4")
@pytest.mark.invariant("I6")
def test_a_bill_that_was_partly_paid_is_corrected_without_touching_the_payment(money: Money, child: Pupil) -> None:
    pay(money, money.bill(child), 300)
    mark(child, date(2026, 10, 12), "absent")
    assert correct(money, child).left == 571 - 300
    straight()
    mark(child, date(2026, 10, 13), "absent")
    mark(child, date(2026, 10, 14), "leave")
    bill = correct(money, child)
    assert (bill.charged, bill.paid, bill.left, bill.owed_back) == (0, 300, 0, 300)
    assert (balance(money, "receivable"), balance(money, "owed_back"), balance(money, "fee")) == (0, -300, 0)
    assert ledger.cash(money.school.pk)["service_fee"] == 300
    straight()


@pytest.mark.clause("八.3c")
def test_a_waiver_that_came_late_is_made_good_in_full(money: Money, child: Pupil) -> None:
    pay(money, money.bill(child), 857)
    PupilCare.objects.update_or_create(pupil=child, defaults={**scope(money.school.pk), "aid_category": "孤儿"})
    bill = correct(money, child, "资助认定补录")
    assert (bill.charged, bill.waived, bill.owed_back) == (857, 857, 857)
    assert "孤儿" not in str(list(BillCorrection.objects.values())) and "孤儿" not in str(
        list(OutboxMessage.objects.values())
    )
    straight()


@pytest.mark.clause("八.4c")
def test_what_is_over_goes_back_by_two_people_and_once(money: Money, child: Pupil) -> None:
    pay(money, money.bill(child), 857)
    mark(child, date(2026, 10, 12), "absent")
    bill = correct(money, child)
    refund = prepare_refund(money.act(), bill_id=bill.pk)
    assert Refund.objects.get(pk=refund).amount == 286
    with pytest.raises(Refusal, match="refund_waiting"):
        correct(money, child, "又改")
    approve_refund(money.act("checker"), refund_id=refund)
    assert (balance(money, "owed_back"), balance(money, "refund")) == (0, 0)
    assert ledger.cash(money.school.pk)["service_fee"] == 571
    with pytest.raises(Refusal, match="nothing_due"):
        prepare_refund(money.act(), bill_id=bill.pk)
    straight()


@pytest.mark.invariant("I6")
def test_a_bill_that_rises_again_after_the_refund_is_owed_again(money: Money, child: Pupil) -> None:
    pay(money, money.bill(child), 857)
    mark(child, date(2026, 10, 12), "absent")
    bill = correct(money, child)
    approve_refund(money.act("checker"), refund_id=prepare_refund(money.act(), bill_id=bill.pk))
    mark(child, date(2026, 10, 12), "present")
    bill = correct(money, child, "12日其实来了")
    assert (bill.charged, bill.left, bill.owed_back) == (857, 286, 0)
    pay(money, bill, 286, "0002")
    assert money.bill(child).left == 0
    straight()


@pytest.mark.invariant("I6")
def test_a_refund_that_was_given_for_another_reason_counts_towards_the_correction(money: Money, child: Pupil) -> None:
    bill = money.bill(child)
    pay(money, bill, 857)
    refund = prepare_refund(money.act(), bill_id=bill.pk, amount=200, reason="家长说多收了")
    approve_refund(money.act("checker"), refund_id=refund)
    mark(child, date(2026, 10, 12), "absent")
    bill = correct(money, child)
    assert (bill.surplus, bill.returned, bill.refunded, bill.owed_back) == (286, 200, 0, 86)
    straight()


@pytest.mark.invariant("I6")
def test_the_family_may_have_it_on_the_next_bill(money: Money, child: Pupil) -> None:
    guardian = money.guardian(child)
    pay(money, money.bill(child), 857)
    mark(child, date(2026, 10, 12), "absent")
    bill = correct(money, child)
    stranger = money.guardian(money.child(1))
    with pytest.raises(NotYours):
        carry_surplus(act_of(stranger, NOW), bill_id=bill.pk)
    assert carry_surplus(act_of(guardian, NOW), bill_id=bill.pk) == 0  # no bill is open yet
    with pytest.raises(Refusal, match="family_carries_it"):
        prepare_refund(money.act(), bill_id=bill.pk)
    money.serve([child], [date(2026, 11, 3), date(2026, 11, 4)])
    money.issue("2026-11", DECEMBER)
    november = money.bill(child, "2026-11")
    assert (november.charged, november.paid, november.left) == (571, 286, 285)
    assert money.bill(child).owed_back == 0 and ledger.cash(money.school.pk)["service_fee"] == 857
    page = family_bill(act_of(guardian, DECEMBER), bill_id=november.pk)
    assert [(p.channel, p.amount, p.from_period) for p in page.payments] == [("surplus", 286, "2026-10")]
    assert family_bill(act_of(guardian, DECEMBER), bill_id=bill.pk).carried == (("2026-11", 286),)
    straight()


def test_an_open_bill_takes_it_at_once_and_what_remains_waits(money: Money, child: Pupil) -> None:
    guardian = money.guardian(child)
    pay(money, money.bill(child), 857)
    money.serve([child], [date(2026, 11, 3)])
    money.issue("2026-11", DECEMBER)
    for day in (12, 13):
        mark(child, date(2026, 10, day), "absent")
    bill = correct(money, child)
    assert bill.owed_back == 572
    assert carry_surplus(act_of(guardian, DECEMBER), bill_id=bill.pk) == 285
    assert money.bill(child, "2026-11").left == 0 and money.bill(child).owed_back == 287
    carry_surplus(act_of(guardian, DECEMBER), bill_id=bill.pk, carry=False)
    assert Refund.objects.get(pk=prepare_refund(money.act(at=DECEMBER), bill_id=bill.pk)).amount == 287
    straight()


@pytest.mark.invariant("I4")
def test_a_payment_that_never_was_leaves_nothing_owed_back(money: Money, child: Pupil) -> None:
    payment = pay(money, money.bill(child), 857)
    mark(child, date(2026, 10, 12), "absent")
    correct(money, child)
    voucher = Voucher.objects.get(ref=f"payment:{payment}")
    reverse_voucher(money.act("checker"), voucher_id=voucher.pk, reason="记到别人名下了")
    bill = money.bill(child)
    assert (bill.paid, bill.surplus, bill.left) == (0, 0, 571)
    assert (balance(money, "owed_back"), balance(money, "receivable")) == (0, 571)
    straight()


@pytest.mark.invariant("I5")
def test_a_note_and_what_was_moved_on_are_not_reversed_but_corrected_again(money: Money, child: Pupil) -> None:
    mark(child, date(2026, 10, 12), "absent")
    correct(money, child)
    for voucher in Voucher.objects.order_by("number"):
        with pytest.raises(Refusal) as refused:
            reverse_voucher(money.act("checker"), voucher_id=voucher.pk, reason="再来")
        assert refused.value.code == ("bill_corrected" if voucher.kind == "charge" else "not_reversible")


@pytest.mark.clause("八.5c")
def test_a_note_needs_a_reason_and_a_record_that_differs(money: Money, child: Pupil) -> None:
    with pytest.raises(Refusal, match="no_reason"):
        correct(money, child, " ")
    with pytest.raises(Refusal, match="nothing_to_correct"):
        correct(money, child)
    with pytest.raises(NotYours):
        correct_bill(money.act("checker"), bill_id=money.bill(child).pk, reason="x")


def test_the_same_fen_on_other_days_is_a_correction_without_a_voucher(money: Money, child: Pupil) -> None:
    money.serve([child], october(15))
    mark(child, date(2026, 10, 12), "absent")
    bill = correct(money, child)
    assert bill.charged == 857 and Voucher.objects.count() == 1
    assert [day for day, _ in bill.provenance["days"]] == ["2026-10-13", "2026-10-14", "2026-10-15"]


@pytest.mark.clause("八.5c")
def test_the_family_reads_before_after_and_why(money: Money, child: Pupil) -> None:
    guardian = money.guardian(child)
    mark(child, date(2026, 10, 12), "absent")
    bill = correct(money, child)
    note = family_bill(act_of(guardian, NOW), bill_id=bill.pk).notes[0]
    assert (note.owed_before, note.owed_after, note.days_before, note.days_after) == (857, 571, 3, 2)
    assert note.taken_off == (date(2026, 10, 12),) and note.put_on == () and note.reason == "10月12日点名记错"
    letter = OutboxMessage.objects.get(title__contains="更正")
    assert letter.account_id == guardian.pk and child.name not in letter.body + letter.title


def test_the_voucher_of_a_note_leads_to_its_bill(money: Money, child: Pupil) -> None:
    mark(child, date(2026, 10, 12), "absent")
    bill = correct(money, child)
    found = trace_fen(Voucher.objects.get(kind="correction").pk)
    assert (found.about, found.about_id, found.fen, len(found.lessons)) == ("correction", bill.pk, -286, 2)


@pytest.mark.clause("二.2")
def test_the_records_of_corrected_bills_give_the_rules_nothing_to_say(money: Money, child: Pupil) -> None:
    from kehou.day.facts import term_facts
    from kehou.policy.facts.term import TermFacts
    from kehou.policy.rule import all_rules
    from tests.make.term import params

    guardian = money.guardian(child)
    pay_online(act_of(guardian, NOW), bill_id=money.bill(child).pk, amount=857, ref="x")
    mark(child, date(2026, 10, 12), "absent")
    rules = ("bill-days", "bill-over-standard", "term-cap-exceeded", "waived-pupil-charged", "collected-not-in-fund")

    def findings() -> list[str]:
        day = term_facts(**money.ids)
        found = TermFacts(
            plan=day.plan, students=day.students, sessions=day.sessions, presence=day.presence,
            bills=facts.bills(**money.ids), fund=facts.fund(**money.ids),
        )  # fmt: skip
        return [rule for rule in rules for _ in all_rules()[rule].run(found, params())]

    assert findings() == ["bill-days"]
    bill = correct(money, child)
    assert findings() == []
    carry_surplus(act_of(guardian, NOW), bill_id=bill.pk)
    money.serve([child], [date(2026, 11, 3), date(2026, 11, 4)])
    money.issue("2026-11", DECEMBER)
    assert findings() == []
    lines = [(line.period, line.kind, line.amount) for line in facts.bills(**money.ids)]
    assert ("2026-10", "refund", 286) in lines and ("2026-11", "payment", 286) in lines
