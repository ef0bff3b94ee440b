"""First ask, then file."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("survey-late", judges="plan")
def survey_late(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """The survey closed after the plan was filed."""
    plan = facts.plan
    if plan is None or plan.survey is None or plan.survey.closed is None or plan.filed is None:
        return
    closed, filed = plan.survey.closed, plan.filed
    if closed > filed:
        yield Problem(
            where="survey.closed",
            evidence={"closed": closed.isoformat(), "filed": filed.isoformat()},
            says=f"调查到{date_text(closed)}才截止，方案{date_text(filed)}就备案了。",
            satisfied_by=f"调查在备案（{date_text(filed)}）以前截止，按结果修改方案后再备案。",
        )
