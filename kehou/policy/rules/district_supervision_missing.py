"""A district looks for itself, and can be told."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.district_plan import DistrictPlan
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("district-supervision-missing", judges="district_plan")
def district_supervision_missing(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """Nobody supervises, there is no visit, or no channel for the public."""
    plan = facts.district_plan
    faults = list(_faults(plan)) if plan else []
    if faults:
        yield Problem(
            where="supervision",
            evidence={"failed": [code for code, _ in faults]},
            says="；".join(says for _, says in faults) + "。",
            satisfied_by="写明谁督导、每学期至少一次、电话或信箱等监督渠道。",
        )


def _faults(plan: DistrictPlan) -> Iterator[tuple[str, str]]:
    if not plan.supervisor:
        yield "who", "没有写由谁督导"
    if not plan.visits_per_term:
        yield "visits_per_term", "没有安排到校督导"
    if not plan.channel:
        yield "channel", "没有写监督渠道"
