"""Pledges that teachers on duty sign."""

from collections.abc import Iterator
from datetime import date

from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.held import sessions_by_id
from kehou.policy.facts.term import TermFacts


def unsigned(facts: TermFacts, kind: str, *, name: str) -> Iterator[Problem]:
    """Teachers on duty who never signed a pledge, or only after the last session they kept.

    Kept: a held session with an `in`. Outside people are not judged. One problem per adult.
    """
    sessions = sessions_by_id(facts)
    last_kept: dict[str, date] = {}
    for row in facts.adults or ():
        session = sessions.get(row.session)
        if session is not None and session.held and row.is_teacher and row.came is not None:
            last_kept[row.adult] = max(session.date, last_kept.get(row.adult, session.date))
    signed: dict[str, date] = {}
    for row_signed in facts.declarations or ():
        if row_signed.kind == kind and row_signed.signed is not None:
            signed[row_signed.adult] = min(row_signed.signed, signed.get(row_signed.adult, row_signed.signed))
    for adult, last in last_kept.items():
        day = signed.get(adult)
        if day is None or day > last:
            why = f"{date_text(day)}才签{name}" if day else f"没有签{name}"
            yield Problem(
                where="adults.csv",
                subject=name,
                evidence={
                    "adult": adult,
                    "last_session": last.isoformat(),
                    "signed": day.isoformat() if day else None,
                },
                says=f"一名值守教师{why}（最近一次值守是 {date_text(last)}）。",
                satisfied_by=f"教师值守之前签好{name}；没有签的尽快补签。",
            )
