"""Good teachers go where they are short."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("district-exchange-missing", judges="district_plan")
def district_exchange_missing(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """No exchange of teachers between schools is planned."""
    plan = facts.district_plan
    if plan is not None and not plan.exchange:
        yield Problem(
            where="exchange",
            evidence={"exchange": 0},
            says="没有安排优秀教师到师资薄弱的学校。",
            satisfied_by="写明至少一项师资交流：从哪所学校到哪所学校、多少人、怎样安排。",
        )
