"""Many wanted it, few joined: somebody may have talked them out of it."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.policy.facts.consent_history import ConsentHistory
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


def _asked(facts: TermFacts) -> bool:
    return facts.plan is not None and facts.plan.survey is not None and bool(facts.plan.survey.wanting)


@rule("demand-above-enrolment", judges="records", needs=("students", "consents"), applies=_asked)
def demand_above_enrolment(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """A grade in which far fewer pupils have consent in force at the end than the survey said would want it.

    Silent for a grade of which the roll handed over holds too small a part of the plan's `enrolled`.
    """
    plan = facts.plan
    if plan is None or plan.survey is None:
        return
    history = ConsentHistory(facts.consents or ())
    roll: dict[int, list[str]] = {}
    for student in facts.students or ():
        roll.setdefault(student.grade, []).append(student.student)
    gap = params.demand_gap
    for grade, wanting in sorted((plan.survey.wanting or {}).items()):
        pupils = roll.get(grade, [])
        if wanting < gap["wanting"] or len(pupils) * 100 < gap["roll_share"] * plan.enrolled.get(grade, 0):
            continue
        joined = sum(history.in_force(pupil) for pupil in pupils)
        if joined * 100 < gap["share"] * wanting:
            who = grades_text([grade])
            yield Problem(
                where="consents.csv",
                subject=who,
                evidence={"grade": grade, "wanting": wanting, "joined": joined, "on_roll": len(pupils)},
                says=f"{who}调查时有 {wanting} 人想参加，现在只有 {joined} 人参加，不到 {gap['share']}%。",
                satisfied_by="问没有参加的家庭是什么原因；有需要的，重新开放报名。",
            )
