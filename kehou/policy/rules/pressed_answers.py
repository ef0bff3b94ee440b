"""Families who say, without their name, that they were pressed to join."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.anonymous_answers import enough_say
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("pressed-answers", judges="records", needs=("consents",))
def pressed_answers(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """Enough anonymous answers are `pressed`."""
    yield from enough_say(
        facts,
        params,
        "pressed",
        says="是被要求参加的",
        satisfied_by="向全体家长说明自愿参加，核实是谁、怎样动员的，让家长重新选择。",
    )
