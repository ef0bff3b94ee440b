"""A cap, without which nobody can see that the ceiling holds."""

from collections.abc import Iterator

from kehou.ground.grade import STAGE_NAMES
from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("fee-cap-missing", judges="plan")
def fee_cap_missing(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """Charged by lesson, day or month, and a stage that pays has no cap for the term. Stages are gathered."""
    fees = facts.plan.fees if facts.plan else None
    if fees is None or fees.basis not in ("lesson", "day", "month"):
        return
    missing = [stage for stage in fees.charged_stages if stage not in fees.term_cap]
    if missing:
        names = "、".join(STAGE_NAMES[stage] for stage in missing)
        yield Problem(
            where="fees.term_cap",
            subject=names,
            evidence={"stages": missing, "basis": fees.basis},
            says=f"{names}收费，没有写每学期最多收多少。",
            satisfied_by=f"写明{names}每生每学期的上限。",
        )
