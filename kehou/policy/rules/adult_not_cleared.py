"""Outside people are vetted, and still are on the day."""

from collections.abc import Iterator
from datetime import date

from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.codes import ROLE_NAMES
from kehou.policy.facts.held import sessions_by_id, slot_text
from kehou.policy.facts.plan import QUALIFIED_ROLES
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("adult-not-cleared", judges="records", needs=("sessions", "adults"))
def adult_not_cleared(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """An outside person whose clearance, or qualification where the role asks for one, did not last to the day.

    The last day itself is fine.
    """
    sessions = sessions_by_id(facts)
    for row in facts.adults or ():
        session = sessions.get(row.session)
        if session is None or row.is_teacher:
            continue
        lapsed = []
        if not _lasts(row.cleared_until, session.date):
            lapsed.append(_text("无犯罪记录证明", row.cleared_until))
        if row.role in QUALIFIED_ROLES and not _lasts(row.qualified_until, session.date):
            lapsed.append(_text("资质", row.qualified_until))
        if lapsed:
            yield Problem(
                where=row.source,
                subject=slot_text(session),
                evidence={
                    "session": row.session,
                    "adult": row.adult,
                    "date": session.date.isoformat(),
                    "cleared_until": row.cleared_until.isoformat() if row.cleared_until else None,
                    "qualified_until": row.qualified_until.isoformat() if row.qualified_until else None,
                },
                says=f"{slot_text(session)} 的课由一名{ROLE_NAMES[row.role]}值守，其{'，'.join(lapsed)}。",
                satisfied_by="证明和资质都在有效期内才能上岗；到期前续办，续办好之前换人。",
                at=row.came,
            )


def _lasts(until: date | None, day: date) -> bool:
    return until is not None and until >= day


def _text(what: str, until: date | None) -> str:
    return f"{what} {until.year}年{date_text(until)}到期" if until else f"没有{what}"
