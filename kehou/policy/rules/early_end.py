"""Service may not end before its time."""

from collections.abc import Iterator
from datetime import timedelta
from math import ceil

from kehou.ground.problem import Problem
from kehou.policy.facts.held import held_sessions, slot_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("early-end", judges="records", needs=("sessions",))
def early_end(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """A held session that ended more than the tolerance before its planned end, without a reason."""
    tolerance = timedelta(minutes=params.early_tolerance)
    for session in held_sessions(facts):
        early = session.planned_end - session.ended
        if early > tolerance and not session.early_reason:
            minutes = ceil(early / timedelta(minutes=1))
            yield Problem(
                where=session.source,
                subject=slot_text(session),
                evidence={
                    "session": session.session,
                    "planned_end": session.planned_end.isoformat(" "),
                    "end": session.ended.isoformat(" "),
                    "minutes_early": minutes,
                },
                says=f"{slot_text(session)} 的课应到 {session.planned_end:%H:%M}，{session.ended:%H:%M} 就结束了，"
                f"早了 {minutes} 分钟，没有写原因。",
                satisfied_by=f"按时结束（可早 {params.early_tolerance} 分钟以内）；不得已提前，写明原因。",
                at=session.ended,
            )
