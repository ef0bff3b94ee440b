"""Every held session has its roll called."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.held import held_sessions, slot_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("roll-call-missing", judges="records", needs=("sessions", "presence"))
def roll_call_missing(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A held session without a single line of presence."""
    called = {row.session for row in facts.presence or ()}
    for session in held_sessions(facts):
        if session.session not in called:
            yield Problem(
                where=session.source,
                subject=slot_text(session),
                evidence={"session": session.session, "section": session.section},
                says=f"{slot_text(session)} 的课开了，没有点名记录。",
                satisfied_by="每节课都点名；当天漏点的，核对后补记并写明原因。",
                at=session.began,
            )
