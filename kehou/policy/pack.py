"""Law as data: packs of clauses, the rules each clause binds, and the dated parameters the rules read."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from kehou.ground.problem import Level, Problem
from kehou.policy.district_values import DistrictValue, with_district
from kehou.policy.parameters import DatedValue, Params

PACKS_FOLDER = Path(__file__).resolve().parent.parent / "packs"
MORE_PACKS = "KEHOU_PACKS"
"""Environment variable: a folder with packs of other cities, beside the ones that are built in."""
NAMED = "named"
"""Variant of a binding whose problems name their clause themselves (a complaint about 附.7 stands under 附.7)."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A rule put under a clause. variant: where one rule serves several clauses, which of its problems are meant."""

    clause: str
    rule: str
    level: Level
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Yielding:
    """Where two documents do not agree: a clause gives way to one of another pack from a day on.

    about: in what, in a few words. because: which one holds and why, a sentence.
    """

    pack: str
    clause: str
    valid_from: date
    about: str
    because: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One obligation. printed: the number the document itself prints. line: of the document; 0 = no document at hand.

    text: verbatim, "……" where words are left out. proof: of block | find | do. yields_to: where other documents hold.
    """

    id: str
    printed: str
    text: str
    line: int
    proof: tuple[str, ...]
    bindings: tuple[Binding, ...]
    pack: str
    file: Path
    yields_to: tuple[Yielding, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """One policy document. kind: base (a city's policy) | overlay (adds rules to a base from valid_from on)."""

    id: str
    title: str
    short: str
    document: str
    issued_by: str
    issued: date
    valid_from: date
    kind: str
    clauses: tuple[Clause, ...]
    parameters: Mapping[str, tuple[DatedValue, ...]]
    folder: Path


@dataclass(frozen=True)
class Law:
    """The packs a plan is judged by, base first. Clause ids are unique over all of them.

    of_district: the figures that a district set for its schools; from files there are none.
    """

    packs: tuple[Pack, ...]
    of_district: tuple[DistrictValue, ...] = ()
    clauses: Mapping[str, Clause] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        clauses = {clause.id: clause for pack in self.packs for clause in pack.clauses}
        object.__setattr__(self, "clauses", MappingProxyType(clauses))

    def clause(self, clause_id: str) -> Clause | None:
        return self.clauses.get(clause_id)

    def conflicts(self, on: date) -> Iterator[tuple[Clause, Yielding]]:
        """Clauses that give way on a date, and to what; also to documents that are not among the packs."""
        for clause in self.clauses.values():
            yield from ((clause, one) for one in clause.yields_to if one.valid_from <= on)

    def params(self, on: date) -> Params:
        """Every parameter with its value in force on a date; before the first value, the first value."""
        return Params(self.dated(), on)

    def dated(self) -> dict[str, tuple[DatedValue, ...]]:
        """Every value of every parameter, in order of the clauses and of days."""
        return with_district(
            {name: values for pack in self.packs for name, values in pack.parameters.items()}, self.of_district
        )

    def in_district(self, values: Iterable[DistrictValue]) -> "Law":
        """The same law with the figures that a district set."""
        return replace(self, of_district=tuple(values))

    def bindings(self, on: date) -> Iterator[Binding]:
        """Rules in the order of the clauses; an overlay's only from its first day on."""
        for pack in self.packs:
            if pack.kind == "base" or pack.valid_from <= on:
                for clause in pack.clauses:
                    yield from clause.bindings

    def clause_of(self, binding: Binding, problem: Problem) -> str:
        """The clause a problem stands under."""
        if binding.variant == NAMED and problem.variant in self.clauses:
            return problem.variant
        return binding.clause


def pack_folders() -> tuple[Path, ...]:
    """Where packs are looked for: what KEHOU_PACKS names, then the ones that are built in.

    Errors: PackError where it names no folder; a mistyped one would make a city's plans unknown, one by one.
    """
    more = os.environ.get(MORE_PACKS, "")
    if more and not Path(more).is_dir():
        from kehou.policy.pack_reading import no_folder

        raise no_folder(MORE_PACKS, more)
    return (*([Path(more).resolve()] if more else []), PACKS_FOLDER)


@contextmanager
def packs_beside(folder: str) -> Iterator[None]:
    """For a while, as if KEHOU_PACKS named this folder; worker processes started meanwhile see it too."""
    before = os.environ.get(MORE_PACKS)
    os.environ[MORE_PACKS] = folder
    try:
        yield
    finally:
        if before is None:
            del os.environ[MORE_PACKS]
        else:
            os.environ[MORE_PACKS] = before


def known_packs() -> tuple[str, ...]:
    """Ids of every pack there is, as the folders are named."""
    return tuple(sorted({path.parent.name for folder in pack_folders() for path in folder.glob("*/pack.yaml")}))


def order_of_packs(names: Iterable[str]) -> str:
    """What is wrong with a list of packs, "" if nothing: one base first, then overlays, each once."""
    kinds = [load_pack(name).kind for name in names]
    if kinds[:1] != ["base"] or "base" in kinds[1:]:
        return "one base pack first, then overlays"
    return "each pack once" if len(set(names)) != len(kinds) else ""


def load_packs(names: Iterable[str], folder: Path | None = None) -> Law:
    """The law that the named packs make together. folder: the only place to look; left out = `pack_folders`.

    Errors: PackError naming file and line for everything that is wrong with a pack by itself, or with them together.
    """
    return _law(tuple(_place(name, folder) for name in names))


def load_pack(name: str, folder: Path | None = None) -> Pack:
    """One pack by its id. Errors: PackError naming file and line."""
    return _pack(_place(name, folder))


def _place(name: str, only: Path | None) -> Path:
    """A pack's folder. Errors: PackError for one that stands in two places: nobody could say by which a plan is judged."""
    found = [path / name for path in ((only,) if only else pack_folders()) if (path / name / "pack.yaml").is_file()]
    if len(found) > 1:
        from kehou.policy.pack_reading import twice

        raise twice(name, found)
    return found[0] if found else (only or PACKS_FOLDER) / name


@lru_cache(maxsize=64)
def _pack(place: Path) -> Pack:
    from kehou.policy.pack_reading import read_pack

    return read_pack(place)


@lru_cache(maxsize=64)
def _law(places: tuple[Path, ...]) -> Law:
    from kehou.policy.pack_reading import read_together

    return Law(read_together(places, _pack))


def quote(clause_id: str, packs: tuple[str, ...] | None = None) -> tuple[str, str]:
    """(printed number, verbatim text) of a clause, for a screen; ("", "") for an id nobody knows."""
    for name in packs or known_packs():
        found = next((clause for clause in load_pack(name).clauses if clause.id == clause_id), None)
        if found:
            return found.printed, found.text
    return "", ""
