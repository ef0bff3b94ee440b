"""What stands in a school's ledger. Balances are sums of entries; nothing is kept twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from kehou.fund.accounts import CASH, DRAWS_ON, SOURCES
from kehou.fund.models import Book, Entry
from kehou.kernel.act import Act
from kehou.org import queries as org
from kehou.org.rows import scope

Line = tuple[str, str, int]
"""(account, source, fen): debit positive, credit negative."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A voucher about to be posted. lines sum to zero; those of 0 fen are left out."""

    kind: str
    ref: str
    lines: tuple[Line, ...]
    memo: str = ""


def cash(school_id: int) -> dict[str, int]:
    """Source → fen in the fund now, of all terms. SQL: 1. Inside a deed lock the ledger first."""
    rows = Entry.objects.filter(school_id=school_id, account=CASH).values("source").annotate(fen=Sum("amount"))
    found = {row["source"]: row["fen"] for row in rows.order_by("source")}
    return {source: found.get(source, 0) for source in SOURCES}


def carried(school_id: int, term_id: int) -> dict[str, int]:
    """Source → fen that earlier terms left. SQL: 2."""
    earlier = Q(voucher__term__first_day__lt=org.term(term_id).first_day)
    rows = Entry.objects.filter(earlier, school_id=school_id, account=CASH).values("source")
    return {row["source"]: row["fen"] for row in rows.annotate(fen=Sum("amount")).order_by("source") if row["fen"]}


def running(school_id: int, about_id: int, on: date) -> int:
    """The term in whose ledger a deed of the day stands: the one it is about, or the latest that has begun since. SQL: 1.

    A term's ledger runs on through the holidays until the next term's first day; from then on it never changes again.
    """
    terms = org.terms_of(scope(school_id)["district_id"])  # latest first
    return next(term.id for term in terms if term.id == about_id or term.first_day <= on)


def runs_until(school_id: int, term_id: int) -> date | None:
    """The day on which another term's ledger takes over; None: this one is the last. SQL: 1."""
    terms = org.terms_of(scope(school_id)["district_id"])  # latest first
    place = next(place for place, term in enumerate(terms) if term.id == term_id)
    return terms[place - 1].first_day if place else None


def draw(use: str, amount: int, balance: dict[str, int]) -> list[tuple[str, int]] | None:
    """Where the money for a use comes from: (source, fen) in the order of DRAWS_ON, or None where the fund has too little."""
    parts, left = [], amount
    for source in DRAWS_ON[use]:
        part = min(left, max(0, balance.get(source, 0)))
        if part:
            parts.append((source, part))
            left -= part
    return None if left else parts


def spend(use: str, parts: Iterable[tuple[str, int]]) -> tuple[Line, ...]:
    """The lines of money going out for a use."""
    return tuple(line for source, fen in parts for line in ((use, source, fen), (CASH, source, -fen)))


def is_closed(book: Book, act: Act) -> bool:
    """Whether the act falls on a day that is closed already (I5)."""
    return book.closed_through is not None and act.today <= book.closed_through
