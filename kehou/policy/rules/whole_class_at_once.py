"""A whole class that joins within minutes was perhaps told to."""

from collections.abc import Iterator
from datetime import timedelta
from math import ceil

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.policy.facts.classes import pupils_by_class
from kehou.policy.facts.consent_history import ConsentHistory
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("whole-class-at-once", judges="records", needs=("students", "consents"))
def whole_class_at_once(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """In a class that is large enough every pupil on the roll joined, and the first joins lie minutes apart."""
    joined = ConsentHistory(facts.consents or ()).first_joins
    for (grade, class_name), pupils in pupils_by_class(facts).items():
        if len(pupils) < params.at_once["pupils"] or not all(pupil in joined for pupil in pupils):
            continue
        moments = sorted(joined[pupil].at for pupil in pupils)
        took = moments[-1] - moments[0]
        if took <= timedelta(minutes=params.at_once["minutes"]):
            who = f"{grades_text([grade])}（{class_name}）班"
            minutes = max(1, ceil(took / timedelta(minutes=1)))
            yield Problem(
                where="consents.csv",
                subject=who,
                evidence={
                    "grade": grade,
                    "class": class_name,
                    "pupils": len(pupils),
                    "first": moments[0].isoformat(" "),
                    "last": moments[-1].isoformat(" "),
                },
                says=f"{who} {len(pupils)} 名学生全部在 {minutes} 分钟之内报名参加。",
                satisfied_by="向家长了解是不是自己决定的；不得要求全班参加。",
                at=moments[-1],
            )
