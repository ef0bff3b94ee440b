"""Money at the edge of a term: nothing is lost, nothing counts twice, and the record stays what it was (二.2, 八.4c, I4, I8)."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from kehou.day.models import Duty, Presence, Session
from kehou.fund import facts, ledger
from kehou.fund.actions.approve_pay_out import approve_pay_out
from kehou.fund.actions.approve_refund import approve_refund
from kehou.fund.actions.carry_surplus import carry_surplus
from kehou.fund.actions.correct_bill import correct_bill
from kehou.fund.actions.prepare_pay_out import prepare_pay_out
from kehou.fund.actions.prepare_refund import prepare_refund
from kehou.fund.actions.record_movement import record_movement
from kehou.fund.actions.record_payment import record_payment
from kehou.fund.actions.reverse_voucher import reverse_voucher
from kehou.fund.models import Bill, PayRun, Voucher
from kehou.fund.queries import fund_summary
from kehou.fund.queries.bills import bill_board
from kehou.fund.queries.books import ledger_page
from kehou.ground.refusal import Refusal
from kehou.invariants import check_all
from kehou.org import queries as org
from kehou.people.models import Pupil
from kehou.policy.facts.term import TermFacts
from kehou.policy.rule import all_rules
from tests.make.fund import NOW, OCTOBER, SPRING, Money, make_money, next_term, october
from tests.make.people import act_of, make_guardian
from tests.make.term import params

pytestmark = pytest.mark.django_db

MARCH = [date(2027, 3, day) for day in (8, 9, 10)]
RULES = ("fund-overdrawn", "collected-not-in-fund", "fund-source-unplanned", "term-cap-exceeded", "bill-over-standard")


@pytest.fixture
def autumn() -> Money:
    return make_money()


@pytest.fixture
def child(autumn: Money) -> Pupil:
    """Billed for three days of October: 8.57 yuan."""
    pupil = autumn.child()
    autumn.serve([pupil], october(12, 13, 14))
    autumn.issue()
    return pupil


def pay(money: Money, bill: Bill, fen: int, at: datetime = NOW, ref: str = "1") -> int:
    return record_payment(money.act(at=at), bill_id=bill.pk, amount=fen, ref=ref)


def movements(money: Money) -> list[tuple[date, str, int]]:
    return [(row.at, row.source_or_use, row.amount) for row in facts.fund(**money.ids)]


def findings(money: Money) -> list[str]:
    from kehou.plan import queries as plan

    filed = plan.filed_plan(money.school.pk, money.term.pk)
    found = TermFacts(
        plan=filed, fund=facts.fund(**money.ids), bills=facts.bills(**money.ids), students=_students(money)
    )
    return [p.says for name in RULES for p in all_rules()[name].run(found, params())]


def _students(money: Money) -> tuple[object, ...]:
    from kehou.day.facts import students

    return students(money.school.pk, org.term(money.term.pk))


def straight(*terms: Money) -> None:
    """No invariant of money is broken, the tables accuse nobody, and terms hang together to the fen."""
    assert not [(name, rows) for name, _, rows in check_all() if rows and name[:3] in ("i04", "i05", "i06", "i07")]
    assert [findings(term) for term in terms] == [[] for _ in terms]
    cash = sum(ledger.cash(terms[0].school.pk).values())
    assert sum(row.amount for row in facts.fund(**terms[-1].ids)) == cash
    summary = fund_summary(terms[-1].school.pk, org.term(terms[-1].term.pk))
    assert summary.left == cash
    for before, after in pairwise(terms):
        left = fund_summary(before.school.pk, org.term(before.term.pk)).left
        assert left == fund_summary(after.school.pk, org.term(after.term.pk)).before
        page = ledger_page(after.act(), **after.ids)
        assert left == (page.opening.cash if page.opening else 0)
        assert page.opening is None or page.opening.term == org.term(before.term.pk)


@pytest.mark.clause("二.2")
@pytest.mark.invariant("I8")
def test_what_is_left_opens_the_next_ledger_and_says_which_term_left_it(autumn: Money, child: Pupil) -> None:
    autumn.subsidy(10_000)
    pay(autumn, autumn.bill(child), 300)
    spring = next_term(autumn)
    page = ledger_page(spring.act(at=SPRING), **spring.ids)
    assert page.opening and page.opening.term and page.opening.term.name == "2026年秋季学期"
    assert (page.opening.cash, page.opening.receivable, page.opening.owed_back) == (10_300, 557, 0)
    assert [(line.opened, line.left) for line in page.by_source] == [(10_000, 10_000), (300, 300), (0, 0)]
    straight(autumn, spring)


@pytest.mark.invariant("I4")
@pytest.mark.clause("八.4c")
def test_a_bill_paid_late_reaches_the_ledger_of_the_day_and_never_changes_the_old_one(
    autumn: Money, child: Pupil
) -> None:
    spring = next_term(autumn)
    before = movements(autumn), fund_summary(autumn.school.pk, org.term(autumn.term.pk)).left
    payment = pay(spring, autumn.bill(child), 857, SPRING)
    assert (movements(autumn), fund_summary(autumn.school.pk, org.term(autumn.term.pk)).left) == before
    voucher = Voucher.objects.get(ref=f"payment:{payment}")
    assert (voucher.term_id, voucher.origin_id, voucher.number) == (spring.term.pk, autumn.term.pk, 1)
    assert movements(spring) == [(SPRING.date(), "carried", 857)]
    assert not facts.bills(**spring.ids), "autumn's payment is no payment of spring's bills"
    assert ledger_page(spring.act(), **spring.ids).vouchers[0].origin == "2026年秋季学期"
    straight(autumn, spring)


@pytest.mark.clause("二.2")
def test_an_unpaid_bill_of_last_term_stands_on_the_office_s_board_until_it_is_settled(
    autumn: Money, child: Pupil
) -> None:
    spring = next_term(autumn)

    def shown() -> list[tuple[str, str, int, int, int]]:
        board = bill_board(spring.act(at=SPRING), school_id=spring.school.pk, term=org.term(spring.term.pk))
        return [(e.term.key, e.period, e.unpaid, e.owed, e.owed_back) for e in board.earlier]

    assert shown() == [("2026-autumn", OCTOBER, 1, 857, 0)]
    pay(spring, autumn.bill(child), 857, SPRING)
    assert shown() == []


@pytest.mark.clause("二.2")
def test_a_fee_that_goes_back_in_the_next_term_is_paid_from_what_was_carried(autumn: Money, child: Pupil) -> None:
    pay(autumn, autumn.bill(child), 857)
    spring = next_term(autumn)
    Presence.objects.filter(pupil=child, session__date=october(12)[0]).update(state="absent", in_at=None)
    correct_bill(spring.act(at=SPRING), bill_id=autumn.bill(child).pk, reason="点名记错")
    refund = prepare_refund(spring.act(at=SPRING), bill_id=autumn.bill(child).pk)
    approve_refund(spring.act("checker", SPRING), refund_id=refund)
    assert autumn.bill(child).owed_back == 0
    assert movements(spring)[1:] == [(SPRING.date(), "carried", -286)]
    assert [(row.kind, row.amount) for row in facts.bills(**autumn.ids)] == [
        ("charge", 571), ("payment", 857), ("refund", 286)
    ]  # fmt: skip
    straight(autumn, spring)


@pytest.mark.clause("二.2")
def test_what_a_family_paid_too_much_in_autumn_may_stand_on_its_first_bill_of_spring(
    autumn: Money, child: Pupil
) -> None:
    pay(autumn, autumn.bill(child), 857)
    Presence.objects.filter(pupil=child, session__date=october(12)[0]).update(state="absent", in_at=None)
    correct_bill(autumn.act(), bill_id=autumn.bill(child).pk, reason="点名记错")
    carry_surplus(act_of(make_guardian(child), NOW), bill_id=autumn.bill(child).pk)
    spring = next_term(autumn)
    spring.serve([child], MARCH)
    join(spring, child)
    spring.issue("2027-03", SPRING)
    bill = spring.bill(child, "2027-03")
    assert (bill.paid, autumn.bill(child).owed_back) == (286, 0)
    assert movements(spring)[-2:] == [(SPRING.date(), "carried", -286), (SPRING.date(), "service_fee", 286)]
    straight(autumn, spring)
    pay(spring, bill, bill.left, SPRING + timedelta(days=1), "2")
    straight(autumn, spring)


def join(money: Money, child: Pupil) -> None:
    from kehou.enrol.models import Consent
    from kehou.org.rows import scope

    Consent.objects.create(
        **scope(money.school.pk), term=money.term, pupil=child, at=datetime(2027, 2, 26, 9, 0, tzinfo=NOW.tzinfo),
        act="join", by="guardian", text_version="1", account=money.coordinator,
    )  # fmt: skip


@pytest.mark.invariant("I5")
def test_a_booking_taken_back_after_the_term_leaves_the_old_ledger_as_it_was(autumn: Money) -> None:
    autumn.subsidy(10_000)
    running = record_movement(autumn.act(), **autumn.ids, kind="running", amount=2_000, memo="发票 3")
    spring = next_term(autumn)
    before = movements(autumn)
    reverse_voucher(spring.act("checker", SPRING), voucher_id=running, reason="记重了")
    assert movements(autumn) == before
    assert movements(spring) == [(spring.term.first_day, "carried", 8_000), (SPRING.date(), "carried", 2_000)]
    assert fund_summary(spring.school.pk, org.term(spring.term.pk)).went == 0
    straight(autumn, spring)


@pytest.mark.clause("八.4c")
def test_money_that_comes_today_is_never_booked_into_a_ledger_that_ended(autumn: Money) -> None:
    spring = next_term(autumn)
    autumn.subsidy(500, SPRING)
    assert Voucher.objects.get().term_id == spring.term.pk and not movements(autumn)
    straight(autumn, spring)


@pytest.mark.clause("八.4b")
@pytest.mark.invariant("I7")
def test_what_is_found_after_the_last_pay_out_goes_with_another_run_for_the_whole_term(autumn: Money) -> None:
    autumn.serve([], october(12, 13))
    autumn.rate()
    autumn.subsidy(100_000)
    autumn.appraise()
    spring = next_term(autumn)

    def run(period: str, at: datetime) -> PayRun:
        row = PayRun.objects.get(pk=prepare_pay_out(autumn.act(at=at), **autumn.ids, period=period))
        approve_pay_out(autumn.act("checker", at), run_id=row.pk)
        return row

    assert run(OCTOBER, NOW).total == 12_000
    late = []
    for day, key in ((12, "2026-autumn"), (13, "2026-autumn+2")):
        duty = Duty.objects.get(session__date=date(2026, 10, day))
        assert duty.out_at
        Duty.objects.filter(pk=duty.pk).update(out_at=duty.out_at + timedelta(minutes=30))
        late.append(run("2026-autumn", SPRING))
        assert (late[-1].total, late[-1].period) == (3_000, key)
    with pytest.raises(Refusal, match="nothing_earned"):
        run("2026-autumn", SPRING)
    assert [movement[1:] for movement in movements(spring)] == [
        ("carried", 88_000), ("teacher_pay", -3_000), ("teacher_pay", -3_000)
    ]  # fmt: skip
    assert [(row.period, row.amount) for row in facts.payouts(**autumn.ids)] == [(OCTOBER, 18_000)]
    assert not facts.payouts(**spring.ids)
    straight(autumn, spring)


@pytest.mark.invariant("I7")
def test_a_run_of_the_old_term_settles_nothing_of_the_new_one(autumn: Money) -> None:
    autumn.serve([], october(12))
    autumn.rate()
    autumn.subsidy(100_000)
    autumn.appraise()
    spring = next_term(autumn)
    spring.serve([], MARCH[:1])
    spring.appraise(SPRING)
    paid = prepare_pay_out(spring.act(at=SPRING), **spring.ids, period="2027-03")
    approve_pay_out(spring.act("checker", SPRING), run_id=paid)
    Session.objects.filter(date=MARCH[0]).update(state="cancelled")
    row = PayRun.objects.get(pk=prepare_pay_out(autumn.act(at=SPRING), **autumn.ids, period=OCTOBER))
    assert row.total == 6_000 and not row.payline_set.filter(payadjustment__isnull=False).exists()
