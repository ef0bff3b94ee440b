"""Where schools stand in their term: every room asked once, whatever the number of schools."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import CharField, Count, DateField, F, Max, Min, Q, Value

from kehou.day.queries.moves import DayFigures, day_figures
from kehou.enrol.queries.overview import RoundStanding, latest_rounds
from kehou.fund.queries.overview import FundStanding, fund_standings
from kehou.org.queries import SchoolInfo, TermInfo
from kehou.plan.queries.overview import VersionStanding, versions_of
from kehou.review.models import Complaint, Finding
from kehou.voice import queries as voice

LOOK_BACK = timedelta(days=10)
COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class OpenLine:
    """Unclosed findings of one rule and state at a school, or its open complaints (rule "complaint").

    due: the earliest. last: the latest day it happened.
    """

    rule: str
    level: str
    state: str  # open | answered
    count: int
    due: date
    last: date | None


@dataclass(frozen=True, slots=True)
class SchoolStanding:
    """All that the steps of a term are told from. versions: by number; days: those looked back on, by date."""

    school: SchoolInfo
    term: TermInfo | None
    survey: tuple[voice.SurveyInfo, int] | None
    versions: tuple[VersionStanding, ...]
    round: RoundStanding | None
    days: tuple[DayFigures, ...]
    fund: FundStanding
    open: tuple[OpenLine, ...]

    def count(self, state: str, *, complaints: bool = False) -> int:
        """Findings (or complaints) in a state; signs are questions, not findings, and are not counted."""
        lines = (line for line in self.open if (line.rule == COMPLAINT) == complaints and line.level != "sign")
        return sum(line.count for line in lines if line.state == state)


def standings(
    schools: Iterable[tuple[SchoolInfo, TermInfo | None]],
    at: datetime,
    *,
    documents: bool = False,
    look_back: timedelta = LOOK_BACK,
) -> list[SchoolStanding]:
    """In the order given. at: local. documents: the plans' documents too. SQL: 6, whatever the number of schools."""
    listed = list(schools)
    ids = [school.id for school, _ in listed]
    terms = {term.id for _, term in listed if term}
    today = at.date()
    surveys = voice.demand_surveys(ids, terms)
    versions = versions_of(ids, terms, documents=documents)
    rounds = latest_rounds(ids, terms)
    days: dict[int, list[DayFigures]] = {}
    for figures in day_figures(ids, today - look_back, today):
        days.setdefault(figures.school_id, []).append(figures)
    money = fund_standings(ids, terms)
    lines = open_lines(ids, terms)
    return [
        SchoolStanding(
            school=school,
            term=term,
            survey=surveys.get(school.id),
            versions=tuple(versions.get(school.id, ())),
            round=rounds.get(school.id),
            days=tuple(days.get(school.id, ())),
            fund=money.get(school.id, FundStanding()),
            open=tuple(lines.get(school.id, ())),
        )
        for school, term in listed
    ]


def open_lines(school_ids: Collection[int], term_ids: Collection[int]) -> dict[int, list[OpenLine]]:
    """School → what waits there, the earliest due first. SQL: 1."""
    columns = ("school_id", "name", "grade", "state", "count", "due", "last")
    of = Q(school_id__in=school_ids, term_id__in=term_ids)
    standing = Finding.objects.filter(of, state__in=("open", "answered"), gone_at=None)
    findings = standing.values("school_id", "rule", "level", "state").annotate(
        name=F("rule"), grade=F("level"), count=Count("pk"), due=Min("due_on"), last=Max("date")
    )
    said = Complaint.objects.filter(of, state="open").values("school_id", "state").annotate(
        name=_word(COMPLAINT), grade=_word("find"), count=Count("pk"), due=Min("due_on"),
        last=Value(None, output_field=DateField()),
    )  # fmt: skip
    found: dict[int, list[OpenLine]] = {}
    every = findings.values_list(*columns).union(said.values_list(*columns), all=True)
    for school, rule, level, state, count, due, last in sorted(every, key=lambda line: (line[5], line[1])):
        found.setdefault(school, []).append(OpenLine(rule, level, state, count, due, last))
    return found


def _word(text: str) -> Value:
    return Value(text, output_field=CharField())
