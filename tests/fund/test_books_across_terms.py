"""Two terms, any order of deeds: ledgers and record tables agree with a model that knows nothing of them (I4, I6, I7, I8).

Bills, waivers by the day, payments, refunds, corrections, surpluses that cross into the next term, pay-outs, differences, repayments,
reversals, and the change of term itself. A normal run takes 8 × 30 steps on each engine; KEHOU_LONG=N is N × 60.
"""

import os
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kehou.day.models import Duty, Presence
from kehou.fund import facts, ledger
from kehou.fund.actions import posting
from kehou.fund.actions.approve_pay_out import approve_pay_out
from kehou.fund.actions.approve_refund import approve_refund
from kehou.fund.actions.carry_surplus import carry_surplus
from kehou.fund.actions.confirm_repayment import confirm_repayment
from kehou.fund.actions.correct_bill import correct_bill
from kehou.fund.actions.prepare_pay_out import prepare_pay_out
from kehou.fund.actions.prepare_refund import prepare_refund
from kehou.fund.actions.record_movement import record_movement
from kehou.fund.actions.record_payment import record_payment
from kehou.fund.actions.record_repayment import record_repayment
from kehou.fund.actions.reverse_voucher import reverse_voucher
from kehou.fund.models import Bill
from kehou.fund.queries import fund_summary
from kehou.fund.queries.books import ledger_page
from kehou.ground.refusal import Refusal
from kehou.invariants import check_all
from kehou.org import queries as org
from kehou.people.actions.record_aid import record_aid
from kehou.plan import queries as plan
from kehou.policy.facts.term import TermFacts
from kehou.policy.rule import all_rules
from tests.fund.terms_model import DAYS, MARCH, MOMENTS, TERM, TermsModel, TwoTerms
from tests.make.fund import OCTOBER, RATE
from tests.make.people import act_of
from tests.make.term import params

LONG = int(os.environ.get("KEHOU_LONG") or 0)
EXAMPLES, STEPS = (LONG, 60) if LONG else (8, 30)
TERMS = ("autumn", "spring")
SILENT = ("fund-overdrawn", "collected-not-in-fund", "fund-source-unplanned", "term-cap-exceeded", "bill-over-standard")

fen = st.integers(min_value=1, max_value=2000)
which = st.integers(min_value=0, max_value=30)
term_s = st.sampled_from(TERMS)
child_s = st.integers(0, 2)

TOWN: list[TwoTerms] = []


