"""Every pupil who came is seen to leave: when, and with whom."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.held import sessions_by_id, slot_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("release-not-recorded", judges="records", needs=("presence",))
def release_not_recorded(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A pupil present in the room without a word on who took over, or, unless moving on, without a time."""
    sessions = sessions_by_id(facts)
    for row in facts.presence or ():
        if not row.in_the_room:
            continue
        missing = []
        if row.left is None and row.released_to != "next_session":
            missing.append("离开时间")
        if not row.released_to:
            missing.append("交给了谁")
        if missing:
            which = slot_text(sessions[row.session]) if row.session in sessions else row.session
            yield Problem(
                where=row.source,
                subject=which,
                evidence={"session": row.session, "student": row.student, "missing": missing},
                says=f"{which} 的课有一名学生没有记{'和'.join(missing)}。",
                satisfied_by="每名学生离开时记下时间和交给了谁；漏记的，核实后补记并写明原因。",
                at=row.came,
            )
