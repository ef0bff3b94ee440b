"""Whatever people do, in whatever order, the books agree with a model that knows nothing of them (I4, I5, I6, I7).

Every step is a deed on the real database; the model is plain Python. A normal run takes 12 × 30 steps on each engine;
with KEHOU_LONG=1 it is 500 × 60 (30,000).
"""

import os
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kehou.fund import ledger
from kehou.fund.actions.approve_pay_out import approve_pay_out
from kehou.fund.actions.approve_refund import approve_refund
from kehou.fund.actions.close_books import close_books
from kehou.fund.actions.decline_refund import decline_refund
from kehou.fund.actions.drop_pay_out import drop_pay_out
from kehou.fund.actions.pay_online import pay_online
from kehou.fund.actions.prepare_pay_out import prepare_pay_out
from kehou.fund.actions.prepare_refund import prepare_refund
from kehou.fund.actions.record_movement import record_movement
from kehou.fund.actions.record_payment import record_payment
from kehou.fund.actions.reverse_voucher import reverse_voucher
from kehou.fund.models import Bill, PayRun, Voucher
from kehou.ground.refusal import Refusal
from kehou.invariants import check_all
from kehou.people.models import Account, Pupil
from tests.make.fund import NOW, RATE, Money, make_money
from tests.make.people import act_of, make_staff

LONG = os.environ.get("KEHOU_LONG") == "1"
EXAMPLES, STEPS = (500, 60) if LONG else (12, 30)

# Days of service of the builder's calendar, counted by hand: September 22 weekdays; October 22 less the 1st.
OFFERED = {"2026-09": 22, "2026-10": 21}
STANDARD = 6000
SERVED = {"2026-09": (1, 3, 7, 0), "2026-10": (2, 5, 0, 11)}
WORKED = {"2026-09": (67, 180), "2026-10": (131, 45)}

fen = st.integers(min_value=1, max_value=9000)
which = st.integers(min_value=0, max_value=30)


class Town:
    """The school that every run begins with."""

    def __init__(self) -> None:
        self.money: Money = make_money()
        self.children: list[Pupil] = [self.money.child(n, aid_category="孤儿" if n == 3 else "") for n in range(4)]
        self.guardians: list[Account] = [self.money.guardian(child) for child in self.children]
        teachers = [self.money.teacher, make_staff(self.money.school, "赵鹏")]
        for period, days in SERVED.items():
            first = date.fromisoformat(f"{period}-07")
            for child, count in zip(self.children, days, strict=True):
                held = [first + timedelta(days=n) for n in range(20) if (first + timedelta(days=n)).weekday() < 5]
                self.money.serve([child], held[:count], minutes=0)
            for teacher, minutes in zip(teachers, WORKED[period], strict=True):
                self.money.serve([], [first], minutes=minutes, teacher=teacher)
        self.money.rate()
        self.money.appraise()


TOWN: list[Town] = []


