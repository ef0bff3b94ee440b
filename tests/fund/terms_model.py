"""What the books of two terms should say after each deed, in plain Python: fen, days and minutes, nothing of the system's own figures."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from kehou.day.models import Duty
from kehou.enrol.models import Consent
from kehou.org.rows import scope
from kehou.people.models import Account, Pupil
from tests.make.fund import NOW, OCTOBER, RATE, SPRING, Money, make_money, next_term
from tests.make.people import make_officer

MARCH = "2027-03"
# Days of service of the builder's calendar, counted by hand: October 22 weekdays less the 1st; March 2027 has 23.
OFFERED = {OCTOBER: 21, MARCH: 23}
DAYS = {OCTOBER: [date(2026, 10, day) for day in (12, 13, 14, 15)], MARCH: [date(2027, 3, day) for day in (8, 9, 10)]}
TERM = {OCTOBER: "autumn", MARCH: "spring"}
STANDARD = 6000
WORKED = {date(2026, 10, 20): 60, date(2026, 10, 21): 90, date(2027, 3, 16): 60}
MOMENTS = [NOW, datetime(2027, 2, 1, 9, 0, tzinfo=NOW.tzinfo), SPRING, SPRING + timedelta(days=30)]


class TwoTerms:
    """The school that every run begins with: three children and a teacher in two terms."""

    def __init__(self) -> None:
        self.autumn: Money = make_money()
        self.spring: Money = next_term(self.autumn)
        self.officer = make_officer("aid_officer", self.autumn.school, "温专员")
        self.children: list[Pupil] = [self.autumn.child(n) for n in range(3)]
        self.guardians: list[Account] = [self.autumn.guardian(child) for child in self.children]
        for child in self.children:
            Consent.objects.create(
                **scope(self.autumn.school.pk), term=self.spring.term, pupil=child, act="join", by="guardian",
                at=datetime(2027, 2, 26, 9, 0, tzinfo=NOW.tzinfo), text_version="1", account=self.autumn.coordinator,
            )  # fmt: skip
        self.duties: dict[date, Duty] = {}
        for money, period in ((self.autumn, OCTOBER), (self.spring, MARCH)):
            money.serve(self.children, DAYS[period], minutes=0)
            for day, minutes in WORKED.items():
                if day.month == int(period[-2:]):
                    self.duties[day] = Duty.objects.get(session=money.serve([], [day], minutes=minutes)[0])
        self.autumn.rate()
        self.autumn.appraise()
        self.spring.appraise(SPRING)

    def of(self, term: str) -> Money:
        return self.autumn if term == "autumn" else self.spring


class TermsModel:
    """What is so, and what a deed does to it. told: by ledger, what its fund.csv adds up to under each word."""

    def begin_with(self, town: TwoTerms) -> None:
        self.town, self.moment = town, 0
        self.cash = {"subsidy": 0, "service_fee": 0}
        self.told: dict[str, Counter[str]] = {"autumn": Counter(), "spring": Counter()}
        self.bills: dict[int, dict[str, Any]] = {}
        self.spent: list[dict[str, Any]] = []
        self.there = {(period, n): set(days) for period, days in DAYS.items() for n in range(3)}
        self.aid: dict[int, list[date]] = {0: [], 1: [], 2: []}
        self.worked = dict(WORKED)
        self.paid: dict[date, int] = {}
        self.receipts = 0

    @property
    def at(self) -> datetime:
        return MOMENTS[self.moment]

    @property
    def ledger(self) -> str:
        return "spring" if self.moment >= 2 else "autumn"

    def tell(self, what: str, fen: int, term: str, late: str = "carried") -> None:
        """A movement of the day: under its own word, or under another where it settles an earlier term."""
        self.told[self.ledger][what if term == self.ledger else late] += fen

    def step_into_spring(self) -> None:
        self.told["spring"]["carried"] += sum(self.cash.values())

    # ── bills ──

    @staticmethod
    def left(bill: dict[str, Any]) -> int:
        return bill["charged"] - bill["waived"] - bill["paid"] + bill["surplus"]

    @staticmethod
    def over(bill: dict[str, Any]) -> int:
        return bill["surplus"] - bill["returned"]

    def costs(self, period: str, n: int, granted: frozenset[date] = frozenset()) -> tuple[int, int, frozenset[date]]:
        """(charged, waived, days that are waived)."""
        days = self.there[period, n]
        charged = STANDARD * len(days) // OFFERED[period]
        free = frozenset(day for day in days if day in granted or any(first <= day for first in self.aid[n]))
        return charged, -(-charged * len(free) // max(1, len(days))), free

    def correct_to(self, bill: dict[str, Any]) -> None:
        charged, waived, free = self.costs(bill["period"], bill["child"], bill["free"])
        gone = bill["refunded"] + bill["returned"]
        surplus = max(bill["paid"] - charged + waived, bill["returned"])
        returned = min(surplus, gone)
        bill.update(charged=charged, waived=waived, free=free, surplus=surplus, returned=returned)
        bill.update(refunded=gone - returned, days=frozenset(self.there[bill["period"], bill["child"]]))

    def move_on(self, givers: list[int]) -> int:
        """What families' words move, oldest bill first; between terms it changes its word, never the cash."""
        moved = 0
        for giver in (self.bills[key] for key in givers):
            for taker in self.bills.values():
                fen = min(self.over(giver), self.left(taker)) if giver["carry"] else 0
                if taker is giver or taker["child"] != giver["child"] or not fen:
                    continue
                giver["returned"] += fen
                taker["paid"] += fen
                moved += fen
                if taker["term"] != giver["term"]:
                    sign = 1 if taker["term"] == self.ledger else -1
                    self.told[self.ledger]["service_fee"] += sign * fen
                    self.told[self.ledger]["carried"] -= sign * fen
        return moved

    # ── pay: an hour is 60 yuan, a minute 100 fen, so nothing is ever rounded ──

    def differences(self, term: str) -> dict[date, int]:
        """Duty → minutes that what was paid for it is short of."""
        return {
            day: self.worked[day] - minutes
            for day, minutes in sorted(self.paid.items())
            if self.term_of(day) == term and self.worked[day] != minutes
        }

    @staticmethod
    def term_of(day: date) -> str:
        return "autumn" if day < date(2027, 3, 1) else "spring"

    def pay_now(self, term: str) -> tuple[int, dict[date, int]]:
        """(fen, what each duty is paid or kept back, in minutes)."""
        now = {day: m for day, m in self.worked.items() if self.term_of(day) == term and day not in self.paid}
        found = self.differences(term)
        minutes = sum(now.values())
        for day, more in sorted(found.items(), key=lambda each: (each[1] < 0, each[0])):
            if minutes + more >= 0:
                minutes += more
                now[day] = more
        return minutes * RATE // 60, now

    def draw(self, amount: int) -> dict[str, int] | None:
        from_subsidy = min(amount, self.cash["subsidy"])
        rest = amount - from_subsidy
        return None if rest > self.cash["service_fee"] else {"subsidy": from_subsidy, "service_fee": rest}

    def take(self, parts: dict[str, int], sign: int = -1) -> None:
        for source, fen in parts.items():
            self.cash[source] += sign * fen
