"""From which source a pay-out is paid."""

from collections.abc import Iterable

from kehou.fund.accounts import EXTERNAL_PAY, TEACHER_PAY
from kehou.fund.ledger import Line, draw, spend
from kehou.fund.workload import AdultPay


def lines_of(pay: Iterable[AdultPay], there: dict[str, int]) -> tuple[Line, ...] | None:
    """The voucher of a pay-out: teachers first, then people from outside; None where the fund has too little.

    there: source → fen in the fund.
    """
    owed = {TEACHER_PAY: 0, EXTERNAL_PAY: 0}
    for each in pay:
        owed[TEACHER_PAY if each.staff.is_teacher else EXTERNAL_PAY] += each.amount
    return lines_for(owed, there)


def lines_for(owed: dict[str, int], there: dict[str, int]) -> tuple[Line, ...] | None:
    """The same for use → fen."""
    left = dict(there)
    lines: list[Line] = []
    for use, amount in owed.items():
        parts = draw(use, amount, left)
        if parts is None:
            return None
        for source, fen in parts:
            left[source] -= fen
        lines += spend(use, parts)
    return tuple(lines)
