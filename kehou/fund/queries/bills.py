"""Lists of bills: a child's, a period's."""

from dataclasses import dataclass

from django.db.models import Count, F, Max, Q, Sum

from kehou.fund.billing import months_of
from kehou.fund.models import Bill
from kehou.fund.permits import OFFICE
from kehou.fund.queries.bill import BillInfo, info
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.org import queries as org
from kehou.people import queries as people
from kehou.people.permits import at_school, guardian_of
from kehou.people.queries import masked_name

PAGE = 50
ONE_PAGE = 200
FULL_NAMES = {"coordinator", "principal"}


@query(allow=[guardian_of("child_id")])
def bills_of_child(act: Act, *, child_id: int) -> list[BillInfo]:
    """Live bills, latest first, at most 24. SQL: 1 and the permit's."""
    rows = Bill.objects.filter(pupil_id=child_id, voided_at=None).order_by("-issued_at", "-pk")
    return [info(row) for row in rows[:24]]


@dataclass(frozen=True, slots=True)
class BillLine:
    bill: BillInfo
    name: str
    grade: int
    class_no: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """Bills of an earlier term that are not settled. period: the latest of them; fen owed by families, owed back to them."""

    term: org.TermInfo
    period: str
    unpaid: int
    owed: int
    owed_back: int


@dataclass(frozen=True, slots=True)
class BillBoard:
    """One period's bills. periods: keys that have bills or can have them, in order. lines: one page, by class and number.

    roles: what the reader is at the school. classes: those with bills in the period. earlier: latest term first.
    """

    term: org.TermInfo
    period: str
    periods: tuple[str, ...]
    lines: tuple[BillLine, ...]
    page: int
    pages: int
    bills: int
    owed: int
    paid: int
    waived: int
    unpaid: int
    roles: frozenset[str]
    classes: tuple[tuple[int, int], ...] = ()
    earlier: tuple[Earlier, ...] = ()


def roles_at(act: Act, school_id: int) -> frozenset[str]:
    """What the reader is at the school now. SQL: 1."""
    return frozenset(role.role for role in people.roles_of(act.account_id, act.at) if role.school_id == school_id)


_NOTHING = {"n": 0, "sum_owed": 0, "sum_paid": 0, "sum_waived": 0, "unpaid": 0}
_UNPAID = Q(charged__gt=F("waived") + F("paid") - F("surplus"))


@query(allow=[at_school(*OFFICE, "aid_officer")])
def bill_board(
    act: Act, *, school_id: int, term: org.TermInfo, period: str = "", show: str = "", page: int = 1,
    of_class: tuple[int, int] | None = None, name: str = "",
) -> BillBoard:  # fmt: skip
    """period "": the latest that has bills, else the month before today's. show: unpaid | "". page from 1.

    of_class, name: one (grade, class), or children whose name contains it; these come on one page, at most 200.
    Money people read masked names, heads of the service full ones (guarantees §4). SQL: 5 and the permit's.
    """
    rows = Bill.objects.filter(school_id=school_id, term_id=term.id, voided_at=None)
    sums = {
        row["period"]: row
        for row in rows.values("period").annotate(
            n=Count("pk"), sum_owed=Sum(F("charged") - F("waived")), sum_paid=Sum(F("paid") - F("surplus")), sum_waived=Sum("waived"),
            unpaid=Count("pk", filter=_UNPAID),
        )
    }  # fmt: skip
    months = [each.key for each in months_of(term) if each.first <= act.today]
    keys = tuple(sorted({*sums, *months}))
    if period not in keys:
        period = max(sums) if sums else months[-2] if len(months) > 1 else months[0] if months else ""
    found = sums.get(period, _NOTHING)
    rows = rows.filter(period=period)
    classes = tuple(
        rows.order_by("pupil__grade", "pupil__class_no").values_list("pupil__grade", "pupil__class_no").distinct()
    )
    if show == "unpaid":
        rows = rows.filter(_UNPAID)
    if of_class is not None:
        rows = rows.filter(pupil__grade=of_class[0], pupil__class_no=of_class[1])
    if name:
        rows = rows.filter(pupil__name__contains=name)
    narrow = of_class is not None or bool(name)
    size = ONE_PAGE if narrow else PAGE
    pages = 1 if narrow else max(1, -(-(found["unpaid"] if show == "unpaid" else found["n"]) // PAGE))
    page = min(max(1, page), pages)
    ordered = rows.select_related("pupil").order_by("pupil__grade", "pupil__class_no", "pupil__number", "pk")
    roles = roles_at(act, school_id)
    full = bool(roles & FULL_NAMES)
    return BillBoard(
        term,
        period,
        keys,
        tuple(_line(row, full) for row in ordered.defer("pupil__id_number")[(page - 1) * size : page * size]),
        page,
        pages,
        found["n"],
        found["sum_owed"],
        found["sum_paid"],
        found["sum_waived"],
        found["unpaid"],
        roles,
        classes,
        _earlier(school_id, term),
    )


def _earlier(school_id: int, term: org.TermInfo) -> tuple[Earlier, ...]:
    """Terms before this one with something to settle: nothing is lost when a term ends. SQL: 1."""
    rows = Bill.objects.filter(school_id=school_id, voided_at=None, term__first_day__lt=term.first_day)
    sums = rows.filter(_UNPAID | Q(surplus__gt=F("returned"))).values(
        "term_id", "term__key", "term__name", "term__first_day", "term__last_day"
    )
    sums = sums.annotate(
        latest=Max("period", filter=_UNPAID), latest_over=Max("period"), unpaid=Count("pk", filter=_UNPAID),
        owed=Sum(F("charged") - F("waived") - F("paid") + F("surplus")), back=Sum(F("surplus") - F("returned")),
    )  # fmt: skip
    return tuple(
        Earlier(
            org.TermInfo(
                row["term_id"], row["term__key"], row["term__name"], row["term__first_day"], row["term__last_day"]
            ),
            row["latest"] or row["latest_over"], row["unpaid"], row["owed"], row["back"],
        )
        for row in sums.order_by("-term__first_day")[:6]
    )  # fmt: skip


def _line(row: Bill, full: bool) -> BillLine:
    pupil = row.pupil
    return BillLine(info(row), pupil.name if full else masked_name(pupil.name), pupil.grade, pupil.class_no)


@query(allow=[at_school(*OFFICE)])
def bill_table(act: Act, *, school_id: int, term_id: int, period: str) -> list[BillLine]:
    """Every bill of a period, for a sheet, by class and number. SQL: 2 and the permit's."""
    rows = Bill.objects.filter(school_id=school_id, term_id=term_id, period=period, voided_at=None)
    ordered = rows.select_related("pupil").defer("pupil__id_number")
    full = bool(roles_at(act, school_id) & FULL_NAMES)
    return [_line(row, full) for row in ordered.order_by("pupil__grade", "pupil__class_no", "pupil__number", "pk")]
