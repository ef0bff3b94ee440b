"""Appraisal, rates and pay-outs as pages read them."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum

from kehou.day import queries as day
from kehou.fund.adjusting import changed
from kehou.fund.billing import Period, months_of, period_of
from kehou.fund.models import Appraisal, PaidDuty, PayLine, PayObjection, PayRate, PayRun
from kehou.fund.permits import OFFICE, at_appraisal, at_line, at_run, own_line
from kehou.fund.queries.trace import TraceLine, pay_changes, pay_lessons
from kehou.fund.workload import LeftOut, pay_for, unpaid
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.org import queries as org
from kehou.people import queries as people
from kehou.people.permits import any_adult, at_school, holder_of
from kehou.policy.facts.codes import ROLE_NAMES


@dataclass(frozen=True, slots=True)
class AppraisalLine:
    id: int
    name: str
    role: str
    sessions: int
    minutes: int
    score: int | None
    remark: str
    closed_on: date | None


@query(allow=[at_school(*OFFICE)])
def appraisal_page(act: Act, *, school_id: int, term_id: int) -> list[AppraisalLine]:
    """By the adults' numbers. SQL: 1 and the permit's."""
    rows = Appraisal.objects.filter(school_id=school_id, term_id=term_id).select_related("staff")
    return [
        AppraisalLine(
            row.pk, row.staff.name, ROLE_NAMES[row.staff.role], row.sessions, row.minutes, row.score, row.remark,
            row.closed_on,
        )
        for row in rows.order_by("staff__number")[:500]
    ]  # fmt: skip


@query(allow=[at_appraisal("coordinator", "principal")])
def appraisal_line(act: Act, *, appraisal_id: int) -> tuple[int, AppraisalLine]:
    """(school, line). SQL: 1 and the permit's."""
    row = Appraisal.objects.select_related("staff").get(pk=appraisal_id)
    return row.school_id, AppraisalLine(
        row.pk,
        row.staff.name,
        ROLE_NAMES[row.staff.role],
        row.sessions,
        row.minutes,
        row.score,
        row.remark,
        row.closed_on,
    )


@dataclass(frozen=True, slots=True)
class RunInfo:
    id: int
    period: str
    state: str
    total: int
    adults: int
    minutes: int
    prepared_by: int
    prepared_at: datetime
    approved_at: datetime | None


@dataclass(frozen=True, slots=True)
class PayBoard:
    """months: those that have begun and hold a lesson, with their live run. rates: (role's name, fen per hour, from), latest first.

    whole: the term at once, every duty that no run holds; whole_run: its latest live run.
    """

    term: org.TermInfo
    months: tuple[tuple[Period, RunInfo | None], ...]
    whole: Period
    whole_run: RunInfo | None
    rates: tuple[tuple[str, int, date], ...]
    appraised: int
    appraisals: int


def _counted(rows: QuerySet[PayRun]) -> QuerySet[PayRun]:
    return rows.annotate(adults=Count("payline"), worked=Sum("payline__minutes", default=0))


def _run_info(row: Any) -> RunInfo:
    """row: a counted PayRun."""
    return RunInfo(
        row.pk, row.period, row.state, row.total, row.adults, row.worked, row.prepared_by_id, row.prepared_at,
        row.approved_at,
    )  # fmt: skip


@query(allow=[at_school(*OFFICE)])
def pay_board(act: Act, *, school_id: int, term: org.TermInfo) -> PayBoard:
    """SQL: 4 and the permit's."""
    first = day.first_lesson(school_id, term.id)
    months = [month for month in months_of(term) if first and first <= month.last and month.first <= act.today]
    runs = PayRun.objects.filter(school_id=school_id, term_id=term.id).exclude(state="dropped")
    live = {row.period: _run_info(row) for row in _counted(runs)}
    rates = PayRate.objects.filter(school_id=school_id).order_by("role", "-from_date")[:60]
    marks = Appraisal.objects.filter(school_id=school_id, term_id=term.id).aggregate(
        n=Count("pk"), closed=Count("closed_on")
    )
    return PayBoard(
        term,
        tuple((month, live.get(month.key)) for month in months),
        Period(term.key, term.first_day, term.last_day),
        next((run for key, run in sorted(live.items(), reverse=True) if key.startswith(term.key)), None),
        tuple((ROLE_NAMES[row.role], row.fen_per_hour, row.from_date) for row in rates),
        marks["closed"],
        marks["n"],
    )


@dataclass(frozen=True, slots=True)
class LineInfo:
    id: int
    name: str
    role: str
    duties: int
    minutes: int
    amount: int


@dataclass(frozen=True, slots=True)
class RunPage:
    """objections: (name, text, when), latest first."""

    school_id: int
    run: RunInfo
    maker: str
    lines: tuple[LineInfo, ...]
    objections: tuple[tuple[str, str, datetime], ...]


@query(allow=[at_run(*OFFICE)])
def run_page(act: Act, *, run_id: int) -> RunPage:
    """Lines by the adults' numbers. SQL: 3 and the permit's."""
    row = _counted(PayRun.objects.filter(pk=run_id)).select_related("prepared_by").get()
    lines = PayLine.objects.filter(run=row).select_related("staff").annotate(duties=Count("paidduty"))
    said = PayObjection.objects.filter(line__run=row).select_related("line__staff").order_by("-at", "-pk")[:50]
    return RunPage(
        row.school_id,
        _run_info(row),
        row.prepared_by.name,
        tuple(
            LineInfo(line.pk, line.staff.name, ROLE_NAMES[line.staff.role], line.duties, line.minutes, line.amount)
            for line in lines.order_by("staff__number")[:500]
        ),
        tuple((each.line.staff.name, each.text, each.at) for each in said),
    )


