"""Families get an answer in time."""

from collections.abc import Iterator
from datetime import date

from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("complaint-overdue", judges="records", needs=("complaints",))
def complaint_overdue(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """Answered after it was due, or not answered and due before the as-of date. On the day is in time."""
    today = _as_of(facts)
    for row in facts.complaints or ():
        if row.due is None:
            continue
        overdue = row.answered > row.due if row.answered else today is not None and row.due < today
        if overdue:
            state = f"{date_text(row.answered)}才答复" if row.answered else "还没有答复"
            yield Problem(
                where=row.source,
                subject=date_text(row.due),
                evidence={
                    "complaint": row.id,
                    "due": row.due.isoformat(),
                    "answered": row.answered.isoformat() if row.answered else None,
                    "as_of": today.isoformat() if today else None,
                },
                says=f"一件投诉最晚应在 {date_text(row.due)}答复，{state}。",
                satisfied_by="尽快答复投诉人；答复不了的，说明原因和新的期限。",
            )


def _as_of(facts: TermFacts) -> date | None:
    """The caller's date, else the latest session's, else the latest complaint's (rulebook §1)."""
    if facts.as_of is not None:
        return facts.as_of
    dates = [session.date for session in facts.sessions or ()] or [row.at.date() for row in facts.complaints or ()]
    return max(dates, default=None)
