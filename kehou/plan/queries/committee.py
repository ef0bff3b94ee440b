"""What the parents' committee reads besides its votes: the plan in force, the minutes, questions to the school (八.3b)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from kehou.kernel.act import Act
from kehou.kernel.clock import LOCAL
from kehou.kernel.query import query
from kehou.org import queries as org
from kehou.people.permits import at_school
from kehou.plan.documents import Document
from kehou.plan.meetings import Count, counts_of
from kehou.plan.models import Meeting, PlanVersion, Question
from kehou.plan.queries.editor import WRITERS, MeetingInfo, VersionInfo, meeting_info, version_info

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Minutes:
    """A vote that is over and counted."""

    version_number: int
    meeting: MeetingInfo
    count: Count


@dataclass(frozen=True, slots=True)
class CommitteePlan:
    """version: in force for the term, None before anything is filed."""

    school: org.SchoolInfo
    term: org.TermInfo | None
    version: VersionInfo | None
    document: Document
    minutes: tuple[Minutes, ...]


@query(allow=[at_school("committee")])
def committee_plan(act: Act, *, school_id: int) -> CommitteePlan:
    """The plan in force and the votes of its term, latest first, at most 50. SQL: ≤ 8."""
    school, term = org.school_without_campuses(school_id), org.term_on(school_id, act.today)
    if term is None:
        return CommitteePlan(school, None, None, {}, ())
    rows = PlanVersion.objects.filter(school_id=school_id, term_id=term.id, state="filed").select_related("publication")
    row = rows.order_by("-number").first()
    published = getattr(row, "publication", None)
    over = Meeting.objects.filter(school_id=school_id, version__term_id=term.id, closed_at__isnull=False)
    meetings = list(over.select_related("version").defer("version__document").order_by("-pk")[:SHOWN])
    counts = counts_of(meetings)
    return CommitteePlan(
        school,
        term,
        version_info(row, published.published_at.astimezone(LOCAL) if published else None) if row else None,
        row.document if row else {},
        tuple(Minutes(m.version.number, meeting_info(m, counts[m.pk].present), counts[m.pk]) for m in meetings),
    )


@dataclass(frozen=True, slots=True)
class QuestionInfo:
    """about: what the vote was on, "" for a question about anything else. answered_at None: it waits."""

    id: int
    meeting_id: int | None
    about: str
    text: str
    asked_at: datetime
    own: bool
    answer: str
    answered_at: datetime | None


@query(allow=[at_school("committee", *WRITERS)])
def questions(act: Act, *, school_id: int, meeting_id: int | None = None) -> list[QuestionInfo]:
    """Of a vote, or all: those that wait first, then the latest; at most 50. SQL: 1."""
    rows = Question.objects.filter(school_id=school_id).select_related("meeting")
    if meeting_id is not None:
        rows = rows.filter(meeting_id=meeting_id)
    found = [
        QuestionInfo(
            row.pk, row.meeting_id, row.meeting.agenda if row.meeting else "", row.text,
            row.asked_at.astimezone(LOCAL), row.asked_by_id == act.account_id, row.answer,
            row.answered_at.astimezone(LOCAL) if row.answered_at else None,
        )
        for row in rows.order_by("-pk")[:SHOWN]
    ]  # fmt: skip
    return sorted(found, key=lambda line: line.answered_at is not None)


def waiting_questions(school_id: int) -> tuple[int, datetime | None]:
    """(how many of the committee's questions have no answer, when the oldest of them was asked). SQL: 1."""
    waiting = Question.objects.filter(school_id=school_id, answered_at=None)
    found = waiting.aggregate(n=models.Count("pk"), oldest=models.Min("asked_at"))
    return found["n"], found["oldest"]
