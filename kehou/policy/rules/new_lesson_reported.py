"""Pupils say that a new lesson was taught."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.held import sessions_by_id, slot_text
from kehou.policy.facts.pulse_shares import session_shares
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("new-lesson-reported", judges="records", needs=("pulse",))
def new_lesson_reported(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """Of enough answers about a session the share that says `new_lesson` is reached. A sign, never a verdict."""
    sessions = sessions_by_id(facts)
    for share in session_shares(facts, "new_lesson", at_least=params.pulse_share["answers"]):
        if share.reaches(params.pulse_share["share"]):
            which = slot_text(sessions[share.session]) if share.session in sessions else share.session
            yield Problem(
                where="pulse.csv",
                subject=which,
                evidence={"session": share.session, "answers": share.answers, "say_so": share.yes},
                says=f"{which} 的课有 {share.answers} 份匿名反馈，其中 {share.yes} 份说讲了新课。",
                satisfied_by="听课核实；确实讲了新课，改为作业辅导、答疑或活动。",
            )
