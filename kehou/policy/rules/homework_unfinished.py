"""Primary pupils finish their homework at school, juniors most of it."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text, stage_of
from kehou.ground.problem import Problem
from kehou.policy.facts.held import students_by_id
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("homework-unfinished", judges="records", needs=("students", "presence"))
def homework_unfinished(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """A class of grade 3–9 with enough marks in which too small a share is done. Empty marks do not count."""
    students = students_by_id(facts)
    marks: dict[tuple[int, str], list[bool]] = {}
    for row in facts.presence or ():
        if row.homework_done is not None and row.student in students:
            student = students[row.student]
            if 3 <= student.grade <= 9:
                marks.setdefault((student.grade, student.class_name), []).append(row.homework_done)
    for (grade, class_name), given in sorted(marks.items()):
        share = params.homework_done[stage_of(grade)]
        done = sum(given)
        if len(given) >= params.homework_done["marks"] and done * 100 < share * len(given):
            who = f"{grades_text([grade])}（{class_name}）班"
            yield Problem(
                where="presence.csv",
                subject=who,
                evidence={"grade": grade, "class": class_name, "marks": len(given), "done": done},
                says=f"{who}记了 {len(given)} 次作业完成情况，完成 {done} 次，不到 {share}%。",
                satisfied_by="加长作业辅导时间，或和任课教师商量作业量，让作业在校内基本完成。",
            )
