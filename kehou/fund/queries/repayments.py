"""Pay that was too much: who should give it back, what came, what waits for the second person (八.4b)."""

from dataclasses import dataclass
from datetime import datetime

from kehou.fund.models import PaidDuty, Repayment, Voucher
from kehou.fund.permits import OFFICE, at_repayment
from kehou.fund.queries.trace import TraceLine, repaid_lessons
from kehou.fund.repaying import too_much
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.org import queries as org
from kehou.people.permits import at_school


@dataclass(frozen=True, slots=True)
class Over:
    """An adult who was paid too much in the term: fen, duties. left: works here no more."""

    staff_id: int
    name: str
    amount: int
    duties: int
    left: bool


@dataclass(frozen=True, slots=True)
class RepaymentInfo:
    """state: recorded | confirmed | declined. by: who recorded it. voucher: of a confirmed one."""

    id: int
    name: str
    amount: int
    receipt: str
    state: str
    by: str
    by_id: int
    at: datetime
    voucher: int | None


@dataclass(frozen=True, slots=True)
class RepaymentBoard:
    """over: by the adults' numbers. rows: latest first."""

    over: tuple[Over, ...]
    rows: tuple[RepaymentInfo, ...]

    @property
    def waiting(self) -> int:
        return sum(row.state == "recorded" for row in self.rows)

    @property
    def total(self) -> int:
        """fen that should still come back."""
        return sum(each.amount for each in self.over)


@query(allow=[at_school(*OFFICE)])
def repayment_board(act: Act, *, school_id: int, term: org.TermInfo) -> RepaymentBoard:
    """Of a term. SQL: 7 and the permit's."""
    found = too_much(school_id, term)
    staff = PaidDuty.objects.filter(line__staff_id__in=found, school_id=school_id)
    known = staff.order_by("line__staff__number").values_list(
        "line__staff_id", "line__staff__name", "line__staff__until"
    )
    over = tuple(
        Over(
            key, name, -sum(each.amount for each in found[key]), len(found[key]), until is not None and until <= act.at
        )
        for key, name, until in (known.distinct() if found else ())
    )
    rows = Repayment.objects.filter(school_id=school_id, term_id=term.id).select_related("staff", "recorded_by")
    shown = list(rows.order_by("-recorded_at", "-pk")[:100])
    paper = Voucher.objects.filter(school_id=school_id, ref__in=[f"repayment:{row.pk}" for row in shown])
    of = dict(paper.values_list("ref", "pk")) if shown else {}
    return RepaymentBoard(
        over,
        tuple(
            RepaymentInfo(
                row.pk, row.staff.name, row.amount, row.receipt, row.state, row.recorded_by.name, row.recorded_by_id,
                row.recorded_at, of.get(f"repayment:{row.pk}"),
            )
            for row in shown
        ),
    )  # fmt: skip


@query(allow=[at_repayment(*OFFICE)])
def repayment_lessons(act: Act, *, repayment_id: int) -> tuple[str, tuple[TraceLine, ...]]:
    """(the adult's name, duties behind a repayment, by date). SQL: 2 and the permit's."""
    row = Repayment.objects.select_related("staff").get(pk=repayment_id)
    return row.staff.name, repaid_lessons(repayment_id)
