"""What the district sees: who has filed, who is late, and one plan to decide about."""

from dataclasses import dataclass
from datetime import date, datetime

from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.clock import LOCAL
from kehou.kernel.query import query
from kehou.org import queries as org
from kehou.people.permits import over_district, over_school
from kehou.plan.changes import Change, changes
from kehou.plan.deadlines import filing_deadline
from kehou.plan.documents import Document
from kehou.plan.filings import filed_before
from kehou.plan.judging import Judgement
from kehou.plan.meetings import Count, counts_of
from kehou.plan.models import Filing, Meeting, PlanVersion
from kehou.plan.queries.editor import MeetingInfo, Reason, VersionInfo, judged, meeting_info, version_info


@dataclass(frozen=True, slots=True)
class FilingLine:
    """One school in the deadline list; a draft is the school's own until it is handed in.

    state: waiting (for the district) | returned | writing (a first plan) | none | filed. late_days: of the first version, past the
    deadline, 0 in time; days_left: until the deadline, negative once it is past, None once a plan is filed.
    """

    school_id: int
    school_name: str
    state: str
    version_id: int | None
    number: int | None
    title: str
    filing_id: int | None
    submitted_at: datetime | None
    filed_at: datetime | None
    days_left: int | None
    late_days: int


@dataclass(frozen=True, slots=True)
class FilingList:
    """Lines: those that wait for the district first, then those without a filed plan, then the rest."""

    term_id: int
    term_name: str
    deadline: date
    lines: tuple[FilingLine, ...]

    @property
    def waiting(self) -> int:
        return sum(line.state == "waiting" for line in self.lines)

    @property
    def not_filed(self) -> int:
        return sum(line.filed_at is None for line in self.lines)


_HANDED_IN = {"submitted": "waiting", "returned": "returned", "filed": "filed"}
_ORDER = {"waiting": 0, "none": 1, "writing": 2, "returned": 3, "filed": 4}


@query(allow=[over_district("district_officer")])
def filings(act: Act, *, district_id: int, term_id: int) -> FilingList:
    """Every school of the district and where its plan stands. SQL: 5."""
    term = org.term(term_id)
    deadline = filing_deadline(term, district_id)
    versions: dict[int, list[PlanVersion]] = {}
    rows = PlanVersion.objects.filter(district_id=district_id, term_id=term_id).defer("document", "touched")
    for row in rows.order_by("number"):
        versions.setdefault(row.school_id, []).append(row)
    answered = Filing.objects.filter(district_id=district_id, version__term_id=term_id)
    latest = {filing.version_id: filing for filing in answered.order_by("pk")}
    lines = [
        _line(school.id, school.name, versions.get(school.id, []), latest, deadline, act.today)
        for school in org.schools_of(district_id)
    ]
    ordered = sorted(lines, key=lambda line: (_ORDER[line.state], line.filed_at is not None))
    return FilingList(term.id, term.name, deadline, tuple(ordered))


def _line(
    school_id: int, name: str, versions: list[PlanVersion], latest: dict[int, Filing], deadline: date, today: date
) -> FilingLine:
    last = next((row for row in reversed(versions) if row.state in _HANDED_IN), None)
    filing = latest.get(last.pk) if last else None
    first_filed = next((row for row in versions if row.state == "filed"), None)
    handed_in = first_filed.submitted_at if first_filed else None
    on = handed_in.astimezone(LOCAL).date() if handed_in else today
    return FilingLine(
        school_id=school_id,
        school_name=name,
        state=_HANDED_IN[last.state] if last else "writing" if versions else "none",
        version_id=last.pk if last else None,
        number=last.number if last else None,
        title=last.title if last else "",
        filing_id=filing.pk if filing else None,
        submitted_at=filing.submitted_at.astimezone(LOCAL) if filing else None,
        filed_at=first_filed.filed_at.astimezone(LOCAL) if first_filed and first_filed.filed_at else None,
        days_left=None if first_filed else (deadline - today).days,
        late_days=max(0, (on - deadline).days),
    )


@dataclass(frozen=True, slots=True)
class FilingCase:
    """One submission with all that the officer decides from. state: pending | returned | accepted."""

    school_id: int
    school_name: str
    filing_id: int
    state: str
    submitted_at: datetime
    decided_at: datetime | None
    reasons: tuple[Reason, ...]
    version: VersionInfo
    document: Document
    judgement: Judgement
    before_number: int | None
    changes: tuple[Change, ...]
    votes: tuple[tuple[MeetingInfo, Count], ...]
    earlier_returns: tuple[tuple[datetime, tuple[Reason, ...]], ...]


@query(allow=[over_school("school_id")])
def filing_case(act: Act, *, school_id: int, filing_id: int) -> FilingCase:
    """One submission: plan, findings, votes, what changed, earlier answers. SQL: ≤ 9."""
    row = Filing.objects.filter(school_id=school_id, pk=filing_id).select_related("version", "school").first()
    if row is None:
        raise NotYours
    version = row.version
    before = filed_before(version) if version.number > 1 else None
    earlier = Filing.objects.filter(version=version, state="returned", pk__lt=row.pk).order_by("-pk")
    meetings = list(Meeting.objects.filter(version=version).exclude(closed_at=None).order_by("-pk")[:3])
    counts = counts_of(meetings)
    return FilingCase(
        school_id=school_id,
        school_name=row.school.name,
        filing_id=row.pk,
        state=row.state,
        submitted_at=row.submitted_at.astimezone(LOCAL),
        decided_at=row.decided_at.astimezone(LOCAL) if row.decided_at else None,
        reasons=_reasons(row),
        version=version_info(version),
        document=version.document,
        judgement=judged(version, act),
        before_number=before["version"] if before else None,
        changes=changes(before, version.document) if before else (),
        votes=tuple((meeting_info(meeting, counts[meeting.pk].present), counts[meeting.pk]) for meeting in meetings),
        earlier_returns=tuple((f.decided_at.astimezone(LOCAL), _reasons(f)) for f in earlier if f.decided_at),
    )


def _reasons(filing: Filing) -> tuple[Reason, ...]:
    return tuple(Reason(reason["path"], reason["says"]) for reason in filing.reasons)
