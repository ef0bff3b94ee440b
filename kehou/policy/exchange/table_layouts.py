"""The record tables of the exchange format: which file, which columns in which order, which row of facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in the file. attribute: of the row, where it differs; optional: may be left out."""

    name: str
    cell: Cell
    attribute: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One file. id: the column whose values may not repeat; refers: column → table whose ids it names."""

    name: str
    row: Callable[..., Any]
    columns: tuple[Column, ...]
    id: str = ""
    refers: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


def _column(name: str, cell: Cell, attribute: str = "", *, optional: bool = False) -> Column:
    return Column(name, cell, attribute or name, optional)


def _session(**cells: Any) -> records.Session:
    """A session's times stand in the file as times of its date."""
    for name in ("planned_start", "planned_end", "start", "end"):
        if cells[name] is not None:
            cells[name] = datetime.combine(cells["date"], cells[name])
    return records.Session(**cells)


_STUDENT = {"student": "students"}
_SESSION = {"session": "sessions"}
_FUND = (*FUND_SOURCES, *FUND_USES, "other", "carried")

_LAYOUTS = (
    Table(
        "calendar",
        records.CalendarDay,
        (
            _column("date", DATE),
            _column("day", code("off", "workday")),
            _column("follows", or_empty(code(*WEEKDAYS), "")),
            _column("note", TEXT),
        ),
    ),
    Table("office_hours", records.OfficeHours, (_column("from", DATE, "since"), _column("closes", CLOCK))),
    Table(
        "holiday_surveys",
        records.HolidaySurvey,
        (
            _column("period", ID),
            _column("closed", or_empty(DATE)),
            _column("invited", or_empty(WHOLE)),
            _column("wanting", or_empty(WHOLE)),
            _column("committee_decided", or_empty(DATE)),
        ),
    ),
    Table(
        "students",
        records.Student,
        (
            _column("student", ID),
            _column("grade", GRADE),
            _column("class", ID, "class_name"),
            _column("boarding", FLAG),
            _column("aid", TEXT),
            _column("left_behind", FLAG),
            _column("migrant", FLAG),
        ),
        id="student",
    ),
    Table(
        "sections",
        records.Section,
        (
            _column("section", ID),
            _column("course", TEXT),
            _column("name", TEXT),
            _column("content", or_empty(codes(CONTENT_KINDS), ())),
            _column("grades", GRADES),
            _column("mode", or_empty(code(*MODES), "onsite")),
            _column("window", TEXT),
            _column("capacity", or_empty(WHOLE)),
        ),
        id="section",
    ),
    Table(
        "sessions",
        _session,
        (
            _column("session", ID),
            _column("section", ID),
            _column("date", DATE),
            _column("planned_start", CLOCK),
            _column("planned_end", CLOCK),
            _column("start", or_empty(CLOCK)),
            _column("end", or_empty(CLOCK)),
            _column("content", or_empty(codes(CONTENT_KINDS), ())),
            _column("written_homework", FLAG),
            _column("early_reason", TEXT),
        ),
        id="session",
        refers={"section": "sections"},
    ),
    Table(
        "consents",
        records.ConsentAct,
        (
            _column("student", ID),
            _column("at", MOMENT),
            _column("act", code("join", "decline", "withdraw")),
            _column("by", code("guardian", "staff", "student")),
            _column("device", TEXT),
            _column("text_version", TEXT),
            _column("confirmed", or_empty(MOMENT)),
            _column("answered_anonymously", or_empty(code("free", "pressed", "discouraged"), "")),
        ),
        refers=_STUDENT,
    ),
    Table(
        "adults",
        records.AdultStay,
        (
            _column("session", ID),
            _column("adult", ID),
            _column("role", code(*ROLES)),
            _column("in", or_empty(MOMENT), "came"),
            _column("out", or_empty(MOMENT), "left"),
            _column("applied", ANSWER),
            _column("cleared_until", or_empty(DATE)),
            _column("qualified_until", or_empty(DATE)),
            _column("remote", FLAG, optional=True),
        ),
        refers=_SESSION,
    ),
    Table(
        "presence",
        records.Presence,
        (
            _column("session", ID),
            _column("student", ID),
            _column("state", code("present", "leave", "absent")),
            _column("in", or_empty(MOMENT), "came"),
            _column("out", or_empty(MOMENT), "left"),
            _column("released_to", or_empty(code("guardian", "authorised", "self", "next_session"), "")),
            _column("online", FLAG),
            _column("homework_done", ANSWER),
        ),
        refers=_SESSION | _STUDENT,
    ),
    Table(
        "pulse",
        records.PulseAnswer,
        (
            _column("session", ID),
            _column("new_lesson", ANSWER),
            _column("unattended", ANSWER),
            _column("satisfied", or_empty(MARK)),
        ),
        refers=_SESSION,
    ),
    Table(
        "seats",
        records.SeatResult,
        (
            _column("student", ID),
            _column("section", ID),
            _column("rank", or_empty(WHOLE)),
            _column("group", TEXT),
            _column("lottery", TEXT),
            _column("result", code("seat", "waiting", "none")),
            _column("reason", TEXT),
        ),
        refers=_STUDENT | {"section": "sections"},
    ),
    Table(
        "bills",
        records.BillLine,
        (
            _column("student", ID),
            _column("period", PERIOD),
            _column("kind", code("charge", "waiver", "payment", "refund")),
            _column("amount", AMOUNT),
            _column("at", or_empty(DAY)),
            _column("days_served", or_empty(WHOLE)),
        ),
        refers=_STUDENT,
    ),
    Table(
        "fund",
        records.FundMovement,
        (
            _column("at", DAY),
            _column("source_or_use", code(*_FUND)),
            _column("amount", SIGNED_AMOUNT),
            _column("ref", TEXT),
        ),
    ),
    Table(
        "appraisal",
        records.Appraisal,
        (
            _column("adult", ID),
            _column("sessions", or_empty(WHOLE)),
            _column("hours", or_empty(DECIMAL)),
            _column("score", or_empty(DECIMAL)),
            _column("closed", or_empty(DAY)),
        ),
    ),
    Table(
        "payouts",
        records.Payout,
        (
            _column("adult", ID),
            _column("period", PERIOD),
            _column("amount", SIGNED_AMOUNT),
            _column("at", DAY),
            _column("hours", or_empty(DECIMAL)),
        ),
    ),
    Table(
        "declarations",
        records.Declaration,
        (
            _column("adult", ID),
            _column("kind", code("no_new_lesson", "no_paid_tutoring")),
            _column("signed", or_empty(DAY)),
        ),
    ),
    Table(
        "complaints",
        records.Complaint,
        (
            _column("id", ID),
            _column("at", MOMENT_OR_DAY),
            _column("about", TEXT),
            _column("adult", TEXT),
            _column("due", or_empty(DAY)),
            _column("answered", or_empty(DAY)),
            _column("upheld", ANSWER),
        ),
        id="id",
    ),
    Table(
        "evaluation",
        records.Evaluation,
        (
            _column("term", ID),
            _column("score", or_empty(DECIMAL)),
            _column("decided", or_empty(DAY)),
            _column("basis", or_empty(code("principal", "school", "both"), "")),
            _column("appealed", FLAG),
        ),
    ),
)

LAYOUTS: Mapping[str, Table] = {table.name: table for table in _LAYOUTS}
"""Every table by name, those that others refer to first."""

CITY_TABLES = ("calendar", "office_hours", "holiday_surveys")
"""Facts of the city or of a decision: a plan alone is judged with them too."""
