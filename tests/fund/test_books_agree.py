"""Whatever people do, in whatever order, the books agree with a model that knows nothing of them (I4, I5, I6, I7).

Every step is a deed on the real database; the model is plain Python. A normal run takes 12 × 30 steps on each engine;
with KEHOU_LONG=1 it is 500 × 60 (30,000); KEHOU_LONG=N is N × 60.
"""

import os
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
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

from kehou.day.models import Duty, Presence
from kehou.fund import ledger
from kehou.fund.actions.approve_pay_out import approve_pay_out
from kehou.fund.actions.approve_refund import approve_refund
from kehou.fund.actions.carry_surplus import carry_surplus
from kehou.fund.actions.close_books import close_books
from kehou.fund.actions.correct_bill import correct_bill
from kehou.fund.actions.decline_refund import decline_refund
from kehou.fund.actions.drop_pay_out import drop_pay_out
from kehou.fund.actions.pay_online import pay_online
from kehou.fund.actions.prepare_pay_out import prepare_pay_out
from kehou.fund.actions.prepare_refund import prepare_refund
from kehou.fund.actions.record_movement import record_movement
from kehou.fund.actions.record_payment import record_payment
from kehou.fund.actions.reverse_voucher import reverse_voucher
from kehou.fund.models import Bill, PayRun, Voucher
from kehou.invariants import check_all
from tests.fund.books_model import SERVED, WORKED, BooksModel, Town
from tests.make.fund import RATE
from tests.make.people import act_of

LONG = int(os.environ.get("KEHOU_LONG") or 0)
EXAMPLES, STEPS = (500 if LONG == 1 else LONG, 60) if LONG else (12, 30)

fen = st.integers(min_value=1, max_value=9000)
which = st.integers(min_value=0, max_value=30)

TOWN: list[Town] = []


