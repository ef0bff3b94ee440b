"""The audit of a folder of schools' folders: by as many processes as there are cores, told in order, holding a few at a time."""

import gc
import os
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from kehou.commands.answers.city import SchoolAnswer
from kehou.commands.answers.handed import HandedOver
from kehou.commands.answers.wording import summary
from kehou.ground.cores import cores
from kehou.policy.audit import Audit, audit_folder
from kehou.policy.exchange.reading import InputError, Unreadable

AHEAD = 2
"""Schools given to each process beyond the one being told: what is held at a time."""

RESULTS_OF_A_RULE = 200
"""In a city's SARIF, of each school: readers of such logs take some ten thousand in all, and a rule broken in a thousand
rows is one thing to mend."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every school. form: words | json | sarif | html; on: the day whose law holds."""

    as_of: date | None = None
    on: date | None = None
    form: str = "words"


def schools_in(folder: Path) -> tuple[Path, ...]:
    """The schools' folders in a city's, by name; none where the folder is itself a school's, or holds no school.

    Every folder in it is a school's as soon as one has a plan: one whose plan is missing is told, not passed over.
    """
    try:
        if not folder.is_dir() or (folder / "plan.yaml").exists():
            return ()
        inside = sorted(entry for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith("."))
        return tuple(inside) if any((school / "plan.yaml").exists() for school in inside) else ()
    except (OSError, ValueError):  # a folder that cannot be looked into, or a name that no folder can have
        return ()


def audit_schools(schools: tuple[Path, ...], asked: Asked, *, processes: int = 0) -> Iterator[SchoolAnswer]:
    """Each school's answer, in the order given. processes: 0 = as many as cores."""
    workers = min(processes or cores(), len(schools))
    if workers < 2:
        yield from (audit_school(school, asked) for school in schools)
        return
    waiting = deque(schools)
    under_way: deque[tuple[Path, Future[SchoolAnswer]]] = deque()
    pool = _pool(workers)
    try:
        while waiting or under_way:
            while waiting and len(under_way) < workers * (1 + AHEAD):
                school = waiting.popleft()
                under_way.append((school, pool.submit(audit_school, school, asked)))
            school, answer = under_way.popleft()
            try:
                yield answer.result()
            except BrokenProcessPool:
                # A process died (out of memory, killed): nobody knows over which school. Each is tried on its own.
                yield _tried_alone(school, asked)
                for other, _ in reversed(under_way):
                    waiting.appendleft(other)
                under_way.clear()
                pool.shutdown()
                pool = _pool(workers)
    finally:
        pool.shutdown(cancel_futures=True)


def audit_school(school: Path, asked: Asked) -> SchoolAnswer:
    try:
        audit = audit_folder(school, as_of=asked.as_of, on=asked.on)
    except Unreadable as unreadable:
        first = unreadable.errors[0]
        said = f"读不了，有 {len(unreadable.errors)} 处：{first.file} {first.says}"
        return SchoolAnswer(school.name, "", "unreadable", said, part=_unreadable_part(unreadable, school, asked.form))
    report, law = audit.report, audit.law
    clauses = Counter(law.clauses[finding.clause].printed for finding in report.findings)
    name = audit.plan.school.name if hasattr(audit.plan, "school") else audit.plan.name
    part = _report_part(audit, school, asked.form)
    return SchoolAnswer(school.name, name, report.verdict, summary(report), clauses, part)


def _report_part(audit: Audit, school: Path, form: str) -> Any:
    if form == "json":
        return audit.report.as_json()
    if form == "sarif":
        from kehou.commands.answers.sarif import report_as_run, run_of_school

        handed = HandedOver(school, plan=audit.plan)
        return run_of_school(report_as_run(audit.report, audit.law, handed, at_most=RESULTS_OF_A_RULE), school.name)
    if form == "html":
        from kehou.commands.answers.city_page import report_as_part

        return report_as_part(audit.report, audit.law)
    return None


def _unreadable_part(unreadable: Unreadable, school: Path, form: str) -> Any:
    if form == "json":
        return {"verdict": "unreadable", "errors": [error.as_json() for error in unreadable.errors]}
    if form == "sarif":
        from kehou.commands.answers.sarif import run_of_school, unreadable_as_run

        return run_of_school(unreadable_as_run(unreadable, HandedOver(school)), school.name)
    if form == "html":
        from kehou.commands.answers.city_page import unreadable_as_part

        return unreadable_as_part(unreadable)
    return None


def _tried_alone(school: Path, asked: Asked) -> SchoolAnswer:
    try:
        with _pool(1) as pool:
            return pool.submit(audit_school, school, asked).result()
    except BrokenProcessPool:
        says = "查这个文件夹的进程中途停了，多半是内存不够；没有查完"
        stopped = Unreadable((InputError("", 0, "", "a folder that can be audited to the end", says=says),))
        return SchoolAnswer(school.name, "", "unreadable", says, part=_unreadable_part(stopped, school, asked.form))


def _pool(workers: int) -> ProcessPoolExecutor:
    """Fresh processes: threads of a column engine do not survive a fork."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_prepare)


def _prepare() -> None:
    """The processes are the parallel part: before the column engine is loaded in one, it is told to keep to one thread.
    A school's rows are no garbage until it is told, and hold no cycles: they are not searched for any every few rows."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    gc.freeze()
    gc.set_threshold(200_000)
