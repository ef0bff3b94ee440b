"""Findings as the school and the district read them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime

from django.db.models import Case, Count, QuerySet, When

from kehou.day.queries.moves import SessionPlace, session_place
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.clock import LOCAL
from kehou.kernel.query import query
from kehou.people import queries as people
from kehou.people.permits import at_school, over_district, over_school
from kehou.review.evidence import read_evidence
from kehou.review.models import Finding
from kehou.review.permits import OFFICE, office_of_finding, officer_over_finding

PER_PAGE = 30
TABS = ("open", "answered", "sign", "closed")
ALL = "all"
_ORDER = Case(
    When(state="closed", then=3), When(level="sign", then=2), When(state="answered", then=0), default=1
)  # what waits for the district first, then for the school


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding in a list. state: open | answered | closed; gone: the fact is no more."""

    id: int
    school_id: int
    school: str
    clause: str
    rule: str
    level: str
    says: str
    date: Date | None
    due_on: Date
    opened_at: datetime
    state: str
    gone: bool
    sent_back: bool
    late: bool


@dataclass(frozen=True, slots=True)
class FindingPage:
    """One page of one tab. counts: findings by tab, and of all; signs stand in their own tab whatever their state, until closed."""

    lines: tuple[FindingLine, ...]
    tab: str
    counts: dict[str, int]
    page: int
    pages: int


@query(allow=[at_school(*OFFICE), over_school("school_id")])
def findings_of_school(act: Act, *, school_id: int, tab: str = "open", page: int = 1) -> FindingPage:
    """By due date, closed ones latest first. SQL: 2."""
    return _page(act, Finding.objects.filter(school_id=school_id), tab, page)


@query(allow=[over_district("district_officer")])
def findings_of_district(act: Act, *, district_id: int, tab: str = "", page: int = 1) -> FindingPage:
    """By due date, closed ones latest first. No tab: what waits for the district, all where nothing does. SQL: 2."""
    return _page(act, Finding.objects.filter(district_id=district_id), tab, page)


def waiting_findings(act: Act, school_id: int) -> tuple[FindingLine, ...]:
    """At most ten that are not closed, signs too, by due date. SQL: 1."""
    rows = Finding.objects.filter(school_id=school_id).exclude(state="closed").select_related("school")
    return tuple(_line(row, act.today) for row in rows.defer("evidence", "answer").order_by("due_on", "pk")[:10])


def _page(act: Act, rows: QuerySet[Finding], tab: str, page: int) -> FindingPage:
    counts: Counter[str] = Counter()
    for line in rows.values("state", "level").annotate(n=Count("pk")):
        counts[_tab(line["state"], line["level"])] += line["n"]
    counts[ALL] = counts.total()
    if not tab:
        tab = "answered" if counts["answered"] else ALL
    tab = tab if tab in (*TABS, ALL) else "open"
    pages = max(1, -(-counts[tab] // PER_PAGE))
    page = min(max(1, page), pages)
    found = _of_tab(rows, tab).select_related("school").defer("evidence", "answer")
    first = (page - 1) * PER_PAGE
    lines = tuple(_line(row, act.today) for row in found[first : first + PER_PAGE])
    return FindingPage(lines, tab, {name: counts[name] for name in (*TABS, ALL)}, page, pages)


def _tab(state: str, level: str) -> str:
    return "closed" if state == "closed" else "sign" if level == "sign" else state


def _of_tab(rows: QuerySet[Finding], tab: str) -> QuerySet[Finding]:
    if tab == ALL:
        return rows.order_by(_ORDER, "due_on", "pk")
    if tab == "closed":
        return rows.filter(state="closed").order_by("-closed_at", "-pk")
    if tab == "sign":
        return rows.filter(level="sign").exclude(state="closed").order_by("-opened_at", "-pk")
    return rows.filter(state=tab).exclude(level="sign").order_by("due_on", "pk")


def _line(row: Finding, today: Date) -> FindingLine:
    return FindingLine(
        id=row.pk,
        school_id=row.school_id,
        school=row.school.name,
        clause=row.clause,
        rule=row.rule,
        level=row.level,
        says=row.says,
        date=row.date,
        due_on=row.due_on,
        opened_at=row.opened_at.astimezone(LOCAL),
        state=row.state,
        gone=row.gone_at is not None,
        sent_back=bool(row.sent_back) and row.state == "open",
        late=row.state == "open" and row.due_on < today,
    )


@dataclass(frozen=True, slots=True)
class FindingCase:
    """One finding with its evidence and its history. where: the row it speaks of ("session:12"); place: of a lesson."""

    line: FindingLine
    where: str
    place: SessionPlace | None
    evidence: tuple[tuple[str, str], ...]
    satisfied_by: str
    answer: str
    answered_at: datetime | None
    answered_by: str
    sent_back: str
    sent_back_at: datetime | None
    gone_at: datetime | None
    closed_at: datetime | None
    closed_by: str


@query(allow=[office_of_finding, officer_over_finding])
def finding_case(act: Act, *, finding_id: int) -> FindingCase:
    """SQL: ≤ 3."""
    row = Finding.objects.filter(pk=finding_id).select_related("school").first()
    if row is None:
        raise NotYours
    names = people.account_names([who for who in (row.answered_by_id, row.closed_by_id) if who])
    kind, _, number = row.where.partition(":")
    return FindingCase(
        line=_line(row, act.today),
        where=row.where,
        place=session_place(int(number)) if kind == "session" and number.isdecimal() else None,
        evidence=tuple(read_evidence(row.evidence)),
        satisfied_by=row.satisfied_by,
        answer=row.answer,
        answered_at=_local(row.answered_at),
        answered_by=names.get(row.answered_by_id or 0, ""),
        sent_back=row.sent_back,
        sent_back_at=_local(row.sent_back_at),
        gone_at=_local(row.gone_at),
        closed_at=_local(row.closed_at),
        closed_by=names.get(row.closed_by_id or 0, ""),
    )


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(LOCAL) if moment else None
