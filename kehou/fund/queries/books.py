"""The ledger as a page reads it: balances by source, vouchers with their entries."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet, Sum

from kehou.fund.accounts import CASH, KINDS, NAMES, SOURCES, USES
from kehou.fund.models import Book, Entry, Voucher
from kehou.fund.permits import OFFICE, at_voucher
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
    """moved: fen on the debit side. undone_by: number of the voucher that reversed it. beside: id of the voucher that it
    reverses, or that reverses it."""

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
    beside: int | None

    @property
    def moved(self) -> int:
        return sum(entry.amount for entry in self.entries if entry.amount > 0)

    @property
    def debits(self) -> list[str]:
        """Accounts on the debit side, each once."""
        return list(dict.fromkeys(entry.account for entry in self.entries if entry.amount > 0))


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """by_source: (source's name, fen in and out this term, balance now); spent: use's name → fen of this term.

    more: there are older vouchers than the page's.
    """

    by_source: tuple[tuple[str, int, int, int], ...]
    spent: tuple[tuple[str, int], ...]
    vouchers: tuple[VoucherInfo, ...]
    page: int
    more: bool
    closed_through: date | None

    @property
    def total(self) -> int:
        return sum(balance for _, _, _, balance in self.by_source)


def _infos(entries: QuerySet[Entry]) -> tuple[VoucherInfo, ...]:
    """The vouchers of some entries, latest first. SQL: 1."""
    of: dict[int, tuple[Voucher, list[EntryInfo]]] = {}
    for entry in entries.select_related("voucher__reverses", "voucher__reversed_by").order_by("-voucher__number", "pk"):
        lines = of.setdefault(entry.voucher_id, (entry.voucher, []))[1]
        lines.append(EntryInfo(NAMES[entry.account], SOURCES[entry.source], entry.amount))
    return tuple(
        VoucherInfo(
            row.pk, row.school_id, row.number, row.at, row.kind, KINDS[row.kind], row.memo, tuple(lines),
            row.reverses.number if row.reverses else None, getattr(getattr(row, "reversed_by", None), "number", None),
            row.posted_by_id, row.reverses_id or getattr(getattr(row, "reversed_by", None), "pk", None),
        )
        for row, lines in of.values()
    )  # fmt: skip


@query(allow=[at_school(*OFFICE), over_school()])
def ledger_page(act: Act, *, school_id: int, term_id: int, kind: str = "", page: int = 1) -> LedgerPage:
    """Vouchers latest first, of one kind or all. SQL: 3 and the permit's."""
    of_term, comes = Q(voucher__term_id=term_id), Q(amount__gt=0)
    figures = Entry.objects.filter(school_id=school_id, account__in=(CASH, *USES))
    sums = list(
        figures.values("account", "source").annotate(
            now=Sum("amount"), came=Sum("amount", filter=of_term & comes, default=0),
            went=Sum("amount", filter=of_term & ~comes, default=0),
        )
    )  # fmt: skip
    cash = {row["source"]: row for row in sums if row["account"] == CASH}
    nothing = {"came": 0, "went": 0, "now": 0}
    by_source = tuple(
        (name, row["came"], -row["went"], row["now"])
        for source, name in SOURCES.items()
        for row in (cash.get(source, nothing),)
    )
    spent = tuple(
        (NAMES[use], fen)
        for use in USES
        if (fen := sum(row["came"] + row["went"] for row in sums if row["account"] == use))
    )
    rows = Voucher.objects.filter(school_id=school_id, term_id=term_id)
    rows = (rows.filter(kind=kind) if kind in KINDS else rows).order_by("-number")
    page = max(1, page)
    start = (page - 1) * PAGE
    shown = _infos(Entry.objects.filter(voucher__in=rows.values("pk")[start : start + PAGE + 1]))
    closed = Book.objects.filter(school_id=school_id).values_list("closed_through", flat=True).first()
    return LedgerPage(by_source, spent, shown[:PAGE], page, len(shown) > PAGE, closed)


@query(allow=[at_voucher(*OFFICE)])
def voucher_page(act: Act, *, voucher_id: int) -> tuple[VoucherInfo, Trace]:
    """One voucher and where its fen come from. SQL: ≤ 5 and the permit's."""
    return _infos(Entry.objects.filter(voucher_id=voucher_id))[0], trace_fen(voucher_id)
