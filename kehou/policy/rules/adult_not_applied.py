"""Nobody keeps service who did not apply for it."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.held import sessions_by_id, slot_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("adult-not-applied", judges="records", needs=("adults",))
def adult_not_applied(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A teacher's line that is not covered by an application. Outside people have a contract instead."""
    sessions = sessions_by_id(facts)
    for row in facts.adults or ():
        if row.is_teacher and not row.applied:
            which = slot_text(sessions[row.session]) if row.session in sessions else row.session
            yield Problem(
                where=row.source,
                subject=which,
                evidence={"session": row.session, "adult": row.adult, "role": row.role},
                says=f"{which} 的课由一名没有申报课后服务的教师值守。",
                satisfied_by="教师本人先申报、学校同意，再排班；没有申报的教师按正常作息。",
                at=row.came,
            )
