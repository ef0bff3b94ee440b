"""A term's folder for tests: a small lawful school, its promise and every record table as the cells of its file.

Grade 2 and grade 4 of a primary school, one class each (`Lived.grades` says of how many pupils). Every day has a first
hour with the class (session "0907g2a": the date, the grade, a) and a second in a course ("0907g2b"). Everybody has
joined, everybody is there, is seen by an adult from before the first minute to after the last, is billed, and paid.

A fault is one cell, one row, or one word of the plan changed; `audit` writes the files and reads them back, so a finding
names the line it is about.
"""

import csv
import tempfile
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from kehou.policy.check import Report, judge
from kehou.policy.exchange.plan_yaml import plan_from_document
from kehou.policy.exchange.table_layouts import LAYOUTS
from kehou.policy.exchange.tables import QuickReader, read_tables
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import load_packs
from tests.policy.promise import Document, edited, outsider, person, promise, provider

Row = dict[str, str]
WEEK = (7, 8, 9, 10, 11)
"""Days of September 2026, Monday to Friday."""
HOURS = {"a": ("16:10", "17:10"), "b": ("17:10", "18:10"), "e": ("19:10", "20:30")}
"""Planned start and end of the class's hour, the course's and, where there is one, evening study."""


@dataclass(frozen=True)
class Folder:
    """The plan's document and the rows of each table, in the order of the file; a table left out was not handed over."""

    plan: Document
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def with_plan(self, **edits: Any) -> "Folder":
        """Places of the plan changed: with_plan(publication__published="2026-08-29")."""
        return replace(self, plan=edited(self.plan, **edits))

    def put(self, table: str, which: str | Callable[[Row], bool], **cells: str) -> "Folder":
        """Cells changed in the rows meant: by the table's first column, or by a question; there must be some."""
        meant = _which(table, which)
        rows = [row | _columns(cells) if meant(row) else row for row in self.tables[table]]
        assert any(map(meant, self.tables[table])), f"no such row in {table}"
        return self._with(table, rows)

    def add(self, table: str, *rows: Row) -> "Folder":
        """Rows at the table's end."""
        return self._with(table, [*self.tables[table], *(_columns(row) for row in rows)])

    def drop(self, table: str, which: str | Callable[[Row], bool]) -> "Folder":
        meant = _which(table, which)
        left = [row for row in self.tables[table] if not meant(row)]
        assert len(left) < len(self.tables[table]), f"no such row in {table}"
        return self._with(table, left)

    def without(self, *tables: str) -> "Folder":
        return replace(self, tables={name: rows for name, rows in self.tables.items() if name not in tables})

    def line(self, table: str, which: str | Callable[[Row], bool]) -> str:
        """Where the first such row stands: "sessions.csv:3"; the header is line 1."""
        meant = _which(table, which)
        return f"{table}.csv:{next(n for n, row in enumerate(self.tables[table], start=2) if meant(row))}"

    def _with(self, table: str, rows: Sequence[Row]) -> "Folder":
        return replace(self, tables={**self.tables, table: rows})


def audit(folder: Folder, *, as_of: date | None = None) -> Report:
    """What `kehou audit` answers to the folder; it has to be readable."""
    facts = replace(facts_of(folder), as_of=as_of)
    assert facts.plan is not None
    return judge(facts, load_packs(facts.plan.policy), judges=("plan", "records"))


def facts_of(folder: Folder, quick: QuickReader | None = None) -> TermFacts:
    """The folder written and read back; it has to be readable."""
    plan, errors = plan_from_document(deepcopy(folder.plan))
    assert isinstance(plan, Plan) and not errors, errors
    with tempfile.TemporaryDirectory() as place:
        write_tables(folder, Path(place))
        wrong: list[Any] = []
        tables: dict[str, Any] = read_tables(Path(place), LAYOUTS, wrong, quick)
    assert not wrong, wrong
    return TermFacts(plan=plan, **tables)


def write_tables(folder: Folder, place: Path) -> None:
    for name, rows in folder.tables.items():
        columns = [column.name for column in LAYOUTS[name].columns if not column.optional or name == "adults"]
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", extrasaction="raise")
            writer.writeheader()
            writer.writerows(rows)


def found(folder: Folder, **asked: Any) -> list[tuple[str, str]]:
    """(rule, where) of every finding."""
    return [(finding.rule, finding.where) for finding in audit(folder, **asked).findings]


def _which(table: str, which: str | Callable[[Row], bool]) -> Callable[[Row], bool]:
    if callable(which):
        return which
    first = LAYOUTS[table].columns[0].name
    return lambda row: row[first] == which


