"""Many pupils of one class withdraw within days: somebody may have talked them out of it."""

from collections.abc import Iterator
from datetime import date, timedelta

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.classes import pupils_by_class
from kehou.policy.facts.consent_history import ConsentHistory
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("withdrawals-clustered", judges="records", needs=("students", "consents"))
def withdrawals_clustered(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """In one class enough pupils, and enough of those who ever joined, withdrew within a few calendar days."""
    history = ConsentHistory(facts.consents or ())
    joined = history.first_joins
    cluster = params.withdrawal_cluster
    for (grade, class_name), pupils in pupils_by_class(facts).items():
        members = [pupil for pupil in pupils if pupil in joined]
        days = sorted(
            (act.at.date(), pupil) for pupil in members for act in history.acts(pupil) if act.act == "withdraw"
        )
        first, withdrew = _largest(days, cluster["days"])
        if withdrew >= cluster["pupils"] and withdrew * 100 >= cluster["share"] * len(members):
            who = f"{grades_text([grade])}（{class_name}）班"
            yield Problem(
                where="consents.csv",
                subject=who,
                evidence={
                    "grade": grade,
                    "class": class_name,
                    "joined": len(members),
                    "withdrew": withdrew,
                    "from": first.isoformat(),
                },
                says=f"{who}参加过的 {len(members)} 名学生中，有 {withdrew} 名在{date_text(first)}起的"
                f" {cluster['days']} 天内退出。",
                satisfied_by="逐户了解退出的原因；被劝退的，恢复名额。",
            )


def _largest(withdrawals: list[tuple[date, str]], days: int) -> tuple[date, int]:
    """The first day of the run of consecutive days with most pupils withdrawing, and how many they are."""
    best = (date.min, 0)
    for first in dict.fromkeys(day for day, _pupil in withdrawals):
        until = first + timedelta(days=days)
        pupils = {pupil for day, pupil in withdrawals if first <= day < until}
        if len(pupils) > best[1]:
            best = (first, len(pupils))
    return best