@query(allow=[at_run(*OFFICE)])
def left_out(act: Act, *, run_id: int) -> list[LeftOut]:
    """Hours of the run's period that are in no run, and why. SQL: 5 and the permit's. See also `kept_waiting`."""
    run = PayRun.objects.select_related("term").get(pk=run_id)
    row = run.term
    term = org.TermInfo(row.pk, row.key, row.name, row.first_day, row.last_day)
    period = period_of(run.period, term)
    if period is None:
        return []
    return pay_for(run.school_id, unpaid(run.school_id, term.first_day, period, ()), act.at)[1]


@query(allow=[at_run(*OFFICE)])
def kept_waiting(act: Act, *, run_id: int) -> list[tuple[str, int, int]]:
    """(adult, fen, duties) that were paid too much and are not kept back in any run yet, oldest first. SQL: 5 and the permit's."""
    run = PayRun.objects.select_related("term").get(pk=run_id)
    found: dict[int, tuple[int, int]] = {}
    for each in changed(run.school_id, run.term.first_day, run.term.last_day):
        fen, duties = found.get(each.staff_id, (0, 0))
        found[each.staff_id] = (fen - each.amount, duties + 1)
    names = dict(PayLine.objects.filter(staff_id__in=found).values_list("staff_id", "staff__name")) if found else {}
    return [(names[staff], fen, duties) for staff, (fen, duties) in found.items() if fen > 0]


@dataclass(frozen=True, slots=True)
class Payslip:
    line_id: int
    school_id: int
    name: str
    period: str
    state: str
    minutes: int
    amount: int
    approved_at: datetime | None
    lessons: tuple[TraceLine, ...] = ()
    changes: tuple[TraceLine, ...] = ()
    objections: tuple[str, ...] = ()


def _payslip(line: PayLine) -> Payslip:
    run = line.run
    return Payslip(
        line.pk, line.school_id, line.staff.name, run.period, run.state, line.minutes, line.amount, run.approved_at
    )


def _whole_payslip(line_id: int) -> Payslip:
    """SQL: 4."""
    line = PayLine.objects.select_related("run", "staff").get(pk=line_id)
    said = PayObjection.objects.filter(line=line).order_by("at", "pk").values_list("text", flat=True)
    return replace(
        _payslip(line),
        lessons=pay_lessons(line_id=line_id),
        changes=pay_changes(line_id=line_id),
        objections=tuple(said),
    )


@query(allow=[own_line])
def payslip(act: Act, *, line_id: int) -> Payslip:
    """One's own line with every lesson behind it. SQL: 4 and the permit's."""
    return _whole_payslip(line_id)


@query(allow=[at_line(*OFFICE)])
def office_line(act: Act, *, line_id: int) -> Payslip:
    """The same for the office. SQL: 4 and the permit's."""
    return _whole_payslip(line_id)


@dataclass(frozen=True, slots=True)
class OwnMonth:
    """What an adult did in a month. paid_minutes: of them in a paid run; slip: the paid line."""

    month: str
    sessions: int
    minutes: int
    paid_minutes: int


@dataclass(frozen=True, slots=True)
class OwnWork:
    """At one school. place, places: which of how many workplaces. score: of the term's closed appraisal."""

    place: int
    places: int
    months: tuple[OwnMonth, ...]
    slips: tuple[Payslip, ...]
    score: int | None


@query(allow=[any_adult, holder_of("teacher", "coordinator", "principal", "duty_leader")])
def my_work(act: Act, *, place: int = 0) -> OwnWork | None:
    """Hours of this term and what was paid, at one of the schools one works at; None: works nowhere. SQL: 7."""
    found = people.workplaces(act.account_id, act.at)
    place = place if 0 <= place < len(found) else 0
    term = org.term_on(found[place][0], act.today) if found else None
    if term is None:
        return None
    school_id, person = found[place]
    own = day.stays(school_id, term.first_day, min(term.last_day, act.today), staff_id=person.id)
    duties = PaidDuty.objects.filter(line__staff_id=person.id, line__run__state="paid", line__run__term_id=term.id)
    paid = set(duties.values_list("duty_id", flat=True))
    months: dict[str, list[tuple[int, bool]]] = {}
    for stay in own:
        months.setdefault(f"{stay.date:%Y-%m}", []).append((stay.minutes, stay.duty_id in paid))
    lines = PayLine.objects.filter(staff_id=person.id, run__term_id=term.id, run__state="paid")
    score = Appraisal.objects.filter(term_id=term.id, staff_id=person.id).exclude(closed_on=None)
    return OwnWork(
        place,
        len(found),
        tuple(
            OwnMonth(key, len(rows), sum(m for m, _ in rows), sum(m for m, is_paid in rows if is_paid))
            for key, rows in sorted(months.items(), reverse=True)
        ),
        tuple(_payslip(line) for line in lines.select_related("run", "staff").order_by("-run__period", "-pk")),
        score.values_list("score", flat=True).first(),
    )
