"""Parents and pupils are asked before anything is planned."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

_NAMES = {"closed": "截止日期", "invited": "征求人数", "answered": "答复人数", "wanting": "各年级想参加的人数"}


@rule("survey-missing", judges="plan")
def survey_missing(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """There is no survey, or it lacks its end, its reach, its answers or its result."""
    plan = facts.plan
    if plan is None:
        return
    survey = plan.survey
    missing = [key for key in _NAMES if survey is None or getattr(survey, key) in (None, {})]
    if missing:
        lacking = "、".join(_NAMES[key] for key in missing)
        yield Problem(
            where="survey",
            evidence={"missing": missing},
            says="没有需求调查。" if survey is None else f"需求调查缺少{lacking}。",
            satisfied_by="向全体家长和学生征求意愿，填写截止日期、征求和答复人数、各年级想参加的人数。",
        )
