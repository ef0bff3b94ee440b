"""What an adult was paid too much and no run keeps back: the differences that can be given back, by adult (八.4b, I7)."""

from collections.abc import Mapping, Sequence

from django.db.models import Sum

from kehou.fund.accounts import CASH, DRAWS_ON
from kehou.fund.adjusting import changed
from kehou.fund.ledger import Line
from kehou.fund.models import Entry, PayRun, Repayment
from kehou.fund.workload import Changed
from kehou.org import queries as org


def too_much(school_id: int, term: org.TermInfo, *, but_repayment: int | None = None) -> dict[int, list[Changed]]:
    """Adult → duties of the term that were paid too much and are in no run and no repayment, oldest first. SQL: 4."""
    found: dict[int, list[Changed]] = {}
    for each in changed(school_id, term.first_day, term.last_day, but_repayment=but_repayment):
        if each.amount < 0:
            found.setdefault(each.staff_id, []).append(each)
    return found


def drawn(school_id: int, term_id: int, use: str) -> dict[str, int]:
    """Source → fen that the term's pay-outs took from it for a use, less what was given back. SQL: 3."""
    about = [
        f"run:{pk}" for pk in PayRun.objects.filter(term_id=term_id, school_id=school_id).values_list("pk", flat=True)
    ]
    given = Repayment.objects.filter(term_id=term_id, school_id=school_id, state="confirmed")
    about += [f"repayment:{pk}" for pk in given.values_list("pk", flat=True)]
    rows = Entry.objects.filter(school_id=school_id, account=use, voucher__ref__in=about).values("source")
    return {row["source"]: row["fen"] for row in rows.annotate(fen=Sum("amount")).order_by("source")}


def back_to(use: str, amount: int, taken: Mapping[str, int]) -> list[tuple[str, int]]:
    """(source, fen) to which money of a use goes back: what was drawn last returns first, none gets more than it gave.

    taken: source → fen. What nobody gave (an adult whose kind of work changed) goes to the first source of the use.
    """
    parts: dict[str, int] = {}
    left = amount
    for source in reversed(DRAWS_ON[use]):
        part = min(left, max(0, taken.get(source, 0)))
        left -= part
        parts[source] = part
    parts[DRAWS_ON[use][0]] += left
    return [(source, fen) for source, fen in parts.items() if fen]


def lines_back(use: str, parts: Sequence[tuple[str, int]]) -> tuple[Line, ...]:
    """The lines of money coming back from a use."""
    return tuple(line for source, fen in parts for line in ((CASH, source, fen), (use, source, -fen)))
