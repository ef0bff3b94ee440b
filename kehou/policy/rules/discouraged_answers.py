"""Families who say, without their name, that they were talked out of joining."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.anonymous_answers import enough_say
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("discouraged-answers", judges="records", needs=("consents",))
def discouraged_answers(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """Enough anonymous answers are `discouraged`."""
    yield from enough_say(
        facts,
        params,
        "discouraged",
        says="被劝不要参加",
        satisfied_by="向全体家长说明有需要都可以参加，核实是谁、怎样劝的，重新开放报名。",
    )