class Books(TermsModel, RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.begin_with(TOWN[0])
        self.frame = transaction.atomic()
        self.frame.__enter__()

    def teardown(self) -> None:
        broken = [(name, rows) for name, _, rows in check_all() if rows and name[:3] in ("i04", "i05", "i06", "i07")]
        accused = [(term, says) for term in TERMS for says in self.findings(term)]
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)
        assert not broken and not accused

    def findings(self, term: str) -> list[str]:
        ids = self.town.of(term).ids
        from kehou.day.facts import students

        told = TermFacts(
            plan=plan.filed_plan(**ids), fund=facts.fund(**ids), bills=facts.bills(**ids),
            students=students(ids["school_id"], org.term(ids["term_id"])),
        )  # fmt: skip
        return [problem.says for name in SILENT for problem in all_rules()[name].run(told, params())]

    def attempt(self, allowed: bool, deed: Any) -> Any:
        """The deed happens just where the model allows it."""
        try:
            with transaction.atomic():
                answer = deed()
                connection.check_constraints()
        except Refusal as refusal:
            assert not allowed, refusal.code
            return None
        assert allowed, "the model would have refused"
        return answer

    def act(self, who: str = "maker") -> Any:
        return self.town.autumn.act(who, self.at)

    def pick(self, place: int) -> tuple[int, dict[str, Any]]:
        key = list(self.bills)[place % len(self.bills)]
        return key, self.bills[key]

    # ── deeds ──

    @initialize()
    def begin(self) -> None:
        self.subsidy(30_000)
        self.issue(OCTOBER)

    @precondition(lambda self: self.moment + 1 < len(MOMENTS))
    @rule()
    def time_goes_on(self) -> None:
        before = self.ledger
        self.moment += 1
        if before != self.ledger:
            self.step_into_spring()

    @rule(period=st.sampled_from(sorted(DAYS)))
    def issue(self, period: str) -> None:
        live = {bill["child"] for bill in self.bills.values() if bill["period"] == period}
        due = [n for n in range(3) if self.there[period, n] and n not in live]
        ok = period == OCTOBER or self.moment >= 2
        new = self.attempt(ok, lambda: self.town.of(TERM[period]).issue(period, self.at))
        if new is None:
            return
        for n in due:
            charged, waived, free = self.costs(period, n)
            row = Bill.objects.get(pupil=self.town.children[n], period=period)
            self.bills[row.pk] = {
                "child": n, "period": period, "term": TERM[period], "charged": charged, "waived": waived, "free": free,
                "paid": 0, "refunded": 0, "surplus": 0, "returned": 0, "carry": False,
                "days": frozenset(self.there[period, n]),
            }  # fmt: skip
        if due:
            self.move_on(list(self.bills))

    @precondition(lambda self: self.bills)
    @rule(place=which, amount=fen, all_of_it=st.booleans())
    def pay(self, place: int, amount: int, all_of_it: bool) -> None:
        key, bill = self.pick(place)
        amount = self.left(bill) if all_of_it and self.left(bill) else amount
        self.receipts += 1
        given = {"bill_id": key, "amount": amount, "ref": f"R{self.receipts}"}
        if self.attempt(amount <= self.left(bill), lambda: record_payment(self.act(), **given)):
            bill["paid"] += amount
            self.cash["service_fee"] += amount
            self.tell("service_fee", amount, bill["term"])

    @rule(period=st.sampled_from(sorted(DAYS)), n=child_s, place=st.integers(0, 3))
    def mark_otherwise(self, period: str, n: int, place: int) -> None:
        day = DAYS[period][place % len(DAYS[period])]
        gone = day in self.there[period, n]
        Presence.objects.filter(pupil=self.town.children[n], session__date=day).update(
            state="absent" if gone else "present"
        )
        self.there[period, n] ^= {day}

    @rule(n=child_s, period=st.sampled_from(sorted(DAYS)), place=st.integers(0, 3))
    def aid_from(self, n: int, period: str, place: int) -> None:
        """A paper comes: the aid has run from some day on."""
        first = DAYS[period][place % len(DAYS[period])]
        act = act_of(self.town.officer, self.at)
        given = {"school_id": self.town.autumn.school.pk, "child_id": self.town.children[n].pk, "first_day": first}
        ok = not self.aid[n]
        if self.attempt(ok, lambda: record_aid(act, **given, category="城市低保", evidence="低保证")):
            self.aid[n].append(first)

    @precondition(lambda self: self.bills)
    @rule(place=which)
    def correct(self, place: int) -> None:
        key, bill = self.pick(place)
        charged, waived, _ = self.costs(bill["period"], bill["child"], bill["free"])
        days = frozenset(self.there[bill["period"], bill["child"]])
        ok = (charged, waived, days) != (bill["charged"], bill["waived"], bill["days"])
        if self.attempt(ok, lambda: correct_bill(self.act(), bill_id=key, reason="记录改了")):
            self.correct_to(bill)
            self.move_on([key])

    @precondition(lambda self: self.bills)
    @rule(place=which, carry=st.booleans())
    def carry(self, place: int, carry: bool) -> None:
        key, bill = self.pick(place)
        act, before = act_of(self.town.guardians[bill["child"]], self.at), bill["carry"]
        bill["carry"] = carry
        moved = self.attempt(bool(self.over(bill)), lambda: carry_surplus(act, bill_id=key, carry=carry))
        if moved is None:
            bill["carry"] = before
        else:
            assert moved == self.move_on([key])

    @precondition(lambda self: self.bills)
    @rule(place=which, amount=fen, over=st.booleans())
    def refund(self, place: int, amount: int, over: bool) -> None:
        """Prepared and approved: what a correction left over, or another amount with a reason."""
        key, bill = self.pick(place)
        most = bill["paid"] - bill["refunded"] - bill["returned"]
        amount = self.over(bill) if over else amount
        given: dict[str, Any] = {} if over else {"amount": amount, "reason": "转学"}
        held = bill["carry"] and self.over(bill) and self.at.date() <= self.town.of(bill["term"]).term.last_day
        ok = 0 < amount <= most and not held and amount <= self.cash["service_fee"]

        def deed() -> int:
            new = prepare_refund(self.act(), bill_id=key, **given)
            return approve_refund(self.act("checker"), refund_id=new)

        if self.attempt(bool(ok), deed):
            gone = min(amount, self.over(bill))
            bill["returned"] += gone
            bill["refunded"] += amount - gone
            self.cash["service_fee"] -= amount
            self.tell("service_fee", -amount, bill["term"])

    @rule(amount=st.integers(1, 20_000))
    def subsidy(self, amount: int, term: str = "autumn") -> None:
        self.attempt(True, lambda: self.town.of(term).subsidy(amount, self.at))
        self.cash["subsidy"] += amount
        self.tell("subsidy", amount, self.ledger)

    @rule(amount=fen, term=term_s)
    def spend(self, amount: int, term: str) -> None:
        parts = self.draw(amount)
        ids = self.town.of(self.ledger if term == "spring" else "autumn").ids
        deed = record_movement
        new = self.attempt(
            parts is not None, lambda: deed(self.act(), **ids, kind="running", amount=amount, memo="发票")
        )
        if new and parts:
            self.take(parts)
            self.tell("running", -amount, self.ledger)
            self.spent.append({"id": new, "parts": parts, "ledger": self.ledger, "amount": amount, "undone": False})

    @precondition(lambda self: self.spent)
    @rule(place=which)
    def take_back(self, place: int) -> None:
        entry = self.spent[place % len(self.spent)]
        deed = reverse_voucher
        if self.attempt(
            not entry["undone"], lambda: deed(self.act("checker"), voucher_id=entry["id"], reason="记重了")
        ):
            entry["undone"] = True
            self.take(entry["parts"], 1)
            self.tell("running", entry["amount"], entry["ledger"])

    @rule(place=which, minutes=st.integers(1, 120))
    def work_otherwise(self, place: int, minutes: int) -> None:
        day = sorted(self.worked)[place % len(self.worked)]
        row = self.town.duties[day]
        assert row.in_at
        Duty.objects.filter(pk=row.pk).update(out_at=row.in_at + timedelta(minutes=minutes))
        self.worked[day] = minutes

    @rule(term=term_s)
    def pay_out(self, term: str) -> None:
        """Of autumn always the whole term, once it is over; of spring its March, once."""
        money = self.town.of(term)
        total, minutes = self.pay_now(term)
        parts = self.draw(total)
        done = term == "spring" and any(self.term_of(day) == "spring" for day in self.paid)
        ready = self.moment >= (1 if term == "autumn" else 2)
        ok = ready and not done and bool(minutes) and parts is not None
        period = MARCH if term == "spring" else money.term.key

        def deed() -> bool:
            run = prepare_pay_out(money.act(at=self.at), **money.ids, period=period)
            approve_pay_out(money.act("checker", self.at), run_id=run)
            return True

        if self.attempt(ok, deed) and parts:
            self.take(parts)
            for day, more in minutes.items():
                self.paid[day] = self.paid.get(day, 0) + more
            self.drawn[term].update(parts)
            self.tell("teacher_pay", -total, term, "teacher_pay")

    @rule(term=term_s)
    def give_back(self, term: str) -> None:
        money = self.town.of(term)
        over = {day: -more for day, more in self.differences(term).items() if more < 0}
        amount = sum(over.values()) * RATE // 60
        self.receipts += 1

        def deed() -> int:
            given = {**money.ids, "staff_id": money.teacher.pk, "receipt": f"B{self.receipts}"}
            return confirm_repayment(self.act("checker"), repayment_id=record_repayment(self.act(), **given))

        if self.attempt(bool(over), deed):
            from_fee = min(amount, self.drawn[term]["service_fee"])
            parts = {"service_fee": from_fee, "subsidy": amount - from_fee}
            self.take(parts, 1)
            self.drawn[term].subtract(parts)
            for day, minutes in over.items():
                self.paid[day] -= minutes
            self.tell("teacher_pay", amount, term)

    def begin_with(self, town: TwoTerms) -> None:
        super().begin_with(town)
        self.drawn: dict[str, Counter[str]] = {term: Counter() for term in TERMS}

    # ── what must agree after every step ──

    @invariant()
    def books_agree(self) -> None:
        school = self.town.autumn.school.pk
        assert ledger.cash(school) == {**self.cash, "on_behalf": 0}
        fields = ("charged", "waived", "paid", "refunded", "surplus", "returned", "carry")
        rows = Bill.objects.filter(school_id=school)
        there = {row.pk: {name: getattr(row, name) for name in fields} for row in rows}
        assert there == {key: {name: bill[name] for name in fields} for key, bill in self.bills.items()}

    @invariant()
    def every_ledger_tells_its_own_movements_once(self) -> None:
        cash = sum(self.cash.values())
        for term in TERMS if self.ledger == "spring" else TERMS[:1]:
            money, sums = self.town.of(term), Counter[str]()
            for row in facts.fund(**money.ids):
                sums[row.source_or_use] += row.amount
            assert {k: v for k, v in sums.items() if v} == {k: v for k, v in self.told[term].items() if v}, term
            left = sum(sums.values())
            assert left == fund_summary(money.school.pk, org.term(money.term.pk)).left
            if term == self.ledger:
                assert left == cash
            else:
                page = ledger_page(self.act(), **self.town.spring.ids)
                assert left == (page.opening.cash if page.opening else 0)


