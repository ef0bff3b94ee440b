"""The record tables of the exchange format: which file, which columns in which order, which row of facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kehou.ground.school_day import WEEKDAYS
from kehou.policy.exchange.table_cells import (
    AMOUNT,
    ANSWER,
    CLOCK,
    DATE,
    DAY,
    DECIMAL,
    FLAG,
    GRADE,
    GRADES,
    ID,
    MARK,
    MOMENT,
    MOMENT_OR_DAY,
    PERIOD,
    SIGNED_AMOUNT,
    TEXT,
    WHOLE,
    Cell,
    code,
    codes,
    or_empty,
)
from kehou.policy.facts import records
from kehou.policy.facts.codes import CONTENT_KINDS, FUND_SOURCES, FUND_USES, MODES, ROLES

_ATTRIBUTES = {"in": "came", "out": "left", "class": "class_name", "from": "since"}
"""Columns that are words of Python, and what the rows call them."""

_OPTIONAL = frozenset({"remote"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in the file. attribute: of the row; optional: the whole column may be left out."""

    name: str
    cell: Cell
    attribute: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One file. id: the column whose values may not repeat; refers: column → table whose ids it names."""

    name: str
    row: Callable[..., Any]
    columns: tuple[Column, ...]
    id: str
    refers: Mapping[str, str]

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


def _table(
    name: str,
    row: Callable[..., Any],
    cells: Mapping[str, Cell],
    *,
    id: str = "",
    refers: Mapping[str, str] | None = None,
) -> Table:
    columns = (
        Column(column, cell, _ATTRIBUTES.get(column, column), column in _OPTIONAL) for column, cell in cells.items()
    )
    return Table(name, row, tuple(columns), id, refers or {})


def _session(**cells: Any) -> records.Session:
    """A session's times stand in the file as times of its date."""
    for name in ("planned_start", "planned_end", "start", "end"):
        if cells[name] is not None:
            cells[name] = datetime.combine(cells["date"], cells[name])
    return records.Session(**cells)


_CONTENT = or_empty(codes(CONTENT_KINDS), ())
_FUND = code(*FUND_SOURCES, *FUND_USES, "other", "carried")
_STUDENT = {"student": "students"}
_SECTION = {"section": "sections"}
_SESSION = {"session": "sessions"}

_LAYOUTS = (
    _table(
        "calendar",
        records.CalendarDay,
        {"date": DATE, "day": code("off", "workday"), "follows": or_empty(code(*WEEKDAYS), ""), "note": TEXT},
    ),
    _table("office_hours", records.OfficeHours, {"from": DATE, "closes": CLOCK}),
    _table(
        "holiday_surveys",
        records.HolidaySurvey,
        {
            "period": ID,
            "closed": or_empty(DATE),
            "invited": or_empty(WHOLE),
            "wanting": or_empty(WHOLE),
            "committee_decided": or_empty(DATE),
        },
    ),
    _table(
        "students",
        records.Student,
        {
            "student": ID,
            "grade": GRADE,
            "class": ID,
            "boarding": FLAG,
            "aid": TEXT,
            "left_behind": FLAG,
            "migrant": FLAG,
        },
        id="student",
    ),
    _table(
        "sections",
        records.Section,
        {
            "section": ID,
            "course": TEXT,
            "name": TEXT,
            "content": _CONTENT,
            "grades": GRADES,
            "mode": or_empty(code(*MODES), "onsite"),
            "window": TEXT,
            "capacity": or_empty(WHOLE),
        },
        id="section",
    ),
    _table(
        "sessions",
        _session,
        {
            "session": ID,
            "section": ID,
            "date": DATE,
            "planned_start": CLOCK,
            "planned_end": CLOCK,
            "start": or_empty(CLOCK),
            "end": or_empty(CLOCK),
            "content": _CONTENT,
            "written_homework": FLAG,
            "early_reason": TEXT,
        },
        id="session",
        refers=_SECTION,
    ),
    _table(
        "consents",
        records.ConsentAct,
        {
            "student": ID,
            "at": MOMENT,
            "act": code("join", "decline", "withdraw"),
            "by": code("guardian", "staff", "student"),
            "device": TEXT,
            "text_version": TEXT,
            "confirmed": or_empty(MOMENT),
            "answered_anonymously": or_empty(code("free", "pressed", "discouraged"), ""),
        },
        refers=_STUDENT,
    ),
    _table(
        "adults",
        records.AdultStay,
        {
            "session": ID,
            "adult": ID,
            "role": code(*ROLES),
            "in": or_empty(MOMENT),
            "out": or_empty(MOMENT),
            "applied": ANSWER,
            "cleared_until": or_empty(DATE),
            "qualified_until": or_empty(DATE),
            "remote": FLAG,
        },
        refers=_SESSION,
    ),
    _table(
        "presence",
        records.Presence,
        {
            "session": ID,
            "student": ID,
            "state": code("present", "leave", "absent"),
            "in": or_empty(MOMENT),
            "out": or_empty(MOMENT),
            "released_to": or_empty(code("guardian", "authorised", "self", "next_session"), ""),
            "online": FLAG,
            "homework_done": ANSWER,
        },
        refers=_SESSION | _STUDENT,
    ),
    _table(
        "pulse",
        records.PulseAnswer,
        {"session": ID, "new_lesson": ANSWER, "unattended": ANSWER, "satisfied": or_empty(MARK)},
        refers=_SESSION,
    ),
    _table(
        "seats",
        records.SeatResult,
        {
            "student": ID,
            "section": ID,
            "rank": or_empty(WHOLE),
            "group": TEXT,
            "lottery": TEXT,
            "result": code("seat", "waiting", "none"),
            "reason": TEXT,
        },
        refers=_STUDENT | _SECTION,
    ),
    _table(
        "bills",
        records.BillLine,
        {
            "student": ID,
            "period": PERIOD,
            "kind": code("charge", "waiver", "payment", "refund"),
            "amount": AMOUNT,
            "at": or_empty(DAY),
            "days_served": or_empty(WHOLE),
        },
        refers=_STUDENT,
    ),
    _table(
        "fund",
        records.FundMovement,
        {"at": DAY, "source_or_use": _FUND, "amount": SIGNED_AMOUNT, "ref": TEXT},
    ),
    _table(
        "appraisal",
        records.Appraisal,
        {
            "adult": ID,
            "sessions": or_empty(WHOLE),
            "hours": or_empty(DECIMAL),
            "score": or_empty(DECIMAL),
            "closed": or_empty(DAY),
        },
    ),
    _table(
        "payouts",
        records.Payout,
        {"adult": ID, "period": PERIOD, "amount": SIGNED_AMOUNT, "at": DAY, "hours": or_empty(DECIMAL)},
    ),
    _table(
        "declarations",
        records.Declaration,
        {"adult": ID, "kind": code("no_new_lesson", "no_paid_tutoring"), "signed": or_empty(DAY)},
    ),
    _table(
        "complaints",
        records.Complaint,
        {
            "id": ID,
            "at": MOMENT_OR_DAY,
            "about": TEXT,
            "adult": TEXT,
            "due": or_empty(DAY),
            "answered": or_empty(DAY),
            "upheld": ANSWER,
        },
        id="id",
    ),
    _table(
        "evaluation",
        records.Evaluation,
        {
            "term": ID,
            "score": or_empty(DECIMAL),
            "decided": or_empty(DAY),
            "basis": or_empty(code("principal", "school", "both"), ""),
            "appealed": FLAG,
        },
    ),
)

LAYOUTS: Mapping[str, Table] = {table.name: table for table in _LAYOUTS}
"""Every table by name, those that others refer to first."""
