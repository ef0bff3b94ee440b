"""Pupils' accounts and the school's fund, as the record tables tell them. Amounts are fen."""

from collections import Counter
from collections.abc import Iterable

from kehou.policy.facts.records import BillLine, FundMovement


def net_by_pupil(bills: Iterable[BillLine]) -> dict[str, tuple[int, int]]:
    """(charged, charged less waivers and refunds) of every pupil with a charge, in the order first charged."""
    charged: Counter[str] = Counter()
    returned: Counter[str] = Counter()
    for bill in bills:
        if bill.kind == "charge":
            charged[bill.student] += bill.amount
        elif bill.kind in ("waiver", "refund"):
            returned[bill.student] += bill.amount
    return {student: (amount, amount - returned[student]) for student, amount in charged.items()}


def spent_by_use(fund: Iterable[FundMovement]) -> dict[str, int]:
    """Money out of the fund by use, as positive amounts."""
    spent: Counter[str] = Counter()
    for row in fund:
        if row.amount < 0:
            spent[row.source_or_use] -= row.amount
    return dict(spent)
