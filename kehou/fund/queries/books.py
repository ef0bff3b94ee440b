"""The ledger as a page reads it: balances by source, vouchers with their entries."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet, Sum

from kehou.fund.accounts import CASH, KINDS, NAMES, OPENING, OWED_BACK, RECEIVABLE, SOURCES, USES
from kehou.fund.models import Book, Entry, Voucher
from kehou.fund.permits import OFFICE, at_voucher
from kehou.fund.queries.trace import Trace, trace_fen
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.org import queries as org
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
    reverses, or that reverses it. origin: name of the earlier term that it settles something of, or ""."""

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
    origin: str = ""

    @property
    def moved(self) -> int:
        return sum(entry.amount for entry in self.entries if entry.amount > 0)

    @property
    def debits(self) -> list[str]:
        """Accounts on the debit side, each once."""
        return list(dict.fromkeys(entry.account for entry in self.entries if entry.amount > 0))


@dataclass(frozen=True, slots=True)
class SourceLine:
    """fen of one source in a term's ledger: opened + came - went == left."""

    name: str
    opened: int
    came: int
    went: int
    left: int


@dataclass(frozen=True, slots=True)
class Opening:
    """Where the opening balance comes from. term: whose ledger was the last before; None: from before this system.

    fen as that ledger ended: cash, still owed by families, owed back to them.
    """

    term: org.TermInfo | None
    cash: int
    receivable: int
    owed_back: int


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """spent: use's name → fen of this term. opening: None where the term is the school's first and began with nothing.

    more: there are older vouchers than the page's.
    """

    by_source: tuple[SourceLine, ...]
    opening: Opening | None
    spent: tuple[tuple[str, int], ...]
    vouchers: tuple[VoucherInfo, ...]
    page: int
    more: bool
    closed_through: date | None

    @property
    def total(self) -> int:
        return sum(line.left for line in self.by_source)


def _infos(entries: QuerySet[Entry]) -> tuple[VoucherInfo, ...]:
    """The vouchers of some entries, latest first. SQL: 1."""
    of: dict[int, tuple[Voucher, list[EntryInfo]]] = {}
    beside = entries.select_related("voucher__reverses", "voucher__reversed_by", "voucher__origin")
    for entry in beside.order_by("-voucher__number", "pk"):
        lines = of.setdefault(entry.voucher_id, (entry.voucher, []))[1]
        lines.append(EntryInfo(NAMES[entry.account], SOURCES[entry.source], entry.amount))
    return tuple(
        VoucherInfo(
            row.pk, row.school_id, row.number, row.at, row.kind, KINDS[row.kind], row.memo, tuple(lines),
            row.reverses.number if row.reverses else None, getattr(getattr(row, "reversed_by", None), "number", None),
            row.posted_by_id, row.reverses_id or getattr(getattr(row, "reversed_by", None), "pk", None),
            row.origin.name if row.origin else "",
        )
        for row, lines in of.values()
    )  # fmt: skip


@query(allow=[at_school(*OFFICE), over_school()])
def ledger_page(act: Act, *, school_id: int, term_id: int, kind: str = "", page: int = 1) -> LedgerPage:
    """The term's ledger: what it opened with, what moved, vouchers latest first, of one kind or all. SQL: 5 and the permit's."""
    term = org.term(term_id)
    sums = _sums(school_id, term)
    by_source = tuple(_source(name, source, sums) for source, name in SOURCES.items())
    spent = tuple((NAMES[use], fen) for use in USES if (fen := sum(sums.get((use, s), _NOTHING)[1] for s in SOURCES)))
    rows = Voucher.objects.filter(school_id=school_id, term_id=term_id)
    rows = (rows.filter(kind=kind) if kind in KINDS else rows).order_by("-number")
    page = max(1, page)
    start = (page - 1) * PAGE
    shown = _infos(Entry.objects.filter(voucher__in=rows.values("pk")[start : start + PAGE + 1]))
    closed = Book.objects.filter(school_id=school_id).values_list("closed_through", flat=True).first()
    opening = _opening(school_id, term, by_source, sums)
    return LedgerPage(by_source, opening, spent, shown[:PAGE], page, len(shown) > PAGE, closed)


Sums = dict[tuple[str, str], tuple[int, int, int]]
_NOTHING = (0, 0, 0)


def _sums(school_id: int, term: org.TermInfo) -> Sums:
    """(account, source) → fen of earlier terms, net of this term, of it on the debit side. SQL: 1."""
    entries = Entry.objects.filter(
        school_id=school_id, account__in=(CASH, RECEIVABLE, OWED_BACK, OPENING, *USES),
        voucher__term__first_day__lte=term.first_day,
    )  # fmt: skip
    of_term = Q(voucher__term_id=term.id)
    rows = entries.values("account", "source").annotate(
        before=Sum("amount", filter=~of_term, default=0), own=Sum("amount", filter=of_term, default=0),
        came=Sum("amount", filter=of_term & Q(amount__gt=0), default=0),
    )  # fmt: skip
    return {
        (row["account"], row["source"]): (row["before"], row["own"], row["came"]) for row in rows.order_by("account")
    }


def _source(name: str, source: str, sums: Sums) -> SourceLine:
    before, own, came = sums.get((CASH, source), _NOTHING)
    from_outside = -sums.get((OPENING, source), _NOTHING)[1]
    return SourceLine(name, before + from_outside, came - from_outside, came - own, before + own)


def _opening(school_id: int, term: org.TermInfo, by_source: tuple[SourceLine, ...], sums: Sums) -> Opening | None:
    """SQL: 1."""
    earlier = Voucher.objects.filter(school_id=school_id, term__first_day__lt=term.first_day).select_related("term")
    last = earlier.order_by("-term__first_day").first()
    cash = sum(line.opened for line in by_source)
    if last is None:
        return Opening(None, cash, 0, 0) if cash else None
    owed, back = (sum(sums.get((account, s), _NOTHING)[0] for s in SOURCES) for account in (RECEIVABLE, OWED_BACK))
    row = last.term
    return Opening(org.TermInfo(row.pk, row.key, row.name, row.first_day, row.last_day), cash, owed, -back)


@query(allow=[at_voucher(*OFFICE)])
def voucher_page(act: Act, *, voucher_id: int) -> tuple[VoucherInfo, Trace]:
    """One voucher and where its fen come from. SQL: ≤ 5 and the permit's."""
    return _infos(Entry.objects.filter(voucher_id=voucher_id))[0], trace_fen(voucher_id)
