"""Money. One unit everywhere: integer fen (1 yuan = 100 fen)."""

import re
from typing import NewType

Fen = NewType("Fen", int)

_YUAN = re.compile(r"(-?)(\d{1,9})\.(\d{2})")


def fen_from_yuan(text: str) -> Fen:
    """Read yuan with exactly two decimals, as the exchange format writes them: "60.00" → 6000.

    Errors: ValueError for anything else ("60", "60.0", "６０.00", 60.0).
    Source: exchange format, rules of the format.
    """
    match = _YUAN.fullmatch(text) if text.isascii() else None
    if match is None:
        raise ValueError(f"not an amount in yuan with two decimals: {text!r}")
    sign, yuan, cents = match.groups()
    amount = int(yuan) * 100 + int(cents)
    return Fen(-amount if sign else amount)


def yuan_from_fen(amount: int) -> str:
    """Write fen as yuan with two decimals: 6000 → "60.00", -50 → "-0.50"."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"
