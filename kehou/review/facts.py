"""Complaints and the district's evaluation as policy facts; and a whole term of a school, every room's facts together."""

from dataclasses import replace
from decimal import Decimal

from kehou.day import facts as day
from kehou.fund import facts as fund
from kehou.kernel.clock import LOCAL
from kehou.policy.facts import records
from kehou.policy.facts.term import TermFacts
from kehou.review.models import Complaint, Evaluation
from kehou.staff.queries import staff_key

TABLES_OF_THE_DAY = ("sections", "sessions", "adults", "presence", "pulse", "declarations")
"""Tables that grow with every lesson."""
NOT_AT_THE_DESK = (*TABLES_OF_THE_DAY, "payouts")
"""Pay is judged against lessons: its table too waits for the night."""


def complaints(school_id: int, term_id: int) -> tuple[records.Complaint, ...]:
    """In the order in which they came; never their words, nor who spoke. SQL: 1."""
    rows = Complaint.objects.filter(school_id=school_id, term_id=term_id).select_related("staff").defer("text")
    return tuple(
        records.Complaint(
            id=f"k{row.number:04d}",
            at=row.at.astimezone(LOCAL).replace(tzinfo=None),
            about=row.about,
            adult=staff_key(row.staff.number) if row.staff else "",
            due=row.due_on,
            answered=row.answered_at.astimezone(LOCAL).date() if row.answered_at else None,
            upheld=row.upheld,
            source=f"complaint:{row.number}",
        )
        for row in rows.order_by("number")
    )


def evaluation(school_id: int, term_id: int) -> tuple[records.Evaluation, ...]:
    """What the district decided about the term; empty until it has. SQL: 1."""
    rows = Evaluation.objects.filter(school_id=school_id, term_id=term_id).select_related("term")
    return tuple(
        records.Evaluation(row.term.key, Decimal(row.score), row.decided_on, row.basis, row.appealed, "evaluation")
        for row in rows
    )


def at_the_desk(school_id: int, term_id: int) -> TermFacts:
    """What the office keeps, without what happens in the rooms: those tables are not handed over. SQL: about 22."""
    told = day.term_facts(school_id, term_id, session_id=0)
    return replace(_with_the_office(told, school_id, term_id), **dict.fromkeys(TABLES_OF_THE_DAY))


def whole_term(school_id: int, term_id: int) -> TermFacts:
    """All that is known of a school's term: what `kehou term` writes and the night judges. SQL: about 35, any length."""
    told = _with_the_office(day.term_facts(school_id, term_id), school_id, term_id)
    return replace(told, payouts=fund.payouts(school_id, term_id))


def _with_the_office(told: TermFacts, school_id: int, term_id: int) -> TermFacts:
    return replace(
        told,
        bills=fund.bills(school_id, term_id),
        fund=fund.fund(school_id, term_id),
        appraisal=fund.appraisals(school_id, term_id),
        complaints=complaints(school_id, term_id),
        evaluation=evaluation(school_id, term_id),
    )
