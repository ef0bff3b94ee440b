"""What adults did and what it earns, from duties in sessions really held. Each duty once, at its day's rate (八.4b, I7)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from kehou.day import queries as day
from kehou.day.queries import WorkedStay
from kehou.engines.split import split_fen
from kehou.fund.billing import Period
from kehou.fund.models import PaidDuty, PayRate
from kehou.ground.fen import Fen
from kehou.kernel.clock import LOCAL
from kehou.people import queries as people
from kehou.people.queries import StaffInfo, clearance_problem

MINUTES = 60  # in an hour


@dataclass(frozen=True, slots=True)
class Earned:
    """What one duty earns: minutes, rate in fen per hour, its share of the line in fen."""

    duty_id: int
    date: date
    minutes: int
    fen_per_hour: int
    amount: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A paid duty whose record says otherwise now: the difference in minutes and fen, below zero where too much was paid."""

    duty_id: int
    staff_id: int
    date: date
    minutes: int
    fen_per_hour: int
    amount: int


@dataclass(frozen=True, slots=True)
class AdultPay:
    """One line of a run: duties paid for the first time, and differences of duties that were paid before."""

    staff: StaffInfo
    earned: tuple[Earned, ...]
    changed: tuple[Changed, ...] = ()

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.earned) + sum(each.minutes for each in self.changed)

    @property
    def amount(self) -> int:
        return sum(each.amount for each in self.earned) + sum(each.amount for each in self.changed)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Hours that are not paid in this run, and why."""

    staff: StaffInfo
    minutes: int
    why: str


Rates = dict[str, list[tuple[date, int]]]


def rates_of(school_id: int) -> Rates:
    """Role → (from, fen per hour) by date. SQL: 1."""
    rates: Rates = {}
    for row in PayRate.objects.filter(school_id=school_id).order_by("role", "from_date"):
        rates.setdefault(row.role, []).append((row.from_date, row.fen_per_hour))
    return rates


def rate_on(rates: Rates, role: str, on: date) -> int | None:
    """fen per hour in force on a day."""
    in_force = [fen for since, fen in rates.get(role, ()) if since <= on]
    return in_force[-1] if in_force else None


def adults(school_id: int, work: "Iterable[WorkedStay | Changed]", at: datetime) -> dict[int, StaffInfo]:
    """Whoever worked, also those who left since: they are asked for as of a day they worked. SQL: 1, and 1 for each such day."""
    found = {person.id: person for person in people.staff(school_id, at)}
    for stay in work:
        if stay.staff_id not in found:
            then = datetime.combine(stay.date, time(12), LOCAL)
            found |= {p.id: p for p in people.staff(school_id, then) if p.id not in found}
    return found


def share(work: Sequence[WorkedStay], rates: Sequence[int]) -> tuple[Earned, ...]:
    """Minutes × rate over all duties of an adult, rounded once to whole fen, half up, and shared back to the duties.

    Shape: n duties, n rates → n shares that add up to the line. Source: invariant I7.
    """
    weights = [stay.minutes * fen for stay, fen in zip(work, rates, strict=True)]
    total = (sum(weights) + MINUTES // 2) // MINUTES
    parts = split_fen(Fen(total), weights) if any(weights) else [0] * len(weights)
    return tuple(
        Earned(stay.duty_id, stay.date, stay.minutes, fen, part)
        for stay, fen, part in zip(work, rates, parts, strict=True)
    )


def unpaid(school_id: int, first: date, period: Period, paid_months: Collection[str]) -> list[WorkedStay]:
    """Duties of the period that nobody was paid for, and such of months already paid out whose record came late.

    first: the term's first day. SQL: 2.
    """
    paid = set(PaidDuty.objects.filter(school_id=school_id).values_list("duty_id", flat=True))
    return [
        stay
        for stay in day.stays(school_id, first, period.last)
        if stay.minutes and stay.duty_id not in paid
        and (stay.date >= period.first or f"{stay.date:%Y-%m}" in paid_months)
    ]  # fmt: skip


def pay_for(school_id: int, work: Sequence[WorkedStay], at: datetime) -> tuple[list[AdultPay], list[LeftOut]]:
    """Who gets what, by the adults' numbers; and hours left out: no rate for the role, or papers not in force that day.

    SQL: 2, and those of `adults`.
    """
    known, rates = adults(school_id, work, at), rates_of(school_id)
    by_adult: dict[int, list[tuple[WorkedStay, int]]] = {}
    out: dict[tuple[int, str], int] = {}
    for stay in work:
        person = known[stay.staff_id]
        rate = rate_on(rates, person.role, stay.date)
        problem = clearance_problem(person, stay.date) or ("" if rate is not None else "这类人员还没有定补助标准")
        if problem or rate is None:
            out[person.id, problem] = out.get((person.id, problem), 0) + stay.minutes
        else:
            by_adult.setdefault(person.id, []).append((stay, rate))
    lines = [
        AdultPay(known[staff], share([stay for stay, _ in rows], [rate for _, rate in rows]))
        for staff, rows in by_adult.items()
    ]
    left = [LeftOut(known[staff], minutes, why) for (staff, why), minutes in out.items()]
    return sorted(lines, key=lambda line: line.staff.number), sorted(left, key=lambda each: each.staff.number)
