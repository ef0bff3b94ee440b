"""From the bytes of a folder to the tables and the certificate."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np

from kehou.engines.allocation.certificate import Counted, certificate
from kehou.engines.allocation.columns import checking
from kehou.engines.allocation.columns.cells import Indices
from kehou.engines.allocation.columns.market import NONE, Market, market_of
from kehou.engines.allocation.columns.solving import Result, solve
from kehou.engines.allocation.columns.writing import students_published, tables
from kehou.engines.allocation.folder import Folder, digests_of, read_files
from kehou.engines.allocation.results import write_tables
from kehou.engines.allocation.round import ANY, Outcome, Round, Seat, Student, Wish
from kehou.engines.allocation.settings import FILE as SETTINGS_FILE
from kehou.engines.allocation.settings import Settings, read_settings
from kehou.engines.allocation.spec import parts
from kehou.engines.allocation.tables import InputFault


@dataclass(frozen=True)
class Decision:
    """A round decided.

    tables: file → content; counted: what the certificate says of it; closed and empty as in Outcome; waiting: children
    waiting, once for each section.
    """

    folder: Folder
    tables: Mapping[str, bytes]
    counted: Counted
    closed: Mapping[str, int]
    empty: tuple[str, ...]
    waiting: int
    seats: Callable[[], tuple[Seat, ...]]

    @cached_property
    def outcome(self) -> Outcome:
        return Outcome(self.seats(), self.closed, self.empty)

    def write(self, out: Path) -> None:
        """As results.write_results. Errors: OSError; then no certificate is left there."""
        seatless = Outcome((), self.closed, self.empty)  # whatever looks at the seats is in `counted`
        write_tables(out, self.tables, lambda digests: certificate(self.folder, seatless, digests, self.counted))


def decide_folder(path: Path) -> Decision | None:
    """The round of a folder, decided; None where the plain path has to look, whatever the reason."""
    faults: list[InputFault] = []
    raw = read_files(path, faults)
    settings = read_settings(raw[SETTINGS_FILE], faults) if SETTINGS_FILE in raw else None
    if faults or settings is None or not settings.keeps_its_word:
        return None
    return decide(raw, settings)


def decide(raw: Mapping[str, bytes], settings: Settings) -> Decision | None:
    """Decide the round of these files, or None: read it by folder.read_folder and decide it by kernel.allocate."""
    market = market_of(raw, settings) if _is_known(settings) else None
    result = solve(market) if market is not None else None
    if market is None or result is None:
        return None
    wish, section = _seated(market, result)
    is_closed = result.closed_with != NONE
    broken = checking.broken(market, market.wisher[wish], section, wish, is_closed)
    figures = {
        "students": len(market.students),
        "wishes": len(market.wisher),
        "named_wishes": int((market.wanted != NONE).sum()),
        "seats": len(wish),
        "seats_by_any": int((result.by_any != NONE).sum()),
        "students_with_wishes_and_no_seat": len(np.setdiff1d(market.wisher, market.wisher[wish])),
    }
    contents, waiting = tables(market, result)
    return Decision(
        Folder(_round(market), settings, digests_of(raw), market.is_drawn),
        contents,
        Counted(parts(market.frame), students_published(market), figures, broken),
        _closed(market, result),
        _empty(market, result),
        waiting,
        lambda: _seats(market, result),
    )


def _is_known(settings: Settings) -> bool:
    """Nothing is set that this path does not know of."""
    rest = replace(
        settings, own_seed=None, commitment=None, reveal=None, public="", rotate=True, keep=False, quota=None
    )
    return rest == Settings()


def _seated(market: Market, result: Result) -> tuple[Indices, Indices]:
    """(wishes that are seats, the section each became), by student, then section."""
    wish = np.flatnonzero(result.got)
    section = np.where(result.by_any[wish] == NONE, market.wanted[wish], result.by_any[wish])
    order = np.argsort(market.wisher[wish] * len(market.sections) + section)
    return wish[order], section[order]


def _seats(market: Market, result: Result) -> tuple[Seat, ...]:
    wish, section = _seated(market, result)
    columns = (
        market.students[market.wisher[wish]].tolist(),
        section.tolist(),
        market.rank[wish].tolist(),
        (result.by_any[wish] != NONE).tolist(),
    )
    ids = [each.id for each in market.sections]
    return tuple(Seat(child.decode(), ids[at], rank, by_any) for child, at, rank, by_any in zip(*columns, strict=True))


def _closed(market: Market, result: Result) -> dict[str, int]:
    """Part after part, by id."""
    closed = np.flatnonzero(result.closed_with != NONE)
    closed = closed[np.lexsort((closed, market.slot_of[closed]))]
    return {market.sections[at].id: int(result.closed_with[at]) for at in closed.tolist()}


def _empty(market: Market, result: Result) -> tuple[str, ...]:
    named = np.bincount(market.wanted[result.got & (market.wanted != NONE)], minlength=len(market.sections))
    nobody = np.flatnonzero((named == 0) & (result.closed_with == NONE))
    return tuple(market.sections[at].id for at in nobody.tolist())


Value = TypeVar("Value")


class _Lazy(Mapping[str, Value], Generic[Value]):
    """A mapping that is made when somebody looks into it."""

    def __init__(self, make: Callable[[], dict[str, Value]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> dict[str, Value]:
        return self._make()

    def __getitem__(self, key: str) -> Value:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def _round(market: Market) -> Round:
    """The round as the definition reads it; its children and wishes are made only when somebody asks for them."""
    ids = [text.decode() for text in market.students.tolist()]
    slots = [slot.id for slot in market.frame.slots]

    def students() -> dict[str, Student]:
        columns = (market.lottery.tolist(), market.group.tolist(), market.grade.tolist(), market.quota.tolist())
        return {
            id: Student(id, lottery, group, _known(grade), _known(quota), campus)
            for id, lottery, group, grade, quota, campus in zip(ids, *columns, market.campus, strict=True)
        }

    def wishes() -> dict[str, tuple[Wish, ...]]:
        sections = [*(section.id for section in market.sections), ANY]
        lists: dict[str, list[Wish]] = {}
        columns = (market.wisher.tolist(), market.wanted.tolist(), market.slot.tolist(), market.rank.tolist())
        for child, wanted, slot, rank in zip(*columns, strict=True):
            beside = slots[slot] if wanted == NONE else ""
            lists.setdefault(ids[child], []).append(Wish(rank, sections[wanted], beside))
        return {id: tuple(own) for id, own in lists.items()}

    return replace(
        market.frame,
        students=_Lazy(students),
        wishes=_Lazy(wishes),
        done=frozenset((ids[child], section) for child, section in market.done),
        busy=frozenset((ids[child], slots[slot]) for child, slot in market.busy),
    )


def _known(number: int) -> int | None:
    return None if number == NONE else number
