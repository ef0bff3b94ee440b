"""Left-behind children and migrant workers' children come first."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

_NAMES = {"left_behind": "留守儿童", "migrant": "进城务工人员随迁子女"}


@rule("priority-missing", judges="plan")
def priority_missing(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """One of the two groups that the policy names is not in the plan's list."""
    plan = facts.plan
    if plan is None:
        return
    missing = [group for group in _NAMES if group not in plan.priority]
    if missing:
        names = "、".join(_NAMES[group] for group in missing)
        yield Problem(
            where="priority",
            subject=names,
            evidence={"missing": missing},
            says=f"优先照顾里没有写{names}。",
            satisfied_by=f"在优先照顾里加上{names}。",
        )
