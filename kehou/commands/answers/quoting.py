"""A line of somebody's file made fit to show: no character that acts on a terminal, not wider than a reader can take."""

import unicodedata

from kehou.policy.exchange.spans import Span

_WIDTH = 96
"""Columns of a terminal that a quoted line may take; a longer one is cut around the place meant."""


def cut(span: Span) -> tuple[str, int, int]:
    """A line made fit to show: the text, and where in it the place begins and ends (from 0; equal: nowhere).

    Characters that a terminal would act on are shown as "�"; what does not fit is left out on both sides as "…".
    """
    text = printable(span.text)
    start, end = (span.start - 1, span.end - 1) if span.start else (0, 0)
    first = 0
    if width_of(text) > _WIDTH:
        while first < start and width_of(text[first : min(end, start + 20)]) > _WIDTH * 2 // 3:
            first += max(1, (start - first) // 8)
    elif not span.start:
        first = len(text) - len(text.lstrip())
    last = first
    width = 0
    while last < len(text) and width < _WIDTH:
        width += width_of(text[last])
        last += 1
    head, tail = ("…" if first > 0 and text[:first].strip() else ""), ("…" if last < len(text) else "")
    start, end = max(start - first, 0) + len(head), min(end, last) - first + len(head)
    return head + text[first:last].rstrip() + tail, start, max(start, end)


def printable(text: str) -> str:
    """Without characters that a terminal would act on or cannot show (controls, lone halves of a pair)."""
    return "".join(
        " "
        if character == "\t"
        else "�"
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        else character
        for character in text
    )


def width_of(text: str) -> int:
    """Columns of a terminal; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
