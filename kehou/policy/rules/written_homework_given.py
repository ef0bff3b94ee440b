"""No written homework for the two lowest grades."""

from collections.abc import Iterator

from kehou.ground.grade import band_of, grades_text
from kehou.ground.problem import Problem
from kehou.policy.facts.held import held_in_sections, slot_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


def _has_primary(facts: TermFacts) -> bool:
    return facts.plan is not None and "primary" in facts.plan.school.stages


@rule("written-homework-given", judges="records", needs=("sections", "sessions"), applies=_has_primary)
def written_homework_given(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A held session of grade 1 or 2 in which written homework was logged."""
    for session, section in held_in_sections(facts):
        low = [grade for grade in section.grades if band_of(grade) == "low"]
        if session.written_homework and low:
            yield Problem(
                where=session.source,
                subject=f"{slot_text(session)} {grades_text(low)}",
                evidence={"session": session.session, "section": section.section, "grades": low},
                says=f"{slot_text(session)} 的课给{grades_text(low)}布置了书面作业。",
                satisfied_by="一、二年级不留书面作业，可以改成活动、阅读或口头任务。",
                at=session.began,
            )
