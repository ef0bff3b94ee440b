"""What guardians answered without their name when they were asked whether they chose freely."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params


def enough_say(facts: TermFacts, params: Params, answer: str, *, says: str, satisfied_by: str) -> Iterator[Problem]:
    """A sign where enough answers, and a large enough share of all that were given, are `answer`."""
    given = [act.answered_anonymously for act in facts.consents or () if act.answered_anonymously]
    count = given.count(answer)
    if count >= params.anonymous_answers["answers"] and count * 100 >= params.anonymous_answers["share"] * len(given):
        yield Problem(
            where="consents.csv",
            evidence={"answers": len(given), answer: count},
            says=f"{len(given)} 份匿名答复中有 {count} 份说{says}。",
            satisfied_by=satisfied_by,
        )
