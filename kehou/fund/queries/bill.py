"""One bill as its family and the school's money people see it. Why something is waived is not here: see `waiver_reason`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from kehou.day import queries as day
from kehou.fund.billing import period_of, period_text, rates_in
from kehou.fund.models import Bill, BillCorrection, Payment, Refund, Voucher
from kehou.fund.permits import OFFICE, at_bill, guardian_of_bill
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.org import queries as org
from kehou.people import aid
from kehou.people.queries import PupilInfo


@dataclass(frozen=True, slots=True)
class BillInfo:
    """fen, as `Bill` keeps them. left: still to be paid; owed_back: of what was paid, what the family still gets back."""

    id: int
    school_id: int
    pupil_id: int
    period: str
    days_served: int
    charged: int
    waived: int
    paid: int
    refunded: int
    surplus: int
    returned: int
    carry: bool
    issued_at: datetime
    due_on: date
    voided: bool
    why: dict[str, Any]

    @property
    def owed(self) -> int:
        return self.charged - self.waived

    @property
    def left(self) -> int:
        return self.owed - self.paid + self.surplus

    @property
    def owed_back(self) -> int:
        return self.surplus - self.returned

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
        row.surplus, row.returned, row.carry, row.issued_at, row.due_on, row.voided_at is not None, row.provenance,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaymentInfo:
    """from_period: of the bill whose surplus it was. voucher: for the office, of its posting."""

    amount: int
    at: datetime
    channel: str
    ref: str
    reversed: bool
    from_period: str = ""
    voucher: int | None = None

    @property
    def from_text(self) -> str:
        return period_text(self.from_period)


@dataclass(frozen=True, slots=True)
class RefundInfo:
    id: int
    amount: int
    rule: str
    state: str
    at: datetime
    voucher: int | None = None


@dataclass(frozen=True, slots=True)
class NoteInfo:
    """A correction of the bill: fen to pay before and after; days that it took off or put on, in order."""

    at: datetime
    reason: str
    days_before: int
    days_after: int
    owed_before: int
    owed_after: int
    taken_off: tuple[date, ...]
    put_on: tuple[date, ...]
    voucher: int | None


@dataclass(frozen=True, slots=True)
class DayMark:
    """served | leave | absent | cancelled; charged: it is on the bill."""

    date: date
    mark: str
    charged: bool


@dataclass(frozen=True, slots=True)
class BillPage:
    """notes: the bill's corrections, earliest first. carried: (period, fen) moved to other bills. others: (bill, period)
    of the child's live bills, latest first. school_code: of the school's public page. voucher: of the charge."""

    bill: BillInfo
    child: PupilInfo
    marks: tuple[DayMark, ...]
    payments: tuple[PaymentInfo, ...]
    refunds: tuple[RefundInfo, ...]
    notes: tuple[NoteInfo, ...]
    carried: tuple[tuple[str, int], ...]
    others: tuple[tuple[int, str], ...]
    school_code: str
    voucher: int | None = None


@dataclass(frozen=True, slots=True)
class WaiverSpan:
    """Days of a bill in a row with the same per cent waived. categories: of aid in force on them; "" for none."""

    first: date
    last: date
    days: int
    rate: int
    categories: str


@dataclass(frozen=True, slots=True)
class WaiverReason:
    """spans: by date; one where the whole bill is waived alike."""

    spans: tuple[WaiverSpan, ...]


def _page(bill: Bill, *, others: tuple[tuple[int, str], ...] = (), with_vouchers: bool = False) -> BillPage:
    """The bill comes with its term, school and child. SQL: 4 or 5."""
    child = bill.pupil
    both = Payment.objects.filter(Q(bill=bill) | Q(carried_from=bill)).select_related("bill", "carried_from")
    found = list(both.order_by("at", "pk"))
    payments, carried = [p for p in found if p.bill_id == bill.pk], [p for p in found if p.carried_from_id == bill.pk]
    refunds = list(Refund.objects.filter(bill=bill).order_by("prepared_at", "pk"))
    notes = list(BillCorrection.objects.filter(bill=bill).order_by("pk"))
    paper = _vouchers(bill, payments, refunds, notes) if with_vouchers else {}
    return BillPage(
        info(bill),
        PupilInfo(child.pk, child.number, child.name, child.grade, child.class_no, child.boarding, child.school_id),
        _marks(bill),
        tuple(_payment(p, paper.get(f"payment:{p.pk}")) for p in payments),
        tuple(
            RefundInfo(r.pk, r.amount, r.rule, r.state, r.approved_at or r.prepared_at, paper.get(f"refund:{r.pk}"))
            for r in refunds
        ),
        tuple(_note(n, paper.get(f"correction:{n.pk}")) for n in notes),
        tuple((p.bill.period, p.amount) for p in carried),
        others,
        bill.school.code,
        paper.get(f"bill:{bill.pk}"),
    )


def _payment(row: Payment, voucher: int | None) -> PaymentInfo:
    from_period = row.carried_from.period if row.carried_from else ""
    return PaymentInfo(
        row.amount, row.at, row.channel, row.channel_ref, row.reversed_at is not None, from_period, voucher
    )


def _note(row: BillCorrection, voucher: int | None) -> NoteInfo:
    before = {date.fromisoformat(text) for text, _ in row.provenance_before.get("days", [])}
    after = {date.fromisoformat(text) for text, _ in row.provenance_after.get("days", [])}
    return NoteInfo(
        row.at, row.reason, row.days_before, row.days_after, row.charged_before - row.waived_before,
        row.charged_after - row.waived_after, tuple(sorted(before - after)), tuple(sorted(after - before)), voucher,
    )  # fmt: skip


def _vouchers(
    bill: Bill, payments: Iterable[Payment], refunds: Iterable[Refund], notes: Iterable[BillCorrection]
) -> dict[str, int]:
    """What a voucher is about → the first voucher about it: the charge, each payment, refund and note. SQL: 1."""
    about = [f"bill:{bill.pk}", *(f"payment:{p.pk}" for p in payments), *(f"refund:{r.pk}" for r in refunds)]
    about += [f"correction:{n.pk}" for n in notes]
    rows = Voucher.objects.filter(school_id=bill.school_id, ref__in=about).order_by("-pk")
    return dict(rows.values_list("ref", "pk"))


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
    """SQL: 6 and the permit's."""
    bill = _bill(bill_id)
    others = Bill.objects.filter(pupil_id=bill.pupil_id, voided_at=None).order_by("-period", "-pk")
    return _page(bill, others=tuple(others.values_list("pk", "period")[:12]))


