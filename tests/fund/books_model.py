"""What the books should say after each deed, in plain Python: fen by source, bills, refunds, runs. Knows nothing of the system's
own figures; the state machine of test_books_agree.py puts both side by side."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from kehou.day.models import Duty
from kehou.ground.refusal import Refusal
from kehou.people.models import Account, Pupil
from tests.make.fund import NOW, RATE, Money, make_money
from tests.make.people import make_staff

# Days of service of the builder's calendar, counted by hand: September 22 weekdays; October 22 less the 1st.
OFFERED = {"2026-09": 22, "2026-10": 21}
STANDARD = 6000
SERVED = {"2026-09": (1, 3, 7, 0), "2026-10": (2, 5, 0, 11)}
WORKED = {"2026-09": (67, 180), "2026-10": (131, 45)}


class Town:
    """The school that every run begins with."""

    def __init__(self) -> None:
        self.money: Money = make_money()
        self.duties: dict[tuple[str, int], Duty] = {}
        self.children: list[Pupil] = [self.money.child(n, aid_category="孤儿" if n == 3 else "") for n in range(4)]
        self.guardians: list[Account] = [self.money.guardian(child) for child in self.children]
        teachers = [self.money.teacher, make_staff(self.money.school, "赵鹏")]
        for period, days in SERVED.items():
            first = date.fromisoformat(f"{period}-07")
            for child, count in zip(self.children, days, strict=True):
                held = [first + timedelta(days=n) for n in range(20) if (first + timedelta(days=n)).weekday() < 5]
                self.money.serve([child], held[:count], minutes=0)
            for n, minutes in enumerate(WORKED[period]):
                kept = self.money.serve([], [first], minutes=minutes, teacher=teachers[n])
                self.duties[period, n] = Duty.objects.get(session=kept[0])
        self.money.rate()
        self.money.appraise()


class BooksModel:
    """The state of one run, what is allowed in it, and what a deed does to it."""

    def begin_with(self, town: Town) -> None:
        self.town, self.money, self.at = town, town.money, NOW
        self.cash = {"subsidy": 0, "service_fee": 0}
        self.bills: dict[int, dict[str, Any]] = {}
        self.refunds: dict[int, dict[str, Any]] = {}
        self.runs: dict[str, dict[str, Any]] = {}
        self.served = {period: list(days) for period, days in SERVED.items()}
        self.worked = {(period, n): minutes for period, each in WORKED.items() for n, minutes in enumerate(each)}
        self.log: list[dict[str, Any]] = []
        self.closed: date | None = None
        self.receipts = 0

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

    @staticmethod
    def left(bill: dict[str, Any]) -> int:
        return bill["charged"] - bill["waived"] - bill["paid"] + bill["surplus"]

    @staticmethod
    def over(bill: dict[str, Any]) -> int:
        return bill["surplus"] - bill["returned"]

    def costs(self, n: int, period: str) -> tuple[int, int]:
        charged = STANDARD * self.served[period][n] // OFFERED[period]
        return charged, charged if n == 3 else 0

    def moves(self, givers: list[int]) -> list[tuple[int, int, int]]:
        """(giver, taker, fen) that families' words move, oldest bill first."""
        found = []
        left = {key: self.left(bill) for key, bill in self.bills.items() if not bill["voided"]}
        for giver in givers:
            over = self.over(self.bills[giver]) if self.bills[giver]["carry"] else 0
            for taker in left:
                fen = min(over, left[taker])
                if taker != giver and self.bills[taker]["child"] == self.bills[giver]["child"] and fen:
                    found.append((giver, taker, fen))
                    over, left[taker] = over - fen, left[taker] - fen
        return found

    def move_on(self, givers: list[int]) -> int:
        moves = self.moves(givers)
        for giver, taker, fen in moves:
            self.bills[giver]["returned"] += fen
            self.bills[taker]["paid"] += fen
            self.log.append({"kind": "carry"})
        return sum(fen for _, _, fen in moves)

    def differences(self, but: str = "") -> dict[tuple[str, int], tuple[int, int]]:
        """Duty → (minutes, fen) that what was paid for it is short of."""
        found = {}
        for period, run in self.runs.items():
            for duty in [(period, n) for n in (0, 1)] if run["state"] == "paid" else []:
                others = [r for p, r in self.runs.items() if r["state"] != "dropped" and p != but]
                minutes = run["earned"][duty] + sum(r["changed"].get(duty, (0, 0))[0] for r in others)
                paid = (run["earned_fen"][duty]) + sum(r["changed"].get(duty, (0, 0))[1] for r in others)
                more = self.worked[duty] - minutes
                fen = (abs(more) * RATE + 30) // 60
                if more:
                    found[duty] = (more, fen if more > 0 else -min(fen, paid))
        return found

    def _undo(self, entry: dict[str, Any]) -> Callable[[], None] | None:
        """What taking an entry back does to the model, or None where it can't be."""
        if entry["kind"] == "subsidy" and entry["amount"] <= self.cash["subsidy"]:
            return lambda: self._move({"subsidy": -entry["amount"]})
        if entry["kind"] in ("running", "external_pay"):
            return lambda: self._move(entry["parts"])
        if entry["kind"] == "charge":
            bill = self.bills[entry["bill"]]
            return None if bill["paid"] or bill["corrected"] else lambda: bill.update(voided=True)
        if entry["kind"] == "payment":
            bill, amount = self.bills[entry["bill"]], entry["amount"]
            kept = bill["refunded"] + bill["returned"] + self.pending(entry["bill"])
            if bill["paid"] - amount < kept or amount > self.cash["service_fee"]:
                return None
            return lambda: self._unpay(bill, amount)
        return None

    def _unpay(self, bill: dict[str, Any], amount: int) -> None:
        self._move({"service_fee": -amount})
        bill["paid"] -= amount
        surplus = max(bill["paid"] - bill["charged"] + bill["waived"], bill["returned"])
        if surplus != bill["surplus"]:
            bill["surplus"] = surplus
            self.log.append({"kind": "correction"})

    def _move(self, parts: dict[str, int]) -> None:
        for source, part in parts.items():
            self.cash[source] += part
