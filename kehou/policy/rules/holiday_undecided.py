"""Holiday care is asked for first and decided together."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.records import HolidaySurvey
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


def has_holiday_window(facts: TermFacts) -> bool:
    return any(window.kind == "holiday" for window in (facts.plan.windows if facts.plan else ()))


@rule("holiday-undecided", judges="plan", needs=("holiday_surveys",), applies=has_holiday_window)
def holiday_undecided(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A holiday window without a closed survey, followed by the committee's decision, before it opens."""
    plan = facts.plan
    for window in plan.windows if plan else ():
        if plan is None or window.kind != "holiday":
            continue
        opens = window.first or plan.term.first_day
        surveys = [row for row in facts.holiday_surveys or () if row.period == window.id]
        if any(
            (row.invited or 0) > 0
            and row.closed is not None
            and row.committee_decided is not None
            and row.closed <= row.committee_decided <= opens
            for row in surveys
        ):
            continue
        yield Problem(
            where=window.where,
            subject=f"{date_text(opens)}开始",
            evidence={
                "opens": opens.isoformat(),
                "surveys": [
                    {
                        "row": row.source,
                        "invited": row.invited,
                        "closed": row.closed.isoformat() if row.closed else None,
                        "decided": row.committee_decided.isoformat() if row.committee_decided else None,
                    }
                    for row in surveys
                ],
            },
            says=_says(surveys, date_text(opens)),
            satisfied_by=f"先做意向调研并截止，再由学校和家长委员会协商决定，都在{date_text(opens)}以前。",
        )


def _says(surveys: list[HolidaySurvey], opens: str) -> str:
    if not surveys:
        return "这段假期托管没有做过意向调研。"
    row = surveys[-1]
    closed = f"调研{date_text(row.closed)}截止" if row.closed else "调研还没有截止"
    decided = f"家委会{date_text(row.committee_decided)}决定" if row.committee_decided else "家委会还没有决定"
    asked = "" if row.invited else "没有征求任何人，"
    return f"{asked}{closed}，{decided}，托管{opens}开始，先后不对。"
