"""Nobody is kept who did not say yes, or who has said no since."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.consent_history import ConsentHistory
from kehou.policy.facts.held import sessions_by_id, slot_text
from kehou.policy.facts.records import ConsentAct
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("attended-without-consent", judges="records", needs=("sessions", "consents", "presence"))
def attended_without_consent(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A pupil was present without consent in force when the session began; who withdraws later may stay that day."""
    sessions = sessions_by_id(facts)
    history = ConsentHistory(facts.consents or ())
    for row in facts.presence or ():
        session = sessions.get(row.session)
        if session is None or row.state != "present":
            continue
        latest = history.latest(row.student, session.began)
        if latest is None or latest.act != "join":
            yield Problem(
                where=row.source,
                subject=slot_text(session),
                evidence={
                    "session": row.session,
                    "student": row.student,
                    "latest_act": latest.act if latest else None,
                    "latest_act_at": latest.at.isoformat(" ") if latest else None,
                },
                says=f"{slot_text(session)} 的课有一名学生参加，{_why(latest)}。",
                satisfied_by="没有家长的参加确认，不安排参加，也不收费；家长想参加，先由家长确认。",
                at=session.began,
            )


def _why(latest: ConsentAct | None) -> str:
    if latest is None:
        return "家长没有确认过参加"
    day = date_text(latest.at.date())
    return f"家长 {day}已经退出" if latest.act == "withdraw" else f"家长 {day}答复不参加"