def run_machine(*, shrink: bool = True) -> None:
    TOWN[:] = [TwoTerms()]
    profile = settings(
        phases=tuple(Phase) if shrink else (Phase.generate,),
        report_multiple_bugs=shrink,
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=not LONG, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip
    run_state_machine_as_test(Books, settings=profile)


@pytest.mark.invariant("I4")
@pytest.mark.invariant("I6")
@pytest.mark.invariant("I7")
@pytest.mark.invariant("I8")
@pytest.mark.clause("二.2")
@pytest.mark.both_databases
@pytest.mark.slow
@pytest.mark.django_db
def test_nothing_is_lost_and_nothing_counts_twice_between_two_terms() -> None:
    run_machine()


@pytest.mark.invariant("I4")
@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("broken", ["the old ledger goes on", "a payment loses a fen"])
def test_the_machine_sees_one_posting_that_is_wrong(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    """The negative control."""
    if broken == "the old ledger goes on":
        monkeypatch.setattr(ledger, "running", lambda _school, about, _on: about)
    else:
        post = posting.post

        def short(act: Any, book: Any, term_id: int, drafts: Any, **more: Any) -> list[int]:
            return post(act, book, term_id, [_a_fen_less(draft) for draft in drafts], **more)

        monkeypatch.setattr("kehou.fund.actions.paying.post", short)
    with pytest.raises((AssertionError, ExceptionGroup)):
        run_machine(shrink=False)


def _a_fen_less(draft: ledger.Draft) -> ledger.Draft:
    lines = tuple(
        (account, source, amount - 1 if amount > 0 else amount + 1) for account, source, amount in draft.lines
    )
    return ledger.Draft(draft.kind, draft.ref, lines, draft.memo)