class Books(RuleBasedStateMachine):
    """DB and model side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.town, self.money, self.at = TOWN[0], TOWN[0].money, NOW
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.cash = {"subsidy": 0, "service_fee": 0}
        self.bills: dict[int, dict[str, Any]] = {}
        self.refunds: dict[int, dict[str, Any]] = {}
        self.runs: dict[str, dict[str, Any]] = {}
        self.log: list[dict[str, Any]] = []
        self.closed: date | None = None
        self.receipts = 0

    def teardown(self) -> None:
        broken = [(name, rows) for name, _, rows in check_all() if rows and name[:3] in ("i04", "i05", "i06", "i07")]
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)
        assert not broken

    # ── what the model expects ──

    @property
    def open_today(self) -> bool:
        return self.closed is None or self.at.date() > self.closed

    def attempt(self, allowed: bool, deed: Callable[[], Any]) -> Any:
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

    def draw(self, amount: int) -> dict[str, int] | None:
        from_subsidy = min(amount, self.cash["subsidy"])
        rest = amount - from_subsidy
        return None if rest > self.cash["service_fee"] else {"subsidy": from_subsidy, "service_fee": rest}

    def pending(self, bill: int) -> int:
        return sum(r["amount"] for r in self.refunds.values() if r["bill"] == bill and r["state"] == "prepared")

    def pick(self, of: Any, place: int) -> Any:
        keys = list(of)
        return keys[place % len(keys)]

    # ── deeds ──

    @initialize()
    def begin(self) -> None:
        """September's bills are out, one is paid: the interesting states are near."""
        self.issue("2026-09")
        self.pay(2, 1, all_of_it=True, online=False)

    @rule(period=st.sampled_from(sorted(SERVED)))
    def issue(self, period: str) -> None:
        live = {b["child"] for b in self.bills.values() if b["period"] == period and not b["voided"]}
        due = [n for n, days in enumerate(SERVED[period]) if days and n not in live]
        self.attempt(self.open_today or not due, lambda: self.money.issue(period, self.at))
        if not self.open_today:
            return
        for n in due:
            charged = STANDARD * SERVED[period][n] // OFFERED[period]
            row = Bill.objects.get(pupil=self.town.children[n], period=period, voided_at=None)
            self.bills[row.pk] = {
                "child": n, "period": period, "charged": charged, "waived": charged if n == 3 else 0, "paid": 0,
                "refunded": 0, "voided": False,
            }  # fmt: skip
            self.log.append({"kind": "charge", "bill": row.pk})

    @precondition(lambda self: self.bills)
    @rule(place=which, amount=fen, all_of_it=st.booleans(), online=st.booleans())
    def pay(self, place: int, amount: int, all_of_it: bool, online: bool) -> None:
        key = self.pick(self.bills, place)
        bill = self.bills[key]
        left = bill["charged"] - bill["waived"] - bill["paid"]
        amount = left if all_of_it and left else amount
        self.receipts += 1
        given = {"bill_id": key, "amount": amount, "ref": f"R{self.receipts}"}
        act = act_of(self.town.guardians[bill["child"]], self.at) if online else self.money.act(at=self.at)
        deed = pay_online if online else record_payment
        ok = not bill["voided"] and amount <= left and self.open_today
        if self.attempt(ok, lambda: deed(act, **given)):
            assert deed(act, **given)  # told twice is paid once
            bill["paid"] += amount
            self.cash["service_fee"] += amount
            self.log.append({"kind": "payment", "bill": key, "amount": amount})

    @precondition(lambda self: any(bill["paid"] for bill in self.bills.values()))
    @rule(place=which, amount=fen, all_of_it=st.booleans())
    def ask_refund(self, place: int, amount: int, all_of_it: bool) -> None:
        key = self.pick([key for key, bill in self.bills.items() if bill["paid"]], place)
        bill = self.bills[key]
        most = bill["paid"] - bill["refunded"] - self.pending(key)
        amount = most if all_of_it and most else amount
        act = self.money.act(at=self.at)
        new = self.attempt(amount <= most, lambda: prepare_refund(act, bill_id=key, amount=amount, reason="转学"))
        if new:
            self.refunds[new] = {"bill": key, "amount": amount, "state": "prepared"}

    @precondition(lambda self: self.refunds)
    @rule(place=which, yes=st.booleans())
    def decide_refund(self, place: int, yes: bool) -> None:
        key = self.pick(self.refunds, place)
        refund, act = self.refunds[key], self.money.act("checker", self.at)
        ok = refund["state"] == "prepared"
        if not yes:
            if self.attempt(ok, lambda: decline_refund(act, refund_id=key)):
                refund["state"] = "declined"
            return
        ok = ok and refund["amount"] <= self.cash["service_fee"] and self.open_today
        if self.attempt(ok, lambda: approve_refund(act, refund_id=key)):
            refund["state"] = "paid"
            self.bills[refund["bill"]]["refunded"] += refund["amount"]
            self.cash["service_fee"] -= refund["amount"]
            self.log.append({"kind": "refund"})

    @rule(amount=st.integers(min_value=1, max_value=60_000))
    def subsidy(self, amount: int) -> None:
        if self.attempt(self.open_today, lambda: self.money.subsidy(amount, self.at)):
            self.cash["subsidy"] += amount
            self.log.append({"kind": "subsidy", "amount": amount})

    @rule(amount=fen, kind=st.sampled_from(["running", "external_pay"]))
    def spend(self, amount: int, kind: str) -> None:
        parts = self.draw(amount)
        given = {**self.money.ids, "kind": kind, "amount": amount, "memo": "发票"}
        ok = parts is not None and self.open_today
        if self.attempt(ok, lambda: record_movement(self.money.act(at=self.at), **given)) and parts:
            for source, part in parts.items():
                self.cash[source] -= part
            self.log.append({"kind": kind, "parts": parts})

    @rule(period=st.sampled_from(sorted(WORKED)))
    def prepare_pay(self, period: str) -> None:
        total = sum((minutes * RATE + 30) // 60 for minutes in WORKED[period])
        ok = self.runs.get(period, {}).get("state") in (None, "dropped") and self.draw(total) is not None
        act = self.money.act(at=self.at)
        run = self.attempt(ok, lambda: prepare_pay_out(act, **self.money.ids, period=period))
        if run:
            assert PayRun.objects.get(pk=run).total == total
            self.runs[period] = {"id": run, "total": total, "state": "prepared"}

    @precondition(lambda self: self.runs)
    @rule(place=which, yes=st.booleans())
    def decide_pay(self, place: int, yes: bool) -> None:
        run = self.runs[self.pick(self.runs, place)]
        act, ok = self.money.act("checker", self.at), run["state"] == "prepared"
        if not yes:
            if self.attempt(ok, lambda: drop_pay_out(act, run_id=run["id"])):
                run["state"] = "dropped"
            return
        parts = self.draw(run["total"])
        ok = ok and parts is not None and self.open_today
        if self.attempt(ok, lambda: approve_pay_out(act, run_id=run["id"])) and parts:
            run["state"] = "paid"
            for source, part in parts.items():
                self.cash[source] -= part
            self.log.append({"kind": "pay_out"})

    @precondition(lambda self: self.log)
    @rule(place=which)
    def reverse(self, place: int) -> None:
        number = place % len(self.log)
        entry = self.log[number]
        voucher = Voucher.objects.get(school=self.money.school, number=number + 1)
        undo = self._undo(entry)
        act = self.money.act("checker", self.at)
        ok = undo is not None and not entry.get("reversed") and self.open_today
        if self.attempt(ok, lambda: reverse_voucher(act, voucher_id=voucher.pk, reason="记错")) and undo:
            undo()
            entry["reversed"] = True
            self.log.append({"kind": "reversal"})

    def _undo(self, entry: dict[str, Any]) -> Callable[[], None] | None:
        """What taking an entry back does to the model, or None where it can't be."""
        if entry["kind"] == "subsidy" and entry["amount"] <= self.cash["subsidy"]:
            return lambda: self._move({"subsidy": -entry["amount"]})
        if entry["kind"] in ("running", "external_pay"):
            return lambda: self._move(entry["parts"])
        if entry["kind"] == "charge":
            bill = self.bills[entry["bill"]]
            return None if bill["paid"] else lambda: bill.update(voided=True)
        if entry["kind"] == "payment":
            bill, amount = self.bills[entry["bill"]], entry["amount"]
            if (
                bill["paid"] - amount < bill["refunded"] + self.pending(entry["bill"])
                or amount > self.cash["service_fee"]
            ):
                return None
            return lambda: (bill.update(paid=bill["paid"] - amount), self._move({"service_fee": -amount}))[-1]
        return None

    def _move(self, parts: dict[str, int]) -> None:
        for source, part in parts.items():
            self.cash[source] += part

    @rule()
    def next_day(self) -> None:
        self.at += timedelta(days=1)

    @rule(days_ago=st.integers(min_value=-1, max_value=3))
    def close(self, days_ago: int) -> None:
        through = self.at.date() - timedelta(days=days_ago)
        ok = days_ago >= 0 and (self.closed is None or through > self.closed)
        act = self.money.act("checker", self.at)
        self.attempt(ok, lambda: close_books(act, school_id=self.money.school.pk, through=through))
        self.closed = through if ok else self.closed

    # ── what must agree after every step ──

    @invariant()
    def books_agree(self) -> None:
        assert ledger.cash(self.money.school.pk) == {**self.cash, "on_behalf": 0}
        fields = ("charged", "waived", "paid", "refunded")
        rows = Bill.objects.filter(school=self.money.school)
        there = {row.pk: {**{f: getattr(row, f) for f in fields}, "voided": row.voided_at is not None} for row in rows}
        assert there == {key: {f: bill[f] for f in (*fields, "voided")} for key, bill in self.bills.items()}
        numbers = Voucher.objects.filter(school=self.money.school).order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, len(self.log) + 1))


@pytest.mark.invariant("I4")
@pytest.mark.invariant("I5")
@pytest.mark.invariant("I6")
@pytest.mark.both_databases
@pytest.mark.slow
@pytest.mark.django_db
def test_the_books_agree_with_a_model_that_knows_nothing_of_them() -> None:
    TOWN[:] = [Town()]
    health = [HealthCheck.too_slow, HealthCheck.data_too_large]
    profile = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=not LONG,
        suppress_health_check=health,
    )
    run_state_machine_as_test(Books, settings=profile)