def _columns(cells: Mapping[str, str]) -> Row:
    """Cells by column; `class_`, `in_` and `from_` stand for the columns that are words of Python."""
    return {name.rstrip("_"): value for name, value in cells.items()}


def lived(
    *,
    days: Sequence[int] = (7,),
    month: str = "2026-09",
    grades: Mapping[int, int] | None = None,
    boarding: str = "none",
    evening: bool = False,
    plan: Document | None = None,
    unheld: Mapping[str, str] | None = None,
    never: Sequence[str] = (),
    apart: int = 7,
    stays_out: Sequence[str] = (),
) -> Folder:
    """A lawful folder, whatever is asked for.

    days: of the month. grades: pupils of each, default 4 of grade 2 and 4 of grade 4. evening: study in the evening, too.
    unheld: sessions that were not held, by id, with the reason or "". never: ids of sessions that have no row at all.
    apart: minutes between one family's joining and the next's. stays_out: pupils whose families decline.
    """
    of = dict(grades or {2: 4, 4: 4})
    roll = {f"s{grade}{n:02d}": grade for grade, many in of.items() for n in range(1, many + 1)}
    document = plan or plan_of(of, boarding=boarding, evening=evening)
    tables: dict[str, list[Row]] = {name: [] for name in LAYOUTS}
    tables["office_hours"] = [{"from": "2026-05-01", "closes": "18:00"}]
    tables["students"] = [
        {"student": s, "grade": str(g), "class": "1", "boarding": "0", "left_behind": "0", "migrant": "0"}
        for s, g in roll.items()
    ]
    for n, pupil in enumerate(roll):
        at = datetime(2026, 8, 28, 18) + timedelta(minutes=apart * n)
        act = "decline" if pupil in stays_out else "join"
        tables["consents"].append(
            {"student": pupil, "at": f"{at:%Y-%m-%d %H:%M}", "act": act, "by": "guardian", "device": f"d-{pupil}"}
        )
    _sections(tables, document, of, evening)
    there = [pupil for pupil in roll if pupil not in stays_out]
    hours = "abe" if evening else "ab"
    for day in days:
        for grade in of:
            on = f"{month}-{day:02d}"
            ids = {hour: f"{month[5:]}{day:02d}g{grade}{hour}" for hour in hours}
            held = [hour for hour in hours if ids[hour] not in (unheld or {}) and ids[hour] not in never]
            for hour in hours:
                if ids[hour] not in never:
                    _session(tables, ids[hour], f"{grade}{hour}", on, hour, (unheld or {}).get(ids[hour]))
            for hour in held:
                moves_on = hour == "a" and "b" in held
                _adult(tables, ids[hour], grade, on, hour)
                for pupil in (pupil for pupil in there if roll[pupil] == grade):
                    _pupil(tables, ids[hour], pupil, on, hour, moves_on, grade)
    _money(tables, there, month)
    _people(tables, month)
    tables["seats"] = [
        {"student": pupil, "section": f"{roll[pupil]}b", "rank": "1", "lottery": "007", "result": "seat"}
        for pupil in there
    ]
    tables["complaints"] = [
        {
            "id": "w1", "at": "2026-09-07 20:00", "about": "附.12", "due": "2026-09-17", "answered": "2026-09-17",
            "upheld": "0",
        }
    ]  # fmt: skip
    tables["evaluation"] = [
        {"term": "2026-autumn", "score": "91", "decided": "2027-01-25", "basis": "both", "appealed": "0"}
    ]
    return Folder(document, tables)


def plan_of(grades: Mapping[int, int], *, boarding: str = "none", evening: bool = False) -> Document:
    """The promise of such a school; the coach of the upper grades' course comes from an institution."""
    roll = {str(grade): many for grade, many in grades.items()}
    together = sum(grades.values())
    document = promise(*grades, enrolled=roll, staff=[person(), outsider()], providers=[provider()])
    document["survey"] |= {"invited": together, "answered": together, "wanting": roll}
    document["school"]["boarding"] = boarding
    document["fees"] |= {"standard": {"primary": "60.00", "junior": "60.00"}}
    document["fees"] |= {"term_cap": {"primary": "300.00", "junior": "300.00"}}
    if evening:
        study = {
            "grades": list(grades),
            "weekdays": document["windows"][0]["weekdays"],
            "start": "19:10",
            "end": "20:30",
        }
        document["windows"].append({"id": "eve", "kind": "evening", **study})
        document["blocks"].append({"window": "eve", "content": ["self_study"], "choice": "elective", **study})
    return document


