"""One school as its district reads it."""

from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people.permits import over_school
from kehou.review.queries.complaints import ComplaintLine, latest_complaints
from kehou.review.queries.findings import FindingLine, waiting_findings
from kehou.review.queries.track import TermTrack, track_of


@query(allow=[over_school("school_id")])
def school_view(act: Act, *, school_id: int) -> TermTrack:
    """The school's steps. SQL: 7."""
    return track_of(act, school_id)


@query(allow=[over_school("school_id")])
def waiting_at_school(act: Act, *, school_id: int) -> tuple[tuple[FindingLine, ...], tuple[ComplaintLine, ...]]:
    """At most ten findings and ten complaints that are not done with, each by due date. SQL: 2."""
    return waiting_findings(act, school_id), latest_complaints(act, school_id)
