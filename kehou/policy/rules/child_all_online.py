"""Service may never be all online: as one child lived it."""

from collections.abc import Iterator

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.policy.facts.held import sections_by_id, students_by_id
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("child-all-online", judges="records", needs=("sections", "sessions", "presence"))
def child_all_online(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """A pupil attended enough sessions and every one was online. An online lead with an adult in the room is not."""
    online_sections = {s.section for s in sections_by_id(facts).values() if s.mode == "online"}
    online_sessions = {s.session for s in facts.sessions or () if s.section in online_sections}
    attended: dict[str, set[str]] = {}
    onsite: set[str] = set()
    for row in facts.presence or ():
        if row.state == "present":
            attended.setdefault(row.student, set()).add(row.session)
            if not row.online and row.session not in online_sessions:
                onsite.add(row.student)
    students = students_by_id(facts)
    for student, sessions in attended.items():
        if student not in onsite and len(sessions) >= params.all_online_min:
            grade = grades_text([students[student].grade]) if student in students else ""
            yield Problem(
                where="presence.csv",
                subject=grade,
                evidence={"student": student, "attended": len(sessions)},
                says=f"有一名{grade}学生参加了 {len(sessions)} 次课后服务，全部在线上。",
                satisfied_by="安排这名学生到校参加；线上课不能代替全部课后服务。",
            )
