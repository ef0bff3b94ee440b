"""What stands in a school's ledger. Balances are sums of entries; nothing is kept twice."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, Sum

from kehou.fund.accounts import CASH, DRAWS_ON, SOURCES
from kehou.fund.models import Book, Entry
from kehou.kernel.act import Act
from kehou.org import queries as org

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
