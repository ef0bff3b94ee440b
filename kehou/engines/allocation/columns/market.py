"""A round as arrays, from the bytes of its files; None where the plain reader has to look."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kehou.engines.allocation import draw
from kehou.engines.allocation.columns.cells import Index, Indices, Words, as_texts, columns_of
from kehou.engines.allocation.folder import COLUMNS
from kehou.engines.allocation.round import ANY, Round, Section
from kehou.engines.allocation.rows import round_from_tables
from kehou.engines.allocation.settings import Settings
from kehou.engines.allocation.tables import LARGEST_NUMBER, InputFault, Row, read_table

NONE = -1
BY_COLUMNS = ("students.csv", "wishes.csv")
SMALL = tuple(name for name in COLUMNS if name not in BY_COLUMNS)
KNOWN = ("slots.csv", "sections.csv", "held.csv", "done.csv", "fixed.csv")
"""Small tables that may have rows here."""


@dataclass(frozen=True)
class Market:
    """A round whose parts have one slot and one order each. Students and sections stand in the order of their ids.

    lottery, group, grade, quota: by student; NONE where there is no grade or quota. slot_of: by section.
    Wishes, best first by student, as in Round: wisher, wanted (section, NONE = any), slot (index), rank.
    done, busy: (student, section id), (student, slot).
    """

    frame: Round
    sections: tuple[Section, ...]
    slot_of: Indices
    students: NDArray[np.bytes_]
    lottery: Indices
    group: Indices
    grade: Indices
    quota: Indices
    campus: Sequence[str]
    wisher: Indices
    wanted: Indices
    slot: Indices
    rank: Indices
    done: frozenset[tuple[int, str]]
    busy: frozenset[tuple[int, int]]
    is_drawn: bool


def market_of(raw: Mapping[str, bytes], settings: Settings) -> Market | None:
    """The market of a folder, or None: it is not clean, or has parts that need the definition."""
    faults: list[InputFault] = []
    tables = {name: read_table(name, raw[name], *COLUMNS[name], faults) if name in raw else [] for name in SMALL}
    alone: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    alone |= {name: tables[name] for name in ("slots.csv", "sections.csv")}
    frame, _ = round_from_tables(alone, settings, faults)
    keeps = settings.keep and tables["held.csv"]
    if faults or keeps or any(tables[name] for name in SMALL if name not in KNOWN):
        return None
    ids = [*frame.sections, *(slot.id for slot in frame.slots)]
    if any(len(section.slots) > 1 for section in frame.sections.values()) or not all(map(_is_plain, ids)):
        return None
    if not frame.sections or "students.csv" not in raw or "wishes.csv" not in raw:
        return None
    children = _students(raw["students.csv"], settings, len(frame.slots))
    return None if children is None else _with_wishes(frame, children, raw["wishes.csv"], tables)


def _is_plain(id: str) -> bool:
    """Written into a table as it is."""
    return 0 < len(id.encode()) <= 32 and id != ANY and id.isprintable() and not set(id) & set(', "\0')


_OF_STUDENTS = {"student", "grade", "group", "lottery", "quota", "campus"}
"""The columns of students.csv that say something here; another must be blank."""


@dataclass(frozen=True, slots=True)
class _Children:
    words: Words
    lottery: Indices
    group: Indices
    grade: Indices
    quota: Indices
    campus: list[str]
    is_drawn: bool


def _students(raw: bytes, settings: Settings, slots: int) -> _Children | None:
    columns = columns_of(raw, *COLUMNS["students.csv"])
    words = columns["student"].words() if columns else None
    if (
        columns is None
        or not all(columns[name].is_blank for name in columns.keys() - _OF_STUDENTS)
        or words is None
        or not len(words)
        or not columns["student"].lengths.all()
    ):
        return None
    order = np.lexsort(words.T[::-1])
    words = words[order]
    if (words[1:] == words[:-1]).all(axis=1).any():
        return None
    read: dict[str, Indices] = {}
    for name, low, high in (
        ("grade", 1, LARGEST_NUMBER),
        ("group", 1, LARGEST_NUMBER),
        ("quota", 0, LARGEST_NUMBER),
        ("lottery", 0, 10**18),
    ):
        numbers = columns[name].numbers(low, high) if name in columns else None
        if name in columns and numbers is None:
            return None
        values, empty = numbers or (np.zeros(len(words), np.int64), np.ones(len(words), np.bool_))
        read[name] = np.where(empty, NONE, values)[order]
    if ((read["quota"] != NONE) & (read["quota"] < slots)).any() or (settings.quota or slots) < slots:
        return None
    if settings.quota == 0:
        return None
    no_number = read["lottery"] == NONE
    is_drawn = bool(no_number.all())
    if (no_number.any() and not is_drawn) or (is_drawn and settings.seed is None):
        return None
    if is_drawn:
        ids = [text.decode() for text in as_texts(words).tolist()]
        drawn = draw.numbers(settings.seed or "", ids)
        read["lottery"] = np.array([drawn[id] for id in ids], np.int64)
    group = np.where(read["group"] == NONE, max(0, int(read["group"].max())) + 1, read["group"])
    campus = [""] * len(words)
    if "campus" in columns:
        campuses = columns["campus"].words()
        if campuses is None:
            return None
        campus = [text.decode() for text in as_texts(campuses[order]).tolist()]
    return _Children(words, read["lottery"], group, read["grade"], read["quota"], campus, is_drawn)


def _with_wishes(frame: Round, children: _Children, raw: bytes, tables: Mapping[str, list[Row]]) -> Market | None:
    ids = sorted(frame.sections)
    sections = tuple(frame.sections[id] for id in ids)
    slots = {slot.id: number for number, slot in enumerate(frame.slots)}
    slot_of = np.array([slots[section.slots[0]] for section in sections], np.int64)
    by_student = Index(children.words)
    wishes = _wishes(raw, by_student, ids, slots, slot_of)
    texts = as_texts(children.words)
    student_of = {text.decode(): number for number, text in enumerate(texts.tolist())}
    done = _pairs(tables["done.csv"], student_of, "section", None)
    held = _pairs(tables["held.csv"], student_of, "section", frame.sections)
    busy = _pairs(tables["fixed.csv"], student_of, "slot", slots)
    if wishes is None or done is None or held is None or busy is None or not by_student.is_exact:
        return None
    frame = replace(frame, held=frozenset((texts[student].decode(), section) for student, section in held))
    return Market(
        frame,
        sections,
        slot_of,
        texts,
        children.lottery,
        children.group,
        children.grade,
        children.quota,
        children.campus,
        *wishes,
        done,
        frozenset((student, slots[slot]) for student, slot in busy),
        children.is_drawn,
    )


def _pairs(
    rows: Sequence[Row], student_of: Mapping[str, int], key: str, known: Mapping[str, object] | None
) -> frozenset[tuple[int, str]] | None:
    """(student, what) of a small table; None if an id is missing or unknown."""
    pairs = {(student_of.get(row.cells.get("student", ""), NONE), row.cells.get(key, "")) for row in rows}
    fits = all(student != NONE and what and (known is None or what in known) for student, what in pairs)
    return frozenset(pairs) if fits else None


_Wishes = tuple[Indices, Indices, Indices, Indices]


def _wishes(
    raw: bytes, by_student: Index, ids: Sequence[str], slots: Mapping[str, int], slot_of: Indices
) -> _Wishes | None:
    """(wisher, wanted, slot, rank), by student then rank then section then slot; None if anything asks for a look."""
    columns = columns_of(raw, *COLUMNS["wishes.csv"])
    if columns is None:
        return None
    by_section, by_slot = Index.of([*ids, ANY]), Index.of([*slots])
    who, what, ranks = (
        columns["student"].words(),
        columns["section"].words(),
        columns["rank"].numbers(1, LARGEST_NUMBER),
    )
    if who is None or what is None or ranks is None or not (by_section.is_exact and by_slot.is_exact):
        return None
    wisher, wanted, (rank, no_rank) = by_student.find(who), by_section.find(what), ranks
    is_any = wanted == len(ids)
    if (wisher < 0).any() or (wanted < 0).any() or (no_rank & ~is_any).any():
        return None
    slot = np.where(is_any, NONE, np.append(slot_of, NONE)[wanted])
    if "slot" in columns and not columns["slot"].is_blank:
        beside = columns["slot"].words()
        if beside is None:
            return None
        named = columns["slot"].lengths > 0
        found = by_slot.find(beside)
        if (named & ((found < 0) | (~is_any & (found != slot)))).any():
            return None
        slot = np.where(is_any & named, found, slot)
    if (slot < 0).any():
        return None
    if no_rank.any():
        last = np.zeros(int(wisher.max()) + 1, np.int64)
        np.maximum.at(last, wisher, rank)
        rank = np.where(no_rank, last[wisher] + 1, rank)
    text_order = np.append(2 * np.arange(len(ids)) + 1, 2 * bisect(ids, ANY))[wanted]
    slot_order = np.argsort(np.argsort(np.array([*slots])))[slot]
    wanted = np.where(is_any, NONE, wanted)
    is_ranked = np.diff(wisher) > 0
    is_ranked |= (np.diff(wisher) == 0) & (np.diff(rank) > 0)
    if not is_ranked.all():
        order = np.lexsort((slot_order, text_order, rank, wisher))
        wisher, wanted, slot, rank = wisher[order], wanted[order], slot[order], rank[order]
    return None if _asks_twice(wisher, wanted, slot, rank) else (wisher, wanted, slot, rank)


def _asks_twice(wisher: Indices, wanted: Indices, slot: Indices, rank: Indices) -> bool:
    """Is a section wished for twice, or do two wishes for sections of one slot have one rank?"""
    named = wanted != NONE
    if _has_twins(_paired(wisher[named], wanted[named])) or _has_twins(_paired(wisher[~named], slot[~named])):
        return True
    has_equal = ((np.diff(wisher) == 0) & (np.diff(rank) == 0)).any()
    return bool(has_equal) and _has_twins(_paired(_paired(wisher[named], slot[named]), _numbered(rank[named])))


def _paired(first: Indices, second: Indices) -> Indices:
    return first * (int(second.max(initial=0)) + 1) + second


def _numbered(values: Indices) -> Indices:
    return np.unique(values, return_inverse=True)[1]


def _has_twins(keys: Indices) -> bool:
    ordered = np.sort(keys)
    return bool((ordered[1:] == ordered[:-1]).any())
