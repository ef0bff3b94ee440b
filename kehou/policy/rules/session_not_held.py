"""A planned session that was dropped without a word."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.held import slot_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("session-not-held", judges="records", needs=("sessions",))
def session_not_held(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """Neither a start nor an end, and no reason given."""
    for session in facts.sessions or ():
        if not session.held and not session.cancelled:
            yield Problem(
                where=session.source,
                subject=slot_text(session),
                evidence={"date": session.date.isoformat(), "session": session.session, "section": session.section},
                says=f"{slot_text(session)} 的课没有开，也没有写原因。",
                satisfied_by="补写没有开课的原因；如果开了，补记实际起止时间。",
                at=session.planned_start,
            )
