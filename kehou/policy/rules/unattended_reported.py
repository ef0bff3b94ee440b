"""Pupils say that nobody was with them."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.held import sessions_by_id, slot_text
from kehou.policy.facts.pulse_shares import session_shares
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("unattended-reported", judges="records", needs=("pulse",))
def unattended_reported(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """Of enough answers about a session the share that says `unattended` is reached. A sign, never a verdict."""
    sessions = sessions_by_id(facts)
    for share in session_shares(facts, "unattended", at_least=params.pulse_share["answers"]):
        if share.reaches(params.pulse_share["share"]):
            which = slot_text(sessions[share.session]) if share.session in sessions else share.session
            yield Problem(
                where="pulse.csv",
                subject=which,
                evidence={"session": share.session, "answers": share.answers, "say_so": share.yes},
                says=f"{which} 的课有 {share.answers} 份匿名反馈，其中 {share.yes} 份说没有老师在场。",
                satisfied_by="查当天的值守和签到记录，和值守教师核实，保证全程有人。",
            )
