"""A school's folder judged: what it promised, and what happened against it."""

from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from kehou.policy.check import Report, judge
from kehou.policy.exchange.tables import read_folder
from kehou.policy.facts.district_plan import DistrictPlan
from kehou.policy.facts.plan import Plan
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
        columns = _is_large(path / "presence.csv") and find_spec("polars") is not None
    if columns:
        from kehou.policy.columns.reading import read_columns
        from kehou.policy.columns.sieves import TermSieve

        facts, sieve = read_folder(path, as_of=as_of, quick=read_columns), TermSieve()
    else:
        facts, sieve = read_folder(path, as_of=as_of), None
    plan = facts.plan or facts.district_plan
    assert plan is not None  # a folder without a readable plan is Unreadable
    law = load_packs(plan.policy)
    judges = ("plan", "records") if facts.plan else ("district_plan",)
    return Audit(plan, law, judge(facts, law, judges=judges, on=on, sieve=sieve))


def _is_large(file: Path) -> bool:
    try:
        return file.stat().st_size >= LARGE
    except OSError:
        return False
