"""Teachers pledge not to tutor for money."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.pledges import unsigned
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("pledge-missing", judges="records", needs=("sessions", "adults", "declarations"))
def pledge_missing(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A teacher on duty without a signed `no_paid_tutoring`."""
    yield from unsigned(facts, "no_paid_tutoring", name="不参与有偿补课承诺")