def _sections(tables: dict[str, list[Row]], document: Document, grades: Mapping[int, int], evening: bool) -> None:
    for grade in grades:
        first = next(
            n for n, block in enumerate(document["blocks"]) if grade in block["grades"] and block["content"] != "menu"
        )
        course = next(course for course in document["courses"] if grade in course["grades"])
        kinds = " ".join(document["blocks"][first]["content"])
        common = {"grades": str(grade), "mode": "onsite", "window": "pm", "capacity": "40"}
        tables["sections"] += [
            {"section": f"{grade}a", "course": f"block:{first}", "name": "一班", "content": kinds, **common},
            {"section": f"{grade}b", "course": course["id"], "name": "课程", "content": course["content"], **common},
        ]
        if evening:
            last = len(document["blocks"]) - 1
            study = common | {"window": "eve", "course": f"block:{last}", "name": "晚自习", "content": "self_study"}
            tables["sections"].append({"section": f"{grade}e", **study})


def _session(tables: dict[str, list[Row]], id: str, section: str, on: str, hour: str, unheld: str | None) -> None:
    start, end = HOURS[hour]
    tables["sessions"].append(
        {
            "session": id, "section": section, "date": on, "planned_start": start,
            "planned_end": end, "start": start if unheld is None else "", "end": end if unheld is None else "",
            "written_homework": "0", "early_reason": unheld or "",
        }
    )  # fmt: skip


def _adult(tables: dict[str, list[Row]], session: str, grade: int, on: str, hour: str) -> None:
    """Five minutes before the first minute to five after the last; an institution's coach keeps grade 4's course."""
    start, end = (datetime.fromisoformat(f"{on} {clock}") for clock in HOURS[hour])
    stay = {"in": f"{start - timedelta(minutes=5):%F %H:%M}", "out": f"{end + timedelta(minutes=5):%F %H:%M}"}
    who: Row = {"adult": f"t{grade}{hour}", "role": "school_teacher", "applied": "1"}
    if (grade, hour) == (4, "b"):
        who = {"adult": "o1", "role": "institution", "cleared_until": "2027-08-31", "qualified_until": "2027-12-31"}
    tables["adults"].append({"session": session, "remote": "0", **who, **stay})


def _pupil(
    tables: dict[str, list[Row]], session: str, pupil: str, on: str, hour: str, moves_on: bool, grade: int
) -> None:
    start, end = HOURS[hour]
    tables["presence"].append(
        {
            "session": session, "student": pupil, "state": "present", "in": f"{on} {start}",
            "out": f"{on} {end}", "released_to": "next_session" if moves_on else "guardian", "online": "0",
            "homework_done": "1" if grade > 2 and hour == "a" else "",
        }
    )  # fmt: skip


def _money(tables: dict[str, list[Row]], pupils: Sequence[str], month: str) -> None:
    """Sixty yuan a pupil, paid and in the fund; of 200 yuan spent, 150 for teachers."""
    dates = {row["session"]: row["date"] for row in tables["sessions"]}
    for pupil in pupils:
        served = {dates[row["session"]] for row in tables["presence"] if row["student"] == pupil}
        bill = {"student": pupil, "period": month, "amount": "60.00", "at": "2026-09-30"}
        tables["bills"] += [
            bill | {"kind": "charge", "days_served": str(len(served))},
            bill | {"kind": "payment"},
        ]
    tables["fund"] = [
        {"at": "2026-09-01", "source_or_use": "subsidy", "amount": "1000.00"},
        {"at": "2026-09-30", "source_or_use": "service_fee", "amount": f"{60 * len(pupils)}.00"},
        {"at": "2027-01-15", "source_or_use": "teacher_pay", "amount": "-150.00"},
        {"at": "2027-01-15", "source_or_use": "external_pay", "amount": "-50.00"},
    ]


def _people(tables: dict[str, list[Row]], month: str) -> None:
    """Pledges, appraisal and pay of everybody who kept a session, to the hour."""
    hours: dict[str, Decimal] = {}
    teachers: dict[str, bool] = {}
    for row in tables["adults"]:
        stay = datetime.fromisoformat(row["out"]) - datetime.fromisoformat(row["in"])
        hours[row["adult"]] = hours.get(row["adult"], Decimal(0)) + Decimal(int(stay.total_seconds())) / 3600
        teachers[row["adult"]] = row["role"] == "school_teacher"
    for adult, worked in hours.items():
        pay = {"adult": adult, "period": month, "amount": "60.00", "at": "2027-01-15", "hours": f"{worked:.2f}"}
        tables["payouts"].append(pay)
        if teachers[adult]:
            tables["appraisal"].append({"adult": adult, "score": "90", "closed": "2027-01-12"})
            for kind in ("no_new_lesson", "no_paid_tutoring"):
                tables["declarations"].append({"adult": adult, "kind": kind, "signed": "2026-08-30"})
