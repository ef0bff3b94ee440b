"""What the school sees of its plan: the draft with its problems, the versions, what differs.

A draft is the school's own until it is handed in; the district reads filings (district.py).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.clock import LOCAL
from kehou.kernel.query import query
from kehou.people.permits import at_school
from kehou.plan.changes import Change, changes
from kehou.plan.documents import Document, promise_digest
from kehou.plan.filings import filed_before
from kehou.plan.judging import Judgement, judge_document
from kehou.plan.models import Filing, Meeting, PlanVersion, Publication
from kehou.plan.versions import OPEN_STATES

WRITERS = ("coordinator", "principal")


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A version's head. state: draft | voting | decided | submitted | returned | filed."""

    id: int
    number: int
    state: str
    title: str
    revision: int
    changed_at: datetime
    submitted_at: datetime | None
    filed_at: datetime | None
    published_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing the district wants changed, at a place of the document."""

    path: str
    says: str


@dataclass(frozen=True, slots=True)
class MeetingInfo:
    """voted: members who have voted so far. How they voted is nobody's business before the end."""

    id: int
    agenda: str
    members: int
    quorum: int
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    passed: bool | None
    opinion: str
    voted: int

    def is_over(self, at: datetime) -> bool:
        return self.closed_at is not None or self.closes_at <= at


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything the editor shows. before: the version filed before this one, or None."""

    version: VersionInfo
    document: Document
    judgement: Judgement
    reasons: tuple[Reason, ...]
    meeting: MeetingInfo | None
    is_decided: bool
    before: Document | None
    before_number: int | None


def version_info(row: PlanVersion, published_at: datetime | None = None) -> VersionInfo:
    return VersionInfo(
        row.pk, row.number, row.state, row.title, row.revision, row.changed_at.astimezone(LOCAL),
        _local(row.submitted_at), _local(row.filed_at), _local(published_at),
    )  # fmt: skip


def _local(at: datetime | None) -> datetime | None:
    return at.astimezone(LOCAL) if at else None


def meeting_info(row: Meeting, voted: int) -> MeetingInfo:
    return MeetingInfo(
        row.pk, row.agenda, row.members, row.quorum, row.opened_at.astimezone(LOCAL), row.closes_at.astimezone(LOCAL),
        _local(row.closed_at), row.passed, row.opinion, voted,
    )  # fmt: skip


def version_of(school_id: int, version_id: int) -> PlanVersion:
    """Errors: NotYours where the school has no such version. SQL: 1."""
    row = PlanVersion.objects.filter(school_id=school_id, pk=version_id).first()
    if row is None:
        raise NotYours
    return row


def judged(row: PlanVersion, act: Act) -> Judgement:
    """SQL: ≤ 3."""
    return judge_document(
        row.document, school_id=row.school_id, district_id=row.district_id, term_id=row.term_id, today=act.today
    )


@query(allow=[at_school(*WRITERS)])
def draft(act: Act, *, school_id: int, version_id: int) -> Draft:
    """A version with its problems, the district's reasons, its vote and what was filed before. SQL: ≤ 7."""
    row = version_of(school_id, version_id)
    returned = Filing.objects.filter(version=row).order_by("-pk").first() if row.state == "returned" else None
    meetings = list(Meeting.objects.filter(version=row).annotate(voted=Count("vote")).order_by("-pk"))
    promised = promise_digest(row.document)
    before = filed_before(row) if row.number > 1 else None
    return Draft(
        version=version_info(row),
        document=row.document,
        judgement=judged(row, act),
        reasons=tuple(Reason(r["path"], r["says"]) for r in returned.reasons) if returned else (),
        meeting=meeting_info(meetings[0], meetings[0].voted) if meetings else None,
        is_decided=any(meeting.passed and meeting.covers == promised for meeting in meetings),
        before=before,
        before_number=before["version"] if before else None,
    )


@query(allow=[at_school(*WRITERS)])
def versions(act: Act, *, school_id: int, term_id: int) -> list[VersionInfo]:
    """Every version of the term, latest first. SQL: 1."""
    rows = PlanVersion.objects.filter(school_id=school_id, term_id=term_id).select_related("publication")
    return [version_info(row, _published(row)) for row in rows.order_by("-number").defer("document", "touched")]


def _published(row: PlanVersion) -> datetime | None:
    publication = getattr(row, "publication", None)
    return publication.published_at if publication else None


@dataclass(frozen=True, slots=True)
class Comparison:
    version: VersionInfo
    before_number: int | None
    changes: tuple[Change, ...]
    document: Document


@query(allow=[at_school(*WRITERS)])
def comparison(act: Act, *, school_id: int, version_id: int) -> Comparison:
    """What a version changes against the one filed before it; a first version has nothing to compare with. SQL: 2."""
    row = version_of(school_id, version_id)
    before = filed_before(row)
    found = changes(before, row.document) if before else ()
    return Comparison(version_info(row), before["version"] if before else None, found, row.document)


@query(allow=[at_school(*WRITERS)])
def draft_document(act: Act, *, school_id: int, version_id: int) -> Document:
    """The document alone. SQL: 1."""
    return version_of(school_id, version_id).document


@query(allow=[at_school(*WRITERS)])
def revision(act: Act, *, school_id: int, version_id: int) -> int:
    """The revision a save has to name now. SQL: 1."""
    return version_of(school_id, version_id).revision


@query(allow=[at_school(*WRITERS)])
def version_document(act: Act, *, school_id: int, version_id: int) -> tuple[VersionInfo, Document]:
    """A version's head and its document. SQL: 1."""
    row = version_of(school_id, version_id)
    return version_info(row), row.document


@query(allow=[at_school(*WRITERS)])
def published_at(act: Act, *, school_id: int, version_id: int) -> datetime | None:
    """When a version was made public. SQL: 1."""
    rows = Publication.objects.filter(school_id=school_id, version_id=version_id)
    return _local(rows.values_list("published_at", flat=True).first())
