"""A survey that reached too few, or that too few answered."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("survey-narrow", judges="plan")
def survey_narrow(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """Fewer than the due share of the roll were invited, or fewer than the due share of those answered."""
    plan = facts.plan
    if plan is None or plan.survey is None or not plan.enrolled:
        return
    invited, answered, roll = plan.survey.invited, plan.survey.answered, sum(plan.enrolled.values())
    if invited is None or answered is None:
        return
    says, remedies = [], []
    if invited * 100 < params.invite_share * roll:
        says.append(f"在校 {roll} 人，只征求了 {invited} 人（{_percent(invited, roll)}）")
        remedies.append(f"征求至少 {_at_least(params.invite_share, roll)} 人")
    if answered * 100 < params.answer_share * invited:
        says.append(f"征求 {invited} 人，只有 {answered} 人答复（{_percent(answered, invited)}）")
        remedies.append(f"收到至少 {_at_least(params.answer_share, invited)} 份答复")
    if says:
        yield Problem(
            where="survey",
            evidence={
                "roll": roll,
                "invited": invited,
                "answered": answered,
                "invited_percent": _percent(invited, roll),
                "answered_percent": _percent(answered, invited),
            },
            says="；".join(says) + "。",
            satisfied_by="；".join(remedies) + "。",
        )


def _at_least(share: int, whole: int) -> int:
    return -(-whole * share // 100)


def _percent(part: int, whole: int) -> str:
    """One decimal, rounded down: 59.96 % must not read as the 60 % it misses."""
    return f"{part * 1000 // whole / 10:g}%" if whole else "–"
