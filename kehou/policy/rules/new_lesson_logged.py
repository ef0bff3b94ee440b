"""No new lessons in service time: what the log says."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.held import held_sessions, slot_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("new-lesson-logged", judges="records", needs=("sessions",))
def new_lesson_logged(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A held session whose log names the kind `new_lesson`."""
    for session in held_sessions(facts):
        if "new_lesson" in session.content:
            yield Problem(
                where=session.source,
                subject=slot_text(session),
                evidence={"session": session.session, "section": session.section, "logged": list(session.content)},
                says=f"{slot_text(session)} 的课程日志写着讲了新课。",
                satisfied_by="课后服务不讲新课；这段时间改为作业辅导、答疑或活动。",
                at=session.began,
            )
