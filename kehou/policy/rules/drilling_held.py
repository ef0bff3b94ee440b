"""No collective drilling of compulsory grades."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text, is_compulsory
from kehou.ground.problem import Problem
from kehou.policy.facts.held import has_compulsory, held_in_sections, slot_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("drilling-held", judges="records", needs=("sections", "sessions"), applies=has_compulsory)
def drilling_held(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A held session of a grade 1–9 whose log names the kind `drill`."""
    for session, section in held_in_sections(facts):
        grades = [grade for grade in section.grades if is_compulsory(grade)]
        if "drill" in session.content and grades:
            yield Problem(
                where=session.source,
                subject=f"{slot_text(session)} {grades_text(grades)}",
                evidence={"session": session.session, "section": section.section, "grades": grades},
                says=f"{slot_text(session)} 的课程日志写着{grades_text(grades)}集体刷题或考试。",
                satisfied_by="课后服务不集体刷题、不考试；改为作业辅导、答疑或活动。",
                at=session.began,
            )
