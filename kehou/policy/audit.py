"""A school's folder judged: what it promised, and what happened against it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from kehou.policy.check import Report, Sieve, judge
from kehou.policy.exchange.tables import read_folder
from kehou.policy.facts.district_plan import DistrictPlan
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.records import Presence
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import Law, load_packs

LARGE = 1_000_000
"""Bytes of presence.csv from which columns pay for being loaded."""


@dataclass(frozen=True, slots=True)
class Audit:
    plan: Plan | DistrictPlan
    law: Law
    report: Report


def audit_folder(
    path: Path, *, as_of: date | None = None, on: date | None = None, columns: bool | None = None
) -> Audit:
    """What `kehou audit` answers to the folder of one school and term.

    on: the day whose law holds; left out = the term's first day.
    columns: read and judge a large roll-call by columns (`policy/columns`): the same answer, sooner. Left out = where
    it pays and the extra `fast` is installed. Errors: Unreadable, as `read_folder`.
    """
    if columns is None:
        columns = _is_large(path / "presence.csv") and has_columns()
    if columns:
        from kehou.policy.columns.reading import read_columns

        facts = read_folder(path, as_of=as_of, quick=read_columns)
    else:
        facts = read_folder(path, as_of=as_of)
    plan = facts.plan or facts.district_plan
    assert plan is not None  # a folder without a readable plan is Unreadable
    law = load_packs(plan.policy)
    judges = ("plan", "records") if facts.plan else ("district_plan",)
    return Audit(plan, law, judge(facts, law, judges=judges, on=on, sieve=sieve_of(facts)))


def has_columns() -> bool:
    """Whether the column engine, part of the extra `fast`, is installed."""
    return find_spec("polars") is not None


def lines_of(presence: Sequence[Presence], sessions: Collection[str]) -> Sequence[Presence]:
    """The roll-call of these sessions, in columns where it is in columns."""
    if isinstance(presence, tuple):
        return tuple(row for row in presence if row.session in sessions)
    from kehou.policy.columns.rows import PresenceColumns

    assert isinstance(presence, PresenceColumns)
    return presence.of_sessions(sessions)


def sieve_of(facts: TermFacts) -> Sieve | None:
    """What spares the rules the lines they cannot speak of, where the roll-call is in columns; else None."""
    if facts.presence is None or isinstance(facts.presence, tuple):
        return None
    from kehou.policy.columns.sieves import TermSieve

    return TermSieve()


def _is_large(file: Path) -> bool:
    try:
        return file.stat().st_size >= LARGE
    except (OSError, ValueError):
        return False
