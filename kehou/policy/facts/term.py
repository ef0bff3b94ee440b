"""All that a rule may know of one term: what was promised and, table by table, what was handed over."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from kehou.ground.school_day import CalendarChange, SchoolDay, school_day, school_days

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kehou.policy.facts import records
    from kehou.policy.facts.district_plan import DistrictPlan
    from kehou.policy.facts.plan import Plan, Term
    from kehou.policy.facts.timetable import DayPattern


@dataclass(frozen=True)
class TermFacts:
    """Frozen facts of one school and term (or of one district plan).

    A table is a tuple of rows, one attribute per file of the exchange format; None means *not handed over*,
    which is never the same as empty. as_of: the day on which the question is asked, where the caller knows it.
    """

    plan: Plan | None = None
    district_plan: DistrictPlan | None = None
    calendar: tuple[records.CalendarDay, ...] | None = None
    office_hours: tuple[records.OfficeHours, ...] | None = None
    holiday_surveys: tuple[records.HolidaySurvey, ...] | None = None
    students: tuple[records.Student, ...] | None = None
    consents: tuple[records.ConsentAct, ...] | None = None
    sections: tuple[records.Section, ...] | None = None
    sessions: tuple[records.Session, ...] | None = None
    adults: tuple[records.AdultStay, ...] | None = None
    presence: Sequence[records.Presence] | None = None  # the one table of a city's size: rows, or columns
    pulse: tuple[records.PulseAnswer, ...] | None = None
    seats: tuple[records.SeatResult, ...] | None = None
    bills: tuple[records.BillLine, ...] | None = None
    fund: tuple[records.FundMovement, ...] | None = None
    appraisal: tuple[records.Appraisal, ...] | None = None
    payouts: tuple[records.Payout, ...] | None = None
    declarations: tuple[records.Declaration, ...] | None = None
    complaints: tuple[records.Complaint, ...] | None = None
    evaluation: tuple[records.Evaluation, ...] | None = None
    as_of: date | None = None

    def missing(self, tables: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the named tables that were not handed over, in the order asked."""
        return tuple(name for name in tables if getattr(self, name) is None)

    @property
    def term(self) -> Term | None:
        """The term of whichever plan there is."""
        plan = self.plan or self.district_plan
        return plan.term if plan else None

    @cached_property
    def calendar_changes(self) -> dict[date, CalendarChange]:
        """Holidays and make-up days by date, of any term."""
        return {row.date: CalendarChange(row.day == "workday", row.follows) for row in self.calendar or ()}

    @cached_property
    def school_days(self) -> tuple[SchoolDay, ...]:
        """Every school day of the term, in order."""
        return school_days(self.term.first_day, self.term.last_day, self.calendar_changes) if self.term else ()

    @cached_property
    def day_patterns(self) -> tuple[DayPattern, ...]:
        """The term's school days grouped by weekday and running windows; without a plan, none."""
        from kehou.policy.facts.timetable import day_patterns

        return day_patterns(self.plan, self.school_days) if self.plan else ()

    def school_day(self, day: date) -> SchoolDay | None:
        """The school day a date is, inside the term or not; None where there is no school."""
        return school_day(day, self.calendar_changes)


TABLES: tuple[str, ...] = tuple(f.name for f in fields(TermFacts) if f.name not in ("plan", "district_plan", "as_of"))
"""Names of every record table, as the files are named without ".csv"."""
