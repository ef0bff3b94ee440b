"""A school's folder audited in columns: the answer of the plain audit, sooner."""

from datetime import date
from pathlib import Path

from kehou.policy.check import Report, judge
from kehou.policy.columns.reading import read_columns
from kehou.policy.columns.sieves import TermSieve
from kehou.policy.exchange.tables import read_folder
from kehou.policy.pack import Law, load_packs


def audit_folder(path: Path, *, as_of: date | None = None) -> tuple[Report, Law]:
    """What `kehou audit` answers to a folder. Errors: Unreadable, as `read_folder`."""
    facts = read_folder(path, as_of=as_of, quick=read_columns)
    plan = facts.plan or facts.district_plan
    law = load_packs(plan.policy if plan else ())
    judges = ("plan", "records") if facts.plan else ("district_plan",)
    return judge(facts, law, judges=judges, sieve=TermSieve()), law
