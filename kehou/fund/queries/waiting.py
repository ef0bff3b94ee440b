"""Money that one person has prepared and another has yet to decide. Asked by pages of decisions (八.4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Count, Q

from kehou.fund.models import Appraisal, PayRun, Refund, Repayment
from kehou.org import queries as org
from kehou.people.queries import masked_name


@dataclass(frozen=True, slots=True)
class Prepared:
    """id: of the bill (refund), of the run or of the repayment. about: the child's masked name, the adult's name, or "";
    period: a month's key, of a repayment the term's; fen."""

    kind: Literal["refund", "run", "repayment"]
    id: int
    about: str
    period: str
    amount: int
    rule: str
    by: str
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Scores:
    """The term's appraisal: adults in it, of them scored, of them closed."""

    adults: int = 0
    scored: int = 0
    closed: int = 0

    @property
    def ready(self) -> bool:
        """Everybody has a score and nobody has closed it yet."""
        return self.adults > 0 and self.scored == self.adults and self.closed < self.adults


def prepared(school_id: int) -> list[Prepared]:
    """Refunds, pay-outs and repayments that wait for the second person, the longest waiting first. SQL: 3."""
    refunds = Refund.objects.filter(school_id=school_id, state="prepared").select_related("bill__pupil", "prepared_by")
    runs = PayRun.objects.filter(school_id=school_id, state="prepared").select_related("prepared_by")
    found = [
        Prepared(
            "refund", row.bill_id, masked_name(row.bill.pupil.name), row.bill.period, row.amount, row.rule,
            row.prepared_by.name, row.prepared_by_id, row.prepared_at,
        )
        for row in refunds.defer("bill__pupil__id_number")
    ] + [
        Prepared(
            "run", row.pk, "", row.period, row.total, "", row.prepared_by.name, row.prepared_by_id, row.prepared_at,
        )
        for row in runs
    ] + [
        Prepared(
            "repayment", row.pk, row.staff.name, row.term.key, row.amount, row.receipt, row.recorded_by.name, row.recorded_by_id,
            row.recorded_at,
        )
        for row in Repayment.objects.filter(school_id=school_id, state="recorded").select_related("staff", "recorded_by", "term")
    ]  # fmt: skip
    return sorted(found, key=lambda each: each.at)


def scores(school_id: int, term: org.TermInfo | None) -> Scores:
    """SQL: 1, none without a term."""
    if term is None:
        return Scores()
    counted = Appraisal.objects.filter(school_id=school_id, term_id=term.id).aggregate(
        adults=Count("pk"),
        scored=Count("pk", filter=Q(score__isnull=False) | Q(closed_on__isnull=False)),
        closed=Count("pk", filter=Q(closed_on__isnull=False)),
    )
    return Scores(**counted)
