"""A clean table as columns, split by numpy over its bytes; whatever is not certainly clean is left to tables.read_table.

Clean: UTF-8 (a BOM and CRLF are), no quotes, no blanks inside or around cells, every row as wide as the header, only
known columns. Nothing here says what is wrong with a table: None sends the caller to the reader that does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
Indices = NDArray[np.int64]

WORD = 8
LONGEST_ID = 32
"""Bytes of an id that is read here."""
MOST_DIGITS = 18
_BLANKS = tuple(char.encode() for char in map(chr, range(0x80, 0x3001)) if char.isspace())


@dataclass(frozen=True, slots=True)
class Column:
    """One column: cell i is text[starts[i] : starts[i] + lengths[i]]; behind the last cell stand LONGEST_ID zeros."""

    text: Bytes
    starts: Indices
    lengths: Indices

    @property
    def is_blank(self) -> bool:
        return not self.lengths.any()

    def numbers(self, low: int, high: int) -> tuple[Indices, NDArray[np.bool_]] | None:
        """(whole numbers, 0 where a cell is empty; which cells are empty), or None if one is not plainly a number."""
        most = int(self.lengths.max(initial=0))
        if most > MOST_DIGITS:
            return None
        values = np.zeros(len(self.starts), np.int64)
        last = self.starts + self.lengths - 1
        for position in range(most):
            has_digit = self.lengths > position
            digit = self.text[np.maximum(last - position, 0)] - np.uint8(ord("0"))
            if (digit[has_digit] > 9).any():
                return None
            values += np.where(has_digit, digit.astype(np.int64) * 10**position, 0)
        empty = self.lengths == 0
        fits = (values >= low) & (values <= high) | empty
        return (values, empty) if fits.all() else None

    def words(self) -> Words | None:
        """The cells as big-endian words [cells, words], zeros behind: they compare as the text does. None: too long."""
        longest = int(self.lengths.max(initial=0))
        if longest > LONGEST_ID:
            return None
        at_each_byte = np.ndarray((len(self.text) - WORD + 1,), ">u8", self.text.data, strides=(1,))
        result = np.empty((len(self.starts), max(1, -(-longest // WORD))), np.uint64)
        for word in range(result.shape[1]):
            here = at_each_byte[self.starts + word * WORD].astype(np.uint64)
            beyond = np.clip((word + 1) * WORD - self.lengths, 0, WORD).astype(np.uint64)
            # A shift by 64 is undefined: halve it.
            half = beyond * np.uint64(WORD // 2)
            result[:, word] = here >> half >> half << half << half
        return result


def columns_of(raw: bytes, required: Sequence[str], optional: Sequence[str]) -> dict[str, Column] | None:
    """Name → column of a clean table, those it has; None if it is not clean."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n")
    if not raw.endswith(b"\n"):
        raw += b"\n"
    head, _, body = raw.partition(b"\n")
    if not _is_clean(raw):
        return None
    names = head.decode().lower().split(",")
    known = {*required, *optional}
    if len(set(names)) < len(names) or not set(required) <= set(names) <= known:
        return None
    text = np.frombuffer(body + bytes(LONGEST_ID), np.uint8)
    marks = np.flatnonzero((text == ord(",")) | (text == ord("\n")))
    rows, rest = divmod(len(marks), len(names))
    if rest:
        return None
    ends = marks.reshape(rows, len(names))
    last = ends[:, -1]
    if body.count(b"\n") != rows or (text[last] != ord("\n")).any():
        return None
    first = np.zeros(rows, np.int64)
    first[1:] = last[:-1] + 1
    if (last - first == len(names) - 1).any():
        return None  # a blank line, which the other reader skips
    columns = {}
    for at, name in enumerate(names):
        starts = ends[:, at - 1] + 1 if at else first
        columns[name] = Column(text, starts, ends[:, at] - starts)
    return columns


def _is_clean(raw: bytes) -> bool:
    text = np.frombuffer(raw, np.uint8)
    if np.count_nonzero(text <= ord(" ")) > raw.count(b"\n") or b'"' in raw:
        return False
    if raw.isascii():
        return True
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return not any(blank in raw for blank in _BLANKS)


def as_texts(words: Words) -> NDArray[np.bytes_]:
    """Words back to byte strings, in an array of fixed width."""
    big_endian = np.ascontiguousarray(words.astype(">u8"))
    return big_endian.view(f"S{WORD * words.shape[1]}").ravel()


class Index:
    """Ids in the order of their text, looked up by column."""

    def __init__(self, ids: Words) -> None:
        """ids: [ids, words], each once."""
        self._ids = ids
        keys = _keys(ids)
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]
        self.is_exact = bool((self._keys[1:] != self._keys[:-1]).all())
        """Whether no two ids fall together; never seen otherwise, and then not to be used."""

    @classmethod
    def of(cls, ids: Sequence[str]) -> "Index":
        """ids: in any order; an index counts in the order given. Errors: ValueError if one is too long."""
        texts = [id.encode() for id in ids]
        longest = max(map(len, texts), default=1)
        if longest > LONGEST_ID:
            raise ValueError("an id that is too long")
        width = WORD * max(1, -(-longest // WORD))
        padded = b"".join(text.ljust(width, b"\0") for text in texts)
        return cls(np.frombuffer(padded, ">u8").astype(np.uint64).reshape(len(texts), width // WORD))

    def find(self, words: Words) -> Indices:
        """Cell → index of its id, -1 where there is none. Equal neighbours are looked up once."""
        if not len(words) or not len(self._ids):
            return np.full(len(words), -1, np.int64)
        starts_run = np.concatenate(([True], (words[1:] != words[:-1]).any(axis=1)))
        return self._find(words[starts_run])[np.cumsum(starts_run) - 1]

    def _find(self, words: Words) -> Indices:
        both = max(words.shape[1], self._ids.shape[1])
        wanted, known = _widened(words, both), _widened(self._ids, both)
        near = np.minimum(np.searchsorted(self._keys, _keys(words)), len(self._keys) - 1)
        found = self._order[near]
        return np.where((known[found] == wanted).all(axis=1), found, -1)


def _widened(words: Words, width: int) -> Words:
    return np.pad(words, ((0, 0), (0, width - words.shape[1])))


def _keys(words: Words) -> Words:
    """One number a row; a row with zeros behind has the number it has without them."""
    keys = words[:, 0].copy()
    for word in range(1, words.shape[1]):
        more = words[:, word] * np.uint64(0x9E3779B97F4A7C15)
        keys ^= more ^ (more >> np.uint64(29 + word))
    return keys
