"""Only a guardian says yes."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.consent_history import ConsentHistory
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("consent-invalid", judges="records", needs=("consents",))
def consent_invalid(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A `join` by a pupil, or by staff without the guardian's confirmation, that no later act of a guardian heals."""
    history = ConsentHistory(facts.consents or ())
    healed = set()
    for student in {act.student for act in facts.consents or ()}:
        later_guardian = False
        for act in reversed(history.acts(student)):
            if later_guardian:
                healed.add(act)
            later_guardian = later_guardian or act.by == "guardian"
    for act in facts.consents or ():
        by_other = act.by == "student" or (act.by == "staff" and act.confirmed is None)
        if act.act == "join" and by_other and act not in healed:
            who = "学生自己" if act.by == "student" else "学校代录，家长没有确认"
            yield Problem(
                where=act.source,
                subject=date_text(act.at.date()),
                evidence={"student": act.student, "at": act.at.isoformat(" "), "by": act.by},
                says=f"{date_text(act.at.date())}的一份参加确认不是家长作出的（{who}）。",
                satisfied_by="请家长本人确认；家长没有确认之前，不算参加。",
                at=act.at,
            )
