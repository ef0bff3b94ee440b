"""Complaints as those read them who answer them, and as those who wrote them see what became of them."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q, QuerySet

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.clock import LOCAL
from kehou.kernel.permit import anyone
from kehou.kernel.query import query
from kehou.org import queries as org
from kehou.people import queries as people
from kehou.people.permits import any_guardian, at_school, guardian_of, over_district, over_school
from kehou.review.actions.complaints import receipt_hash
from kehou.review.deadlines import COMPLAINT_DAYS, due_after
from kehou.review.models import Complaint, Tip
from kehou.review.permits import OFFICE, office_of_complaint, officer_over_complaint

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """One complaint in a list. signed: it has a name (told only to who answers). days_left: negative once overdue."""

    id: int
    school_id: int
    school: str
    number: int
    about: str
    text: str
    signed: bool
    on: date
    due_on: date
    days_left: int
    state: str
    answer: str
    answered_at: datetime | None
    upheld: bool | None

    @property
    def late(self) -> bool:
        return self.state == "open" and self.days_left < 0


@dataclass(frozen=True, slots=True)
class ComplaintPage:
    """Open ones by due date, then answered ones, latest first."""

    lines: tuple[ComplaintLine, ...]
    tab: str
    waiting: int
    late: int
    answered: int
    page: int
    pages: int


@query(allow=[at_school(*OFFICE), over_school("school_id")])
def complaints_of_school(act: Act, *, school_id: int, tab: str = "open", page: int = 1) -> ComplaintPage:
    """SQL: 2."""
    return _page(act, Complaint.objects.filter(school_id=school_id), tab, page)


@query(allow=[over_district("district_officer")])
def complaints_of_district(act: Act, *, district_id: int, tab: str = "open", page: int = 1) -> ComplaintPage:
    """SQL: 2."""
    return _page(act, Complaint.objects.filter(district_id=district_id), tab, page)


def latest_complaints(act: Act, school_id: int) -> tuple[ComplaintLine, ...]:
    """At most ten without an answer, by due date. SQL: 1."""
    rows = Complaint.objects.filter(school_id=school_id, state="open").select_related("school").order_by("due_on", "pk")
    return tuple(_line(row, act.today) for row in rows[:10])


def _page(act: Act, rows: QuerySet[Complaint], tab: str, page: int) -> ComplaintPage:
    tab = tab if tab in ("open", "answered") else "open"
    counts = rows.aggregate(
        waiting=Count("pk", filter=Q(state="open")),
        late=Count("pk", filter=Q(state="open", due_on__lt=act.today)),
        answered=Count("pk", filter=Q(state="answered")),
    )
    pages = max(1, -(-counts["waiting" if tab == "open" else "answered"] // PER_PAGE))
    page = min(max(1, page), pages)
    order = ("due_on", "pk") if tab == "open" else ("-answered_at", "-pk")
    found = rows.filter(state=tab).select_related("school").order_by(*order)
    first = (page - 1) * PER_PAGE
    lines = tuple(_line(row, act.today) for row in found[first : first + PER_PAGE])
    return ComplaintPage(lines, tab, page=page, pages=pages, **counts)


def _line(row: Complaint, today: date) -> ComplaintLine:
    return ComplaintLine(
        id=row.pk,
        school_id=row.school_id,
        school=row.school.name,
        number=row.number,
        about=row.about,
        text=row.text,
        signed=row.account_id is not None,
        on=row.at.astimezone(LOCAL).date(),
        due_on=row.due_on,
        days_left=(row.due_on - today).days,
        state=row.state,
        answer=row.answer,
        answered_at=row.answered_at.astimezone(LOCAL) if row.answered_at else None,
        upheld=row.upheld,
    )


@query(allow=[office_of_complaint, officer_over_complaint])
def complaint_case(act: Act, *, complaint_id: int) -> tuple[ComplaintLine, str, str]:
    """(the complaint, who signed it or "", who answered it or ""). SQL: ≤ 2."""
    row = Complaint.objects.filter(pk=complaint_id).select_related("school").first()
    if row is None:
        raise NotYours
    names = people.account_names([who for who in (row.account_id, row.answered_by_id) if who])
    return _line(row, act.today), names.get(row.account_id or 0, ""), names.get(row.answered_by_id or 0, "")


@query(allow=[guardian_of("child_id")])
def my_complaints(act: Act, *, child_id: int) -> tuple[people.PupilInfo, org.SchoolInfo, list[ComplaintLine]]:
    """(the child, its school, what oneself has said to that school, latest first, at most twenty). SQL: 4."""
    child = people.pupil(child_id)
    if child is None:
        raise NotYours
    rows = Complaint.objects.filter(school_id=child.school_id, account_id=act.account_id).select_related("school")
    lines = [_line(row, act.today) for row in rows.order_by("-pk")[:20]]
    return child, org.school(child.school_id), lines


@query(allow=[any_guardian])
def first_child(act: Act) -> people.PupilInfo | None:
    """The child whose page a guardian starts from. SQL: 1."""
    return next(iter(people.children_of(act.account_id, act.at)), None)


def letter_boxes(before: date) -> list[int]:
    """Schools with tips dropped before a day. SQL: 1."""
    return list(Tip.objects.filter(day__lt=before).order_by().values_list("school_id", flat=True).distinct())


@query(allow=[anyone])
def by_receipt(act: Act, *, receipt: str) -> ComplaintLine:
    """What became of a complaint, for whoever holds its receipt; "boxed": a tip that is told tomorrow. SQL: ≤ 3.

    Errors: Refusal unknown_receipt.
    """
    hashed = receipt_hash(receipt)
    row = Complaint.objects.filter(receipt_hash=hashed).select_related("school").first()
    tip = None if row else Tip.objects.filter(receipt_hash=hashed).select_related("school").first()
    if tip:
        due = due_after(tip.district_id, tip.day, COMPLAINT_DAYS)
        at = datetime.combine(tip.day, time(), LOCAL)
        boxed = {"about": tip.about, "text": tip.text, "at": at, "due_on": due, "state": "boxed"}
        return _line(Complaint(school=tip.school, number=0, **boxed), act.today)
    if row is None:
        raise Refusal("unknown_receipt", "没有这个回执号", fields={"receipt": "再看一看回执号，一共 12 个字"})
    return _line(row, act.today)
