"""Bills as families and the school's money people see them. Why something is waived is not here: see `waiver_reason`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, Sum

from kehou.day import queries as day
from kehou.fund.billing import months_of, period_of
from kehou.fund.models import Bill, Payment, Refund, Voucher
from kehou.fund.permits import OFFICE, at_bill, guardian_of_bill
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.org import queries as org
from kehou.people import queries as people
from kehou.people.permits import at_school, guardian_of
from kehou.people.queries import PupilInfo, masked_name

PAGE = 50
FULL_NAMES = {"coordinator", "principal"}


@dataclass(frozen=True, slots=True)
class BillInfo:
    """fen. left: still to be paid."""

    id: int
    school_id: int
    pupil_id: int
    period: str
    days_served: int
    charged: int
    waived: int
    paid: int
    refunded: int
    issued_at: datetime
    due_on: date
    voided: bool
    why: dict[str, Any]

    @property
    def owed(self) -> int:
        return self.charged - self.waived

    @property
    def left(self) -> int:
        return self.owed - self.paid

    def state(self, today: date) -> str:
        """void | settled | overdue | part | due."""
        if self.voided:
            return "void"
        if self.left == 0:
            return "settled"
        return "overdue" if today > self.due_on else "part" if self.paid else "due"


def info(row: Bill) -> BillInfo:
    return BillInfo(
        row.pk, row.school_id, row.pupil_id, row.period, row.days_served, row.charged, row.waived, row.paid, row.refunded,
        row.issued_at, row.due_on, row.voided_at is not None, row.provenance,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaymentInfo:
    amount: int
    at: datetime
    channel: str
    ref: str
    reversed: bool


@dataclass(frozen=True, slots=True)
class RefundInfo:
    id: int
    amount: int
    rule: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DayMark:
    """served | leave | absent | cancelled; charged: it is on the bill."""

    date: date
    mark: str
    charged: bool


@dataclass(frozen=True, slots=True)
class BillPage:
    """others: (bill, period) of the child's live bills, latest first. school_code: of the school's public page."""

    bill: BillInfo
    child: PupilInfo
    marks: tuple[DayMark, ...]
    payments: tuple[PaymentInfo, ...]
    refunds: tuple[RefundInfo, ...]
    others: tuple[tuple[int, str], ...]
    school_code: str


def _page(bill: Bill, others: tuple[tuple[int, str], ...] = ()) -> BillPage:
    """The bill comes with its term, school and child. SQL: 3."""
    child = bill.pupil
    payments = Payment.objects.filter(bill=bill).order_by("at", "pk")
    refunds = Refund.objects.filter(bill=bill).order_by("prepared_at", "pk")
    return BillPage(
        info(bill),
        PupilInfo(child.pk, child.number, child.name, child.grade, child.class_no, child.boarding, child.school_id),
        _marks(bill),
        tuple(PaymentInfo(p.amount, p.at, p.channel, p.channel_ref, p.reversed_at is not None) for p in payments),
        tuple(RefundInfo(r.pk, r.amount, r.rule, r.state, r.approved_at or r.prepared_at) for r in refunds),
        others,
        bill.school.code,
    )


def _marks(bill: Bill) -> tuple[DayMark, ...]:
    """Every day of the period on which the child was expected, as the record stands now."""
    period = period_of(bill.period, _term(bill))
    if period is None:
        return ()
    charged = {date.fromisoformat(text) for text, _ in bill.provenance.get("days", [])}
    of_day: dict[date, set[str]] = {}
    for on, session, mark in day.marks(bill.pupil_id, period.first, period.last):
        of_day.setdefault(on, set()).add("cancelled" if session == "cancelled" else mark)
    names = (("present", "served"), ("leave", "leave"), ("absent", "absent"), ("cancelled", "cancelled"))
    found = []
    for on in sorted(of_day.keys() | charged):
        mark = next((name for state, name in names if state in of_day.get(on, ())), "absent")
        found.append(DayMark(on, mark, on in charged))
    return tuple(found)


def _term(bill: Bill) -> org.TermInfo:
    term = bill.term
    return org.TermInfo(term.pk, term.key, term.name, term.first_day, term.last_day)


def _bill(bill_id: int) -> Bill:
    return Bill.objects.select_related("term", "school", "pupil").defer("pupil__id_number").get(pk=bill_id)


@query(allow=[guardian_of_bill])
def family_bill(act: Act, *, bill_id: int) -> BillPage:
    """SQL: 5 and the permit's."""
    bill = _bill(bill_id)
    others = Bill.objects.filter(pupil_id=bill.pupil_id, voided_at=None).order_by("-period", "-pk")
    return _page(bill, tuple(others.values_list("pk", "period")[:12]))


