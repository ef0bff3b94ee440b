"""The school's safety measures reach into service time."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("safety-incomplete", judges="plan")
def safety_incomplete(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """No safety part, or it lacks roster, roll-call, hand-over or an emergency plan; insurance is optional."""
    plan = facts.plan
    if plan is None:
        return
    safety = plan.safety
    missing = {
        "roster": ("值守表", safety is None or not safety.roster),
        "roll_call": ("点名", safety is None or not safety.roll_call),
        "handover": ("离校交接", safety is None or not safety.handover),
        "emergency": ("应急预案", safety is None or not safety.emergency),
    }
    lacking = {key: name for key, (name, absent) in missing.items() if absent}
    if lacking:
        names = "、".join(lacking.values())
        yield Problem(
            where="safety",
            subject=names,
            evidence={"missing": list(lacking)},
            says="没有写安全措施。" if safety is None else f"安全措施缺少{names}。",
            satisfied_by=f"补上{names}。",
        )
