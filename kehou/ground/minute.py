"""Time of day as whole minutes since midnight, and half-open spans of it."""

import re
from collections.abc import Iterable
from typing import NewType

Minute = NewType("Minute", int)
Span = tuple[int, int]  # half-open [start, end), minutes since midnight

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def minute_from_text(text: str) -> Minute:
    """Read "16:10" → 970.

    Errors: ValueError for anything else ("16:1", "24:00", full-width digits).
    Source: exchange format, rules of the format.
    """
    match = _CLOCK.fullmatch(text) if text.isascii() else None
    if match is None:
        raise ValueError(f"not a time of day HH:MM: {text!r}")
    return Minute(int(match[1]) * 60 + int(match[2]))


def text_from_minute(minute: int) -> str:
    """Write 970 → "16:10"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minutes_covered(spans: Iterable[Span]) -> int:
    """Minutes that at least one span covers; overlaps count once."""
    total, reached = 0, 0
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def longest_gap(within: Span, spans: Iterable[Span]) -> int:
    """The longest stretch of `within` that no span covers, in minutes; its ends count as edges."""
    longest, reached = 0, within[0]
    for start, end in sorted(spans):
        longest = max(longest, min(start, within[1]) - reached)
        reached = max(reached, end)
    return max(longest, within[1] - reached)
