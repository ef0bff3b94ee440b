"""The ledger as a page reads it: balances by source, vouchers with their entries."""

from dataclasses import dataclass
from datetime import date, datetime

from kehou.fund.accounts import KINDS, NAMES, SOURCES
from kehou.fund.models import Book, Entry, Voucher
from kehou.fund.permits import OFFICE, at_voucher
from kehou.fund.queries.summary import FundSummary, fund_summary, moves_by_source
from kehou.fund.queries.trace import Trace, trace_fen
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people.permits import at_school, over_school

PAGE = 30


@dataclass(frozen=True, slots=True)
class EntryInfo:
    """Names as a reader knows them; fen: debit positive, credit negative."""

    account: str
    source: str
    amount: int


@dataclass(frozen=True, slots=True)
class VoucherInfo:
    """moved: fen on the debit side. undone_by: number of the voucher that reversed it."""

    id: int
    school_id: int
    number: int
    at: datetime
    kind: str
    name: str
    memo: str
    entries: tuple[EntryInfo, ...]
    reverses: int | None
    undone_by: int | None
    posted_by: int | None

    @property
    def moved(self) -> int:
        return sum(entry.amount for entry in self.entries if entry.amount > 0)


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """by_source: (source's name, fen in, fen out, balance now)."""

    summary: FundSummary
    by_source: tuple[tuple[str, int, int, int], ...]
    vouchers: tuple[VoucherInfo, ...]
    page: int
    pages: int
    count: int
    closed_through: date | None


def _infos(rows: list[Voucher]) -> tuple[VoucherInfo, ...]:
    """SQL: 1."""
    of: dict[int, list[EntryInfo]] = {}
    for entry in Entry.objects.filter(voucher__in=[row.pk for row in rows]).order_by("pk"):
        named = EntryInfo(NAMES[entry.account], SOURCES[entry.source], entry.amount)
        of.setdefault(entry.voucher_id, []).append(named)
    return tuple(
        VoucherInfo(
            row.pk, row.school_id, row.number, row.at, row.kind, KINDS[row.kind], row.memo, tuple(of.get(row.pk, ())),
            row.reverses.number if row.reverses else None, getattr(getattr(row, "reversed_by", None), "number", None),
            row.posted_by_id,
        )
        for row in rows
    )  # fmt: skip


@query(allow=[at_school(*OFFICE), over_school()])
def ledger_page(act: Act, *, school_id: int, term_id: int, kind: str = "", page: int = 1) -> LedgerPage:
    """Vouchers latest first, of one kind or all. SQL: 10."""
    rows = Voucher.objects.filter(school_id=school_id, term_id=term_id)
    rows = rows.filter(kind=kind) if kind in KINDS else rows
    count = rows.count()
    pages = max(1, -(-count // PAGE))
    page = min(max(1, page), pages)
    shown = rows.select_related("reverses", "reversed_by").order_by("-number")[(page - 1) * PAGE : page * PAGE]
    summary = fund_summary(school_id, term_id)
    sources = tuple(
        (SOURCES[source], came, went, summary.balance[source])
        for source, came, went in moves_by_source(school_id, term_id)
    )
    closed = Book.objects.filter(school_id=school_id).values_list("closed_through", flat=True).first()
    return LedgerPage(summary, sources, _infos(list(shown)), page, pages, count, closed)


@query(allow=[at_voucher(*OFFICE)])
def voucher_page(act: Act, *, voucher_id: int) -> tuple[VoucherInfo, Trace]:
    """One voucher and where its fen come from. SQL: 6."""
    row = Voucher.objects.select_related("reverses", "reversed_by").get(pk=voucher_id)
    return _infos([row])[0], trace_fen(voucher_id)
