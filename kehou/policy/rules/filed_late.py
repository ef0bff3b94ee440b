"""A plan is filed with the higher authority in time."""

from collections.abc import Iterator
from datetime import date, timedelta

from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("filed-late", judges=("plan", "district_plan"))
def filed_late(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """The first version was filed after the deadline; a draft and later versions have none."""
    plan = facts.plan or facts.district_plan
    if plan is None or plan.filed is None or plan.version != 1:
        return
    deadline = filing_deadline(plan.term.first_day, params)
    if plan.filed > deadline:
        yield Problem(
            where="filed",
            evidence={"filed": plan.filed.isoformat(), "deadline": deadline.isoformat()},
            says=f"{date_text(plan.filed)}才备案，应在{date_text(deadline)}以前。",
            satisfied_by=f"在{date_text(deadline)}以前报上级教育主管部门备案；已经晚了，向区教育局说明原因。",
        )


def filing_deadline(first_day: date, params: Params) -> date:
    """The last day in time for a term that begins on `first_day`."""
    if first_day.month >= 7:
        deadline: date = params.filing_deadline_autumn.in_year(first_day.year)
        return deadline
    return first_day + timedelta(days=params.filing_deadline_spring)
