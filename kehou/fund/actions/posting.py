"""How money moves: under the ledger's lock, as vouchers that sum to zero, never beyond the fund (I4, I5)."""

from collections.abc import Sequence

from django.db.models import Max

from kehou.fund import ledger
from kehou.fund.accounts import CASH
from kehou.fund.ledger import Draft
from kehou.fund.models import Book, Entry, Voucher
from kehou.ground.fen import yuan_from_fen
from kehou.ground.refusal import Refusal
from kehou.ground.school_day import date_text
from kehou.kernel.act import Act
from kehou.kernel.lock import lock_row
from kehou.org.rows import scope


def lock_book(school_id: int) -> Book:
    """The school's ledger, locked until the deed ends; the first thing every deed with money does."""
    book, _ = Book.objects.get_or_create(school_id=school_id, defaults=scope(school_id))
    return lock_row(Book, book.pk)


def post(act: Act, book: Book, term_id: int, drafts: Sequence[Draft], *, reverses: int | None = None) -> list[int]:
    """Post vouchers in order; answers their ids. The caller holds the lock of `book`.

    term_id: what they are about. They stand in the ledger that runs on the day, and name the term where it is an earlier one.

    Refusals, in order: books_closed, fund_too_small (八.4c).
    Errors: ValueError where a draft does not sum to zero or moves nothing.
    """
    if ledger.is_closed(book, act):
        says = f"账已经结到 {date_text(book.closed_through)}" if book.closed_through else ""
        raise Refusal("books_closed", f"{says}，这天的账不能再记", satisfied_by="记在结账之后的日期")
    _demand_money(book.school_id, drafts)
    ledger_id = ledger.running(book.school_id, term_id, act.today)
    origin_id = term_id if term_id != ledger_id else None
    last = (
        Voucher.objects.filter(school_id=book.school_id, term_id=ledger_id).aggregate(last=Max("number"))["last"] or 0
    )
    where = scope(book.school_id)
    lines = [[line for line in draft.lines if line[2]] for draft in drafts]
    if any(len(each) < 2 or sum(fen for _, _, fen in each) for each in lines):
        raise ValueError("a voucher has two sides and sums to zero")
    vouchers = Voucher.objects.bulk_create(
        [
            Voucher(
                **where, term_id=ledger_id, number=last + place, at=act.at, kind=draft.kind, ref=draft.ref,
                memo=draft.memo, lines=len(each), posted_by_id=act.actor.account_id, reverses_id=reverses,
                origin_id=origin_id,
            )
            for place, (draft, each) in enumerate(zip(drafts, lines, strict=True), start=1)
        ]
    )  # fmt: skip
    Entry.objects.bulk_create(
        [
            Entry(**where, voucher=voucher, account=account, source=source, amount=fen)
            for voucher, each in zip(vouchers, lines, strict=True)
            for account, source, fen in each
        ]
    )
    return [voucher.pk for voucher in vouchers]


def _demand_money(school_id: int, drafts: Sequence[Draft]) -> None:
    """No source ever pays more than it holds: somebody else's money would be used."""
    moved: dict[str, int] = {}
    for draft in drafts:
        for account, source, fen in draft.lines:
            if account == CASH:
                moved[source] = moved.get(source, 0) + fen
    if all(fen >= 0 for fen in moved.values()):
        return
    there = ledger.cash(school_id)
    short = {source: -fen for source, fen in moved.items() if fen < 0 and there[source] + fen < 0}
    if short:
        raise too_small(sum(short.values()), sum(there[source] for source in short))


def too_small(needed: int, there: int) -> Refusal:
    return Refusal(
        "fund_too_small",
        f"要付 {yuan_from_fen(needed)} 元，专账里能用的只有 {yuan_from_fen(there)} 元",
        clause="八.4c",
        satisfied_by="等补贴或缴费到账以后再付，专账有多少钱用多少",
    )
