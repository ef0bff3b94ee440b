"""Families and pupils are not content."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("satisfaction-low", judges="records", needs=("pulse",))
def satisfaction_low(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """The mean of enough marks (1–5) is below the bar; the bar itself is fine."""
    marks = [row.satisfied for row in facts.pulse or () if row.satisfied is not None]
    bar = params.satisfaction["mean"]
    if len(marks) >= params.satisfaction["answers"] and sum(marks) < bar * len(marks):
        mean = sum(marks) / len(marks)
        yield Problem(
            where="pulse.csv",
            evidence={"answers": len(marks), "sum": sum(marks), "mean": round(mean, 2)},
            says=f"{len(marks)} 份课后反馈的满意度平均 {mean:.2f} 分，低于 {bar} 分（满分 5 分）。",
            satisfied_by="看反馈集中在哪些课、哪些时段，和家长沟通后调整。",
        )
