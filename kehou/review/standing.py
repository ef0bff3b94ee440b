"""Where schools stand in their term: every room asked once, whatever the number of schools."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import CharField, Count, DateField, F, Max, Min, Q, Value

from kehou.day.queries.moves import DayFigures, day_figures
from kehou.enrol.queries.overview import RoundStanding, latest_rounds
from kehou.fund.queries.overview import FundStanding, fund_standings
from kehou.org.queries import SchoolInfo, TermInfo
from kehou.plan.deadlines import filing_deadlines
from kehou.plan.queries.overview import VersionStanding, versions_of
from kehou.review.models import Complaint, Evaluation, Finding
from kehou.voice import queries as voice

LOOK_BACK = timedelta(days=10)
COMPLAINT = "complaint"
_EVALUATION = "evaluation"
_ALONE = "unattended"


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
    filing_due: date | None = None  # when the term's first plan has to be filed
    evaluated: tuple[int, date] | None = None  # the district's score, and the day it was given

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
    """In the order given. at: local. documents: the plans' documents too. SQL: 7, whatever the number of schools."""
    listed = list(schools)
    ids = [school.id for school, _ in listed]
    terms = {term.id for _, term in listed if term}
    today = at.date()
    surveys = voice.demand_surveys(ids, terms)
    versions = versions_of(ids, terms, documents=documents)
    planned = [school_id for school_id in ids if versions.get(school_id)]  # without a plan nothing opens (附.1)
    rounds = latest_rounds(planned, terms)
    days: dict[int, list[DayFigures]] = {}
    for figures in day_figures(planned, today - look_back, today):
        days.setdefault(figures.school_id, []).append(figures)
    money = fund_standings(planned, terms)
    lines, scores = _own_lines(ids, terms)
    due = filing_deadlines((school.district_id, term) for school, term in listed if term)
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
            filing_due=due[school.district_id, term.id] if term else None,
            evaluated=scores.get(school.id),
        )
        for school, term in listed
    ]


def _own_lines(
    school_ids: Collection[int], term_ids: Collection[int]
) -> tuple[dict[int, list[OpenLine]], dict[int, tuple[int, date]]]:
    """School → what waits there, the earliest due first, of one day children without an adult first; school → its evaluation.

    SQL: 1, three tables in one answer.
    """
    columns = ("school_id", "name", "grade", "now", "count", "due", "last")
    of = Q(school_id__in=school_ids, term_id__in=term_ids)
    standing = Finding.objects.filter(of, state__in=("open", "answered"), gone_at=None)
    findings = standing.values("school_id", "rule", "level", "state").annotate(
        name=F("rule"), grade=F("level"), now=F("state"), count=Count("pk"), due=Min("due_on"), last=Max("date")
    )
    said = Complaint.objects.filter(of, state="open").values("school_id").annotate(
        name=_word(COMPLAINT), grade=_word("find"), now=_word("open"), count=Count("pk"), due=Min("due_on"), last=_NO_DAY
    )  # fmt: skip
    evaluations = Evaluation.objects.filter(of).annotate(
        name=_word(_EVALUATION), grade=_word(""), now=_word("closed"), count=F("score"), due=F("decided_on"), last=_NO_DAY
    )  # fmt: skip
    lines: dict[int, list[OpenLine]] = {}
    scores: dict[int, tuple[int, date]] = {}
    others = (said.values_list(*columns), evaluations.values_list(*columns))
    every = findings.values_list(*columns).union(*others, all=True)
    for school, rule, level, state, count, due, last in sorted(
        every, key=lambda line: (line[5], line[1] != _ALONE, line[1])
    ):
        if rule == _EVALUATION:
            scores[school] = (count, due)
        else:
            lines.setdefault(school, []).append(OpenLine(rule, level, state, count, due, last))
    return lines, scores


def _word(text: str) -> Value:
    return Value(text, output_field=CharField())


_NO_DAY = Value(None, output_field=DateField())
