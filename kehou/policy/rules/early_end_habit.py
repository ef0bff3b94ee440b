"""Ending early with a reason, again and again."""

from collections.abc import Iterator
from datetime import timedelta

from kehou.ground.problem import Problem
from kehou.policy.facts.held import held_sessions
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("early-end-habit", judges="records", needs=("sessions",))
def early_end_habit(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """Of enough held sessions more than the share ended early with a reason."""
    held = list(held_sessions(facts))
    tolerance = timedelta(minutes=params.early_tolerance)
    early = [s for s in held if s.early_reason and s.planned_end - s.ended > tolerance]
    if len(held) >= params.early_habit["sessions"] and len(early) * 100 > params.early_habit["share"] * len(held):
        yield Problem(
            where="sessions.csv",
            evidence={"held": len(held), "ended_early": len(early), "sessions": [s.source for s in early]},
            says=f"开了 {len(held)} 节课，其中 {len(early)} 节写了原因提前结束，超过 {params.early_habit['share']}%。",
            satisfied_by="逐条核对提前结束的原因；若时段定得不合适，改方案里的时间。",
        )