class Books(BooksModel, RuleBasedStateMachine):
    """DB and model side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.begin_with(TOWN[0])
        self.frame = transaction.atomic()
        self.frame.__enter__()

    def teardown(self) -> None:
        broken = [(name, rows) for name, _, rows in check_all() if rows and name[:3] in ("i04", "i05", "i06", "i07")]
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)
        assert not broken

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
        due = [n for n, days in enumerate(self.served[period]) if days and n not in live]
        self.attempt(self.open_today or not due, lambda: self.money.issue(period, self.at))
        if not self.open_today:
            return
        for n in due:
            charged, waived = self.costs(n, period)
            row = Bill.objects.get(pupil=self.town.children[n], period=period, voided_at=None)
            self.bills[row.pk] = {
                "child": n, "period": period, "charged": charged, "waived": waived, "paid": 0,
                "refunded": 0, "surplus": 0, "returned": 0, "carry": False, "voided": False, "corrected": False,
                "days": self.served[period][n],
            }  # fmt: skip
            self.log.append({"kind": "charge", "bill": row.pk})
        if due:
            self.move_on(list(self.bills))

    @precondition(lambda self: self.bills)
    @rule(place=which, amount=fen, all_of_it=st.booleans(), online=st.booleans())
    def pay(self, place: int, amount: int, all_of_it: bool, online: bool) -> None:
        key = self.pick(self.bills, place)
        bill = self.bills[key]
        left = self.left(bill)
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

    @rule(period=st.sampled_from(sorted(SERVED)), n=st.integers(0, 3), came=st.booleans())
    def mark_otherwise(self, period: str, n: int, came: bool) -> None:
        """The record changes under the bills: the earliest day falls away, or comes back."""
        rows = Presence.objects.filter(pupil=self.town.children[n], session__date__startswith=period)
        row = (
            rows.filter(state="absent" if came else "present")
            .order_by("-session__date" if came else "session__date")
            .first()
        )
        if row is not None:
            Presence.objects.filter(pk=row.pk).update(state="present" if came else "absent")
            self.served[period][n] += 1 if came else -1

    @precondition(lambda self: self.bills)
    @rule(place=which)
    def correct(self, place: int) -> None:
        key = self.pick(self.bills, place)
        bill = self.bills[key]
        days = self.served[bill["period"]][bill["child"]]
        ok = not bill["voided"] and not self.pending(key) and days != bill["days"] and self.open_today
        if self.attempt(ok, lambda: correct_bill(self.money.act(at=self.at), bill_id=key, reason="点名记错")):
            charged, waived = self.costs(bill["child"], bill["period"])
            gone = bill["refunded"] + bill["returned"]
            surplus = max(bill["paid"] - charged + waived, bill["returned"])
            bill.update(charged=charged, waived=waived, surplus=surplus, days=days, corrected=True)
            bill.update(returned=min(surplus, gone), refunded=gone - min(surplus, gone))
            self.log.append({"kind": "correction"})
            self.move_on([key])

    @precondition(lambda self: self.bills)
    @rule(place=which, carry=st.booleans())
    def carry(self, place: int, carry: bool) -> None:
        over = [key for key, bill in self.bills.items() if self.over(bill)]
        key = self.pick(over or self.bills, place)
        bill = self.bills[key]
        act = act_of(self.town.guardians[bill["child"]], self.at)
        before, bill["carry"] = bill["carry"], carry
        ok = bool(self.over(bill)) and not self.pending(key) and (self.open_today or not self.moves([key]))
        moved = self.attempt(ok, lambda: carry_surplus(act, bill_id=key, carry=carry))
        if moved is None:
            bill["carry"] = before
        else:
            assert moved == self.move_on([key])

    @precondition(lambda self: any(bill["paid"] for bill in self.bills.values()))
    @rule(place=which, amount=fen, how=st.sampled_from(["all", "some", "over"]))
    def ask_refund(self, place: int, amount: int, how: str) -> None:
        """All of it, some of it with a reason, or what a correction left over."""
        key = self.pick([key for key, bill in self.bills.items() if bill["paid"]], place)
        bill = self.bills[key]
        most = bill["paid"] - bill["refunded"] - bill["returned"] - self.pending(key)
        amount = most if how == "all" and most else self.over(bill) - self.pending(key) if how == "over" else amount
        given: dict[str, Any] = {} if how == "over" else {"amount": amount, "reason": "转学"}
        ok = 0 < amount <= most and not (bill["carry"] and self.over(bill))
        new = self.attempt(ok, lambda: prepare_refund(self.money.act(at=self.at), bill_id=key, **given))
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
            bill = self.bills[refund["bill"]]
            over = min(refund["amount"], self.over(bill))
            bill["returned"] += over
            bill["refunded"] += refund["amount"] - over
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

    @rule(duty=st.sampled_from([(p, n) for p in sorted(WORKED) for n in (0, 1)]), minutes=st.integers(1, 240))
    def work_otherwise(self, duty: tuple[str, int], minutes: int) -> None:
        """The record changes under the pay."""
        row = self.town.duties[duty]
        assert row.in_at
        Duty.objects.filter(pk=row.pk).update(out_at=row.in_at + timedelta(minutes=minutes))
        self.worked[duty] = minutes

    @rule(period=st.sampled_from(sorted(WORKED)))
    def prepare_pay(self, period: str) -> None:
        earned = {(period, n): self.worked[period, n] for n in (0, 1)}
        earned_fen = {duty: (minutes * RATE + 30) // 60 for duty, minutes in earned.items()}
        lines = {n: earned_fen[period, n] for n in (0, 1)}
        changed = {}
        for duty, (minutes, more) in sorted(self.differences().items(), key=lambda each: (each[1][1] < 0, each[0])):
            if lines[duty[1]] + more >= 0:
                lines[duty[1]] += more
                changed[duty] = (minutes, more)
        total = sum(lines.values())
        ok = self.runs.get(period, {}).get("state") in (None, "dropped") and self.draw(total) is not None
        act = self.money.act(at=self.at)
        run = self.attempt(ok, lambda: prepare_pay_out(act, **self.money.ids, period=period))
        if run:
            assert PayRun.objects.get(pk=run).total == total
            self.runs[period] = {
                "id": run, "total": total, "state": "prepared", "earned": earned, "earned_fen": earned_fen,
                "changed": changed,
            }  # fmt: skip

    @precondition(lambda self: self.runs)
    @rule(place=which, yes=st.booleans())
    def decide_pay(self, place: int, yes: bool) -> None:
        period = self.pick(self.runs, place)
        run = self.runs[period]
        act, ok = self.money.act("checker", self.at), run["state"] == "prepared"
        if not yes:
            if self.attempt(ok, lambda: drop_pay_out(act, run_id=run["id"])):
                run["state"] = "dropped"
            return
        parts, stands = self.draw(run["total"]), self.differences(but=period)
        same = all(self.worked[duty] == minutes for duty, minutes in run["earned"].items())
        same = same and all(stands.get(duty, (0, 0))[0] == minutes for duty, (minutes, _) in run["changed"].items())
        ok = ok and same and parts is not None and (self.open_today or not run["total"])
        if self.attempt(ok, lambda: approve_pay_out(act, run_id=run["id"])) is not None and parts is not None:
            run["state"] = "paid"
            for source, part in parts.items():
                self.cash[source] -= part
            if run["total"]:
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
            self.log.append({"kind": "reversal"})
            undo()
            entry["reversed"] = True

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
        fields = ("charged", "waived", "paid", "refunded", "surplus", "returned", "carry")
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
