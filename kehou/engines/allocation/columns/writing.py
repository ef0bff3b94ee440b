"""The tables of results.py written by columns: byte for byte what it writes."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kehou.engines.allocation.columns.cells import Indices
from kehou.engines.allocation.columns.market import NONE, Market
from kehou.engines.allocation.columns.solving import VOID, Result
from kehou.engines.allocation.results import SEATS, WAITING, WHY
from kehou.engines.allocation.round import ANY

Texts = NDArray[np.bytes_]
CHUNK = 1 << 16
"""Rows put together at once: what fits into a cache."""
_MANY = 1 << 20


def tables(market: Market, result: Result) -> tuple[dict[str, bytes], int]:
    """(file → content of seats.csv, why.csv, waiting.csv; children waiting, counted once for each section)."""
    section_ids = _texts([*(section.id for section in market.sections), ANY])
    became = np.where(result.by_any == NONE, market.wanted, result.by_any)
    answer, is_full = _answers(market, result)
    why = {
        "student": market.students[market.wisher],
        "rank": _digits(market.rank),
        "section": section_ids[became],
        "slots": _texts([slot.id for slot in market.frame.slots])[market.slot],
        "answer": answer,
        **_standings(market, result, is_full),
    }
    in_order = _why_order(market, became)
    if in_order is not None:
        why = {name: column[in_order] for name, column in why.items()}
    waiting, section, position = _waiting(market, result, is_full)
    contents = {
        SEATS: _seats(market, result, became, section_ids),
        WHY: _table(why, ","),
        WAITING: _table(
            {"section": section_ids[section], "position": _digits(position), "student": market.students[waiting]}, ","
        ),
    }
    return contents, len(waiting)


def students_published(market: Market) -> dict[str, dict[str, Any]]:
    """certificate.students_published, from one text cut into the lists of the children."""
    any_slot = np.where(market.wanted == NONE, market.slot, len(market.frame.slots))
    columns = [
        _digits(market.rank),
        _texts([*(section.id for section in market.sections), ANY])[market.wanted],
        _texts([*(slot.id for slot in market.frame.slots), ""])[any_slot],
    ]
    text = memoryview(_rows(columns, " "))
    lengths = sum((np.char.str_len(column) for column in columns), np.full(len(market.rank), len(columns), np.int64))
    ends = np.concatenate(([0], np.cumsum(lengths)))
    cuts = ends[np.searchsorted(market.wisher, np.arange(len(market.students) + 1))].tolist()
    numbers = market.lottery.tolist()
    return {
        id.decode(): {"number": numbers[i], "wishes": hashlib.sha256(text[cuts[i] : cuts[i + 1]]).hexdigest()}
        for i, id in enumerate(market.students.tolist())
    }


def _answers(market: Market, result: Result) -> tuple[Texts, NDArray[np.bool_]]:
    """(by wish, its answer in explain's words; which of them is "full")."""
    words = _texts(["given", "full", "closed", "better", "none_open", *VOID[1:]])
    given, full, closed, better, none_open, first_void = range(6)
    named = market.wanted != NONE
    slots, number = len(market.frame.slots), np.arange(len(market.wisher))
    seat_at = np.full(len(market.students) * slots, len(number), np.int64)
    here = market.wisher * slots + market.slot
    seat_at[here[result.got & named]] = number[result.got & named]
    has_seat = seat_at < len(number)
    has_seat[here[result.got]] = True
    answer = np.full(len(number), full, np.int64)
    answer[named & (number > seat_at[here])] = better
    answer[~named] = np.where(has_seat[here[~named]], better, none_open)
    answer[named & np.append(result.closed_with != NONE, False)[market.wanted]] = closed
    answer[result.got] = given
    answer = np.where(result.void > 0, result.void + first_void - 1, answer)
    return words[answer], answer == full


def _standings(market: Market, result: Result, is_full: NDArray[np.bool_]) -> Mapping[str, Texts]:
    """Where a wish met a full section: the child's place there, and that of the last child admitted."""
    named = result.got & (market.wanted != NONE)
    place = result.place[market.slot, market.wisher]
    last = np.full(len(market.sections) + 1, NONE, np.int64)
    np.maximum.at(last, market.wanted[named], place[named])
    own = np.where(is_full, place, NONE)
    others = np.where(is_full, last[market.wanted], NONE)
    nothing = np.zeros(len(place), "S1")
    words = _digits(np.arange(len(market.students) + 1))
    words[0] = b""
    return {
        "place": words[own + 1],
        "class": nothing,
        "held": nothing,
        "last_place": words[others + 1],
        "last_class": nothing,
        "last_held": nothing,
    }


def _why_order(market: Market, became: Indices) -> Indices | None:
    """By student, rank, slot, section, as texts; None if the wishes stand so."""
    if not ((np.diff(market.wisher) == 0) & (np.diff(market.rank) == 0)).any():
        return None
    ids = [*(section.id for section in market.sections), ANY]
    section_order = np.argsort(np.argsort(np.array(ids)))
    slot_order = np.argsort(np.argsort(np.array([slot.id for slot in market.frame.slots])))
    order: Indices = np.lexsort((section_order[became], slot_order[market.slot], market.rank, market.wisher))
    return order


def _waiting(market: Market, result: Result, is_full: NDArray[np.bool_]) -> tuple[Indices, Indices, Indices]:
    """(children, sections, positions from 1), by section, in the order of their place."""
    wishes = np.flatnonzero(is_full)
    section, child = market.wanted[wishes], market.wisher[wishes]
    line = section * len(market.students) + result.place[market.slot[wishes], child]
    order = np.argsort(line)
    section, child = section[order], child[order]
    starts = np.flatnonzero(np.concatenate(([True], np.diff(section) != 0))[: len(section)])
    position = np.arange(len(section)) - np.repeat(starts, np.diff(np.append(starts, len(section)))) + 1
    return child, section, position


def _seats(market: Market, result: Result, became: Indices, section_ids: Texts) -> bytes:
    wish = np.flatnonzero(result.got)
    wish = wish[np.argsort(market.wisher[wish] * len(market.sections) + became[wish])]
    grounds = _texts(["order", "any"])
    return _table(
        {
            "student": market.students[market.wisher[wish]],
            "section": section_ids[became[wish]],
            "rank": _digits(market.rank[wish]),
            "why": grounds[(market.wanted[wish] == NONE).astype(np.int64)],
        },
        ",",
    )


def _texts(words: Sequence[str]) -> Texts:
    return np.array([word.encode() for word in words])


def _digits(numbers: Indices) -> Texts:
    most = int(numbers.max(initial=0))
    if most < _MANY:
        words: Texts = np.array([b"%d" % number for number in range(most + 1)])
        return words[numbers]
    return numbers.astype("S")


def _table(columns: Mapping[str, Texts], between: str) -> bytes:
    return between.join(columns).encode() + b"\n" + _rows(list(columns.values()), between)


def _rows(columns: Sequence[Texts], between: str) -> bytes:
    """Rows with a line end each; no cell holds a zero byte, which is what cells are filled up with."""
    rows = len(columns[0])
    widths = [column.dtype.itemsize for column in columns]
    parts = []
    block = np.zeros((min(CHUNK, rows), sum(widths) + len(widths)), np.uint8)
    for first in range(0, rows, CHUNK):
        here = block[: min(CHUNK, rows - first)]
        at = 0
        for column, width in zip(columns, widths, strict=True):
            cells = np.ascontiguousarray(column[first : first + CHUNK])
            here[:, at : at + width] = cells.view(np.uint8).reshape(len(cells), width)
            here[:, at + width] = ord(between)
            at += width + 1
        here[:, -1] = ord("\n")
        parts.append(here.tobytes().translate(None, b"\0"))
    return b"".join(parts)
