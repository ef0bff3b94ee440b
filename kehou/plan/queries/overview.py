"""Where the plans of many schools stand, in one statement. Asked by the district's overview and the school's term."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Subquery

from kehou.kernel.clock import LOCAL
from kehou.plan.documents import Document
from kehou.plan.models import Filing, Meeting, PlanVersion


@dataclass(frozen=True, slots=True)
class VersionStanding:
    """One version. state: draft | voting | decided | submitted | returned | filed. document: {} unless asked for.

    filing_id: its latest submission. meeting_closes: of the vote that runs, with how many have voted of the quorum.
    decided_at: when a vote passed it. Times are local.
    """

    school_id: int
    number: int
    title: str
    state: str
    changed_at: datetime
    submitted_at: datetime | None
    filed_at: datetime | None
    published_at: datetime | None
    filing_id: int | None
    decided_at: datetime | None
    meeting_closes: datetime | None
    quorum: int
    voted: int
    document: Document


def versions_of(
    school_ids: Collection[int], term_ids: Collection[int], *, documents: bool = False
) -> dict[int, list[VersionStanding]]:
    """School → its versions of the term by number. SQL: 1."""
    meetings = Meeting.objects.filter(version=OuterRef("pk"))
    running = meetings.filter(closed_at=None)
    votes = running.annotate(votes=Count("vote")).values("votes")
    rows = PlanVersion.objects.filter(school_id__in=school_ids, term_id__in=term_ids).annotate(
        last_filing=Subquery(Filing.objects.filter(version=OuterRef("pk")).order_by("-pk").values("pk")[:1]),
        decided=Subquery(meetings.filter(passed=True).order_by("-closed_at").values("closed_at")[:1]),
        closes=Subquery(running.values("closes_at")[:1]),
        needed=Subquery(running.values("quorum")[:1]),
        voted=Subquery(votes[:1]),
        public=Subquery(PlanVersion.objects.filter(pk=OuterRef("pk")).values("publication__published_at")[:1]),
    )
    found: dict[int, list[VersionStanding]] = {}
    for row in rows.defer("touched", *([] if documents else ["document"])).order_by("school_id", "number"):
        found.setdefault(row.school_id, []).append(_standing(row, row.document if documents else {}))
    return found


def _standing(row: PlanVersion, document: Document) -> VersionStanding:
    read = vars(row)
    return VersionStanding(
        school_id=row.school_id,
        number=row.number,
        title=row.title,
        state=row.state,
        changed_at=row.changed_at.astimezone(LOCAL),
        submitted_at=_local(row.submitted_at),
        filed_at=_local(row.filed_at),
        published_at=_local(read["public"]),
        filing_id=read["last_filing"],
        decided_at=_local(read["decided"]),
        meeting_closes=_local(read["closes"]),
        quorum=read["needed"] or 0,
        voted=read["voted"] or 0,
        document=document,
    )


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(LOCAL) if moment else None
