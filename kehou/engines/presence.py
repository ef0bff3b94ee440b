"""Who was with whom, minute by minute: spans of time, what covers them, and what is left uncovered.

Every span is half-open, [start, end): who leaves at 17:00 and who comes at 17:00 leave no gap.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Exposure:
    """A span in which one person must be under somebody's eyes.

    room: where the span belongs when it is found uncovered.
    watched_by: the rooms whose watchers count; more than one on the way between two rooms.
    source: the row that proves it.
    """

    person: str
    room: str
    start: datetime
    end: datetime
    watched_by: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which a person was under nobody's eyes.

    room: where it began. watched_by: the rooms from which somebody could have watched. sources: the rows that prove it.
    """

    person: str
    room: str
    start: datetime
    end: datetime
    watched_by: tuple[str, ...]
    sources: tuple[str, ...] = ()


def union(spans: Iterable[Span]) -> list[Span]:
    """Merge spans that overlap or touch; sorted, disjoint, empty spans dropped."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            if end > merged[-1][1]:
                merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def length(spans: Iterable[Span]) -> timedelta:
    """The time the spans cover together, overlaps once."""
    return sum((end - start for start, end in union(spans)), timedelta())


def overlap(one: Span, other: Span) -> timedelta:
    """The time two spans share; zero where they only touch."""
    return max(timedelta(), min(one[1], other[1]) - max(one[0], other[0]))


def uncovered(span: Span, cover: Sequence[Span]) -> list[Span]:
    """The parts of `span` outside `cover`, which is sorted and disjoint (see `union`)."""
    start, end = span
    holes: list[Span] = []
    for covered_from, covered_to in cover:
        if covered_to <= start:
            continue
        if covered_from >= end:
            break
        if covered_from > start:
            holes.append((start, covered_from))
        start = covered_to
    if start < end:
        holes.append((start, end))
    return holes


def gaps(
    exposures: Iterable[Exposure], watch: Mapping[str, Sequence[Span]], *, at_least: timedelta = timedelta(minutes=1)
) -> Iterator[Gap]:
    """Every stretch of `at_least` in which a person was exposed and nobody watched.

    watch: room → spans with a watcher in it, in any order.
    A stretch is measured room by room. Where no room alone reaches `at_least` but the unbroken
    stretch over several does, it counts once, for the room where it began.
    """
    cover_of: dict[tuple[str, ...], list[Span]] = {}
    holes: list[Exposure] = []
    for exposure in exposures:
        cover = cover_of.get(exposure.watched_by)
        if cover is None:
            cover = union(span for room in exposure.watched_by for span in watch.get(room, ()))
            cover_of[exposure.watched_by] = cover
        if len(cover) == 1 and cover[0][0] <= exposure.start and exposure.end <= cover[0][1]:
            continue  # the common case, on a hot path
        for start, end in uncovered((exposure.start, exposure.end), cover):
            holes.append(replace(exposure, start=start, end=end))
    holes.sort(key=attrgetter("person", "start", "end"))
    for _, of_person in groupby(holes, key=attrgetter("person")):
        for stretch in _unbroken(of_person):
            yield from _long_enough(stretch, at_least)


def _unbroken(holes: Iterable[Exposure]) -> Iterator[list[Exposure]]:
    """Group one person's holes, sorted by start, into stretches without a watched moment between."""
    stretch: list[Exposure] = []
    reaches = datetime.min
    for hole in holes:
        if stretch and hole.start > reaches:
            yield stretch
            stretch = []
        reaches = max(reaches, hole.end) if stretch else hole.end
        stretch.append(hole)
    if stretch:
        yield stretch


def _long_enough(stretch: list[Exposure], at_least: timedelta) -> Iterator[Gap]:
    by_room: dict[str, list[Exposure]] = {}
    for hole in stretch:
        by_room.setdefault(hole.room, []).append(hole)
    found = False
    for room, holes in by_room.items():
        for start, end in union((hole.start, hole.end) for hole in holes):
            if end - start >= at_least:
                found = True
                yield _gap(room, start, end, [hole for hole in holes if hole.start < end and start < hole.end])
    begin, end = stretch[0].start, max(hole.end for hole in stretch)
    if not found and end - begin >= at_least:
        yield _gap(stretch[0].room, begin, end, stretch)


def _gap(room: str, start: datetime, end: datetime, holes: list[Exposure]) -> Gap:
    watched_by = tuple(dict.fromkeys(watcher for hole in holes for watcher in hole.watched_by))
    return Gap(holes[0].person, room, start, end, watched_by, tuple(hole.source for hole in holes))
