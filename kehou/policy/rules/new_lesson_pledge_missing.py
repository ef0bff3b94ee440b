"""Teachers pledge not to teach new lessons in service time."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.pledges import unsigned
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("new-lesson-pledge-missing", judges="records", needs=("sessions", "adults", "declarations"))
def new_lesson_pledge_missing(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A teacher on duty without a signed `no_new_lesson`."""
    yield from unsigned(facts, "no_new_lesson", name="不讲新课承诺")