@query(allow=[guardian_of("child_id")])
def bills_of_child(act: Act, *, child_id: int) -> list[BillInfo]:
    """Live bills, latest first, at most 24. SQL: 1 and the permit's."""
    rows = Bill.objects.filter(pupil_id=child_id, voided_at=None).order_by("-issued_at", "-pk")
    return [info(row) for row in rows[:24]]


@query(allow=[guardian_of_bill, at_bill("aid_officer")])
def waiver_reason(act: Act, *, bill_id: int) -> tuple[str, int]:
    """(aid category, per cent): for the family and the aid officer, for nobody else. SQL: 2 and the permit's."""
    bill = Bill.objects.get(pk=bill_id)
    found = people.care([bill.pupil_id]).get(bill.pupil_id)
    return (found.aid_category if found else "", int(bill.provenance.get("rate", 0)))


@query(allow=[at_bill(*OFFICE, "aid_officer")])
def office_bill(act: Act, *, bill_id: int) -> BillPage:
    """SQL: 4 and the permit's."""
    return _page(_bill(bill_id))


@query(allow=[at_bill(*OFFICE)])
def bill_voucher(act: Act, *, bill_id: int) -> int | None:
    """The voucher that charged the bill. SQL: 1 and the permit's."""
    return Voucher.objects.filter(ref=f"bill:{bill_id}", kind="charge").values_list("pk", flat=True).first()


@dataclass(frozen=True, slots=True)
class BillLine:
    bill: BillInfo
    name: str
    grade: int
    class_no: int


@dataclass(frozen=True, slots=True)
class BillBoard:
    """One period's bills. periods: keys that have bills or can have them, in order. lines: one page, by class and number.

    roles: what the reader is at the school.
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


def roles_at(act: Act, school_id: int) -> frozenset[str]:
    """What the reader is at the school now. SQL: 1."""
    return frozenset(role.role for role in people.roles_of(act.account_id, act.at) if role.school_id == school_id)


_NOTHING = {"n": 0, "sum_owed": 0, "sum_paid": 0, "sum_waived": 0, "unpaid": 0}
_UNPAID = Q(charged__gt=F("waived") + F("paid"))


@query(allow=[at_school(*OFFICE, "aid_officer")])
def bill_board(
    act: Act, *, school_id: int, term: org.TermInfo, period: str = "", show: str = "", page: int = 1
) -> BillBoard:
    """period "": the latest that has bills, else the month before today's. show: unpaid | "". page from 1.

    Money people read masked names, heads of the service full ones (guarantees §4). SQL: 3 and the permit's.
    """
    rows = Bill.objects.filter(school_id=school_id, term_id=term.id, voided_at=None)
    sums = {
        row["period"]: row
        for row in rows.values("period").annotate(
            n=Count("pk"), sum_owed=Sum(F("charged") - F("waived")), sum_paid=Sum("paid"), sum_waived=Sum("waived"),
            unpaid=Count("pk", filter=_UNPAID),
        )
    }  # fmt: skip
    months = [each.key for each in months_of(term) if each.first <= act.today]
    keys = tuple(sorted({*sums, *months}))
    if period not in keys:
        period = max(sums) if sums else months[-2] if len(months) > 1 else months[0] if months else ""
    found = sums.get(period, _NOTHING)
    rows = rows.filter(_UNPAID, period=period) if show == "unpaid" else rows.filter(period=period)
    pages = max(1, -(-(found["unpaid"] if show == "unpaid" else found["n"]) // PAGE))
    page = min(max(1, page), pages)
    ordered = rows.select_related("pupil").order_by("pupil__grade", "pupil__class_no", "pupil__number", "pk")
    roles = roles_at(act, school_id)
    full = bool(roles & FULL_NAMES)
    return BillBoard(
        term,
        period,
        keys,
        tuple(_line(row, full) for row in ordered.defer("pupil__id_number")[(page - 1) * PAGE : page * PAGE]),
        page,
        pages,
        found["n"],
        found["sum_owed"],
        found["sum_paid"],
        found["sum_waived"],
        found["unpaid"],
        roles,
    )


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
