"""What a member of the parents' committee is asked to decide."""

from dataclasses import dataclass
from datetime import datetime

from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.clock import LOCAL
from kehou.kernel.query import query
from kehou.people.permits import at_school, holder_of
from kehou.people.queries import roles_of
from kehou.plan.changes import Change, changes
from kehou.plan.documents import Document
from kehou.plan.filings import filed_before
from kehou.plan.judging import PlanProblem
from kehou.plan.meetings import Count, count_of
from kehou.plan.models import Meeting, Vote
from kehou.plan.notice import Notice, notice_of
from kehou.plan.queries.editor import MeetingInfo, VersionInfo, judged, meeting_info, version_info


@dataclass(frozen=True, slots=True)
class OwnVote:
    choice: str
    remark: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote as a member sees it. count is None until it is over: nobody votes looking at others.

    summary: the plan as the public would read it; its heading and dates are not for showing yet.
    """

    school_id: int
    school_name: str
    meeting: MeetingInfo
    version: VersionInfo
    document: Document
    before_number: int | None
    changes: tuple[Change, ...]
    fees_changed: bool
    remarks: tuple[PlanProblem, ...]
    summary: Notice
    own: OwnVote | None
    count: Count | None


@dataclass(frozen=True, slots=True)
class BallotLine:
    """A vote in the list. voted: whether this member has."""

    school_id: int
    school_name: str
    version_number: int
    meeting: MeetingInfo
    voted: bool


@query(allow=[holder_of("committee")])
def my_ballots(act: Act) -> list[BallotLine]:
    """Votes at the member's schools, those that wait for an answer first, then the latest; at most 30. SQL: 3."""
    schools = {r.school_id for r in roles_of(act.account_id, act.at) if r.role == "committee" and r.school_id}
    rows = Meeting.objects.filter(school_id__in=schools).select_related("version", "school").order_by("-pk")[:30]
    own = set(
        Vote.objects.filter(account_id=act.account_id, meeting__in=[r.pk for r in rows]).values_list(
            "meeting_id", flat=True
        )
    )
    lines = [
        BallotLine(row.school_id, row.school.name, row.version.number, meeting_info(row, 0), row.pk in own)
        for row in rows
    ]
    return sorted(lines, key=lambda line: (line.meeting.is_over(act.at), line.voted))


@query(allow=[at_school("committee")])
def ballot(act: Act, *, school_id: int, meeting_id: int) -> Ballot:
    """The question, what changes, what the check found, the member's own vote; the count once it is over. SQL: ≤ 8."""
    row = Meeting.objects.filter(school_id=school_id, pk=meeting_id).select_related("version", "school").first()
    if row is None:
        raise NotYours
    version = row.version
    before = filed_before(version) if version.number > 1 else None
    found = changes(before, version.document) if before else ()
    own = Vote.objects.filter(meeting=row, account_id=act.account_id).first()
    count = count_of(row) if row.closed_at else None
    return Ballot(
        school_id=school_id,
        school_name=row.school.name,
        meeting=meeting_info(row, count.present if count else Vote.objects.filter(meeting=row).count()),
        version=version_info(version),
        document=version.document,
        before_number=before["version"] if before else None,
        changes=found,
        fees_changed=any(change.part == "fees" for change in found),
        remarks=judged(version, act).remarks if not row.closed_at else (),
        summary=notice_of(
            version.document,
            term_name="",
            district_name="",
            submitted_on=act.today,
            published_on=act.today,
            on=act.today,
        ),
        own=OwnVote(own.choice, own.remark, own.at.astimezone(LOCAL)) if own else None,
        count=count,
    )
