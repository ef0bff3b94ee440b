"""What other rooms ask of plans. What people read is beside: editor, ballot, district, notice."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kehou.kernel.clock import LOCAL
from kehou.plan.documents import Document
from kehou.plan.models import Meeting, PlanVersion, Publication
from kehou.policy.exchange.plan_yaml import plan_from_document
from kehou.policy.facts.plan import Plan


@dataclass(frozen=True, slots=True)
class FiledVersion:
    """A filed version as the rooms after it need it: its document says everything that may open."""

    id: int
    school_id: int
    district_id: int
    term_id: int
    number: int
    filed_at: datetime
    document: Document


def _filed(school_id: int, term_id: int) -> PlanVersion | None:
    rows = PlanVersion.objects.filter(school_id=school_id, term_id=term_id, state="filed")
    return rows.order_by("-number").first()


def _info(row: PlanVersion) -> FiledVersion:
    if row.filed_at is None:
        raise ValueError("the version is not filed")
    return FiledVersion(row.pk, row.school_id, row.district_id, row.term_id, row.number, row.filed_at, row.document)


def filed_version(version_id: int) -> FiledVersion | None:
    """A version by id, where it is filed. SQL: 1."""
    row = PlanVersion.objects.filter(pk=version_id, state="filed").first()
    return _info(row) if row else None


def filed_document(school_id: int, term_id: int) -> Document | None:
    """The latest filed document, as it was filed. SQL: 1."""
    row = _filed(school_id, term_id)
    return row.document if row else None


def filed_version_id(school_id: int, term_id: int) -> int | None:
    """SQL: 1."""
    row = _filed(school_id, term_id)
    return row.pk if row else None


def filed_plan(school_id: int, term_id: int) -> Plan | None:
    """The latest filed plan as facts, with the day it was made public where it was. SQL: 2."""
    document = handed_over_document(school_id, term_id)
    return plan_of(document) if document else None


def plan_of(document: dict[str, Any]) -> Plan:
    """A filed document as facts. Errors: ValueError for one that can't be read, which no filed one is."""
    plan, errors = plan_from_document(document)
    if not isinstance(plan, Plan) or errors:
        raise ValueError(f"a filed plan that cannot be read: {errors[:3]}")
    return plan


def handed_over_document(school_id: int, term_id: int) -> Document | None:
    """The latest filed document with the day the term's plan was first made public: what a term's folder holds. SQL: 2."""
    document = filed_document(school_id, term_id)
    published = first_published_at(school_id, term_id)
    if document is None or published is None:
        return document
    publication = {**(document.get("publication") or {}), "published": published.astimezone(LOCAL).date().isoformat()}
    return {**document, "publication": publication}


def is_published(school_id: int, term_id: int) -> bool:
    """Whether the latest filed version, or one before it, is public: families can read what they choose from. SQL: 1."""
    return Publication.objects.filter(version__school_id=school_id, version__term_id=term_id).exists()


def first_published_at(school_id: int, term_id: int) -> datetime | None:
    """SQL: 1."""
    rows = Publication.objects.filter(version__school_id=school_id, version__term_id=term_id)
    return rows.order_by("published_at").values_list("published_at", flat=True).first()


def meetings_due(at: datetime) -> list[tuple[int, int]]:
    """(school, meeting) of votes whose time is over and that nobody has closed yet. SQL: 1."""
    rows = Meeting.objects.filter(closed_at=None, closes_at__lte=at).order_by("closes_at", "pk")
    return list(rows.values_list("school_id", "pk"))


def filed_ids(on: date) -> list[int]:
    """The version in force of every school, for terms that have not ended by the day. SQL: 1."""
    rows = PlanVersion.objects.filter(state="filed", term__last_day__gte=on).order_by("school_id", "term_id", "number")
    latest = {(row["school_id"], row["term_id"]): row["pk"] for row in rows.values("school_id", "term_id", "pk")}
    return list(latest.values())