@query(allow=[guardian_of_bill, at_bill("aid_officer")])
def waiver_reason(act: Act, *, bill_id: int) -> WaiverReason:
    """For the family and the aid officer, for nobody else. SQL: 3 and the permit's."""
    bill = Bill.objects.get(pk=bill_id)
    found = aid.aid_of([bill.pupil_id]).get(bill.pupil_id, aid.Aid())
    rates = rates_in(bill.provenance)
    spans: list[WaiverSpan] = []
    for on, rate in sorted(rates.items()):
        names = "、".join(sorted(found.on(on))) if rate else ""
        if spans and (spans[-1].rate, spans[-1].categories) == (rate, names):
            spans[-1] = WaiverSpan(spans[-1].first, on, spans[-1].days + 1, rate, names)
        else:
            spans.append(WaiverSpan(on, on, 1, rate, names))
    return WaiverReason(tuple(spans))


@query(allow=[at_bill(*OFFICE, "aid_officer")])
def office_bill(act: Act, *, bill_id: int) -> BillPage:
    """With the vouchers. SQL: 6 and the permit's."""
    return _page(_bill(bill_id), with_vouchers=True)


@query(allow=[guardian_of_bill, at_bill(*OFFICE, "aid_officer")])
def bill_roll(act: Act, *, bill_id: int) -> list[day.RollMark]:
    """The roll behind every day that the bill charges or ever charged, by time. SQL: 4 and the permit's."""
    bill = Bill.objects.get(pk=bill_id)
    notes = BillCorrection.objects.filter(bill=bill).values_list("provenance_before", flat=True)
    sessions = {session for why in (bill.provenance, *notes) for _, held in why.get("days", []) for session in held}
    return day.roll_of(bill.pupil_id, sessions)
