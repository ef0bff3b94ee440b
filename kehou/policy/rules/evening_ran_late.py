"""Junior pupils who do not board go home from evening study in time."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from kehou.ground.grade import stage_of
from kehou.ground.problem import Problem
from kehou.policy.facts.held import held_in_sections, in_window_kind, slot_text, students_by_id
from kehou.policy.facts.records import Presence
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


def _applies(facts: TermFacts) -> bool:
    plan = facts.plan
    return (
        plan is not None
        and plan.school.boarding != "all"
        and any(
            window.kind == "evening" and any(stage_of(grade) == "junior" for grade in window.grades)
            for window in plan.windows
        )
    )


@rule("evening-ran-late", judges="records", needs=("sections", "sessions", "presence", "students"), applies=_applies)
def evening_ran_late(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """A held evening session from which a junior pupil who does not board was let go after the limit."""
    plan = facts.plan
    if plan is None or not _applies(facts):
        return
    day_pupils = {s.student for s in students_by_id(facts).values() if stage_of(s.grade) == "junior" and not s.boarding}
    present: dict[str, list[Presence]] = {}
    for row in facts.presence or ():
        if row.state == "present" and row.student in day_pupils:
            present.setdefault(row.session, []).append(row)
    limit = timedelta(minutes=params.evening_end_junior + params.evening_release_tolerance)
    for session, section in held_in_sections(facts):
        rows = present.get(session.session)
        if not rows or not in_window_kind(plan, section, "evening"):
            continue
        latest = datetime.combine(session.date, time()) + limit
        let_go = [row.left for row in rows if row.left and row.left > latest and row.released_to != "next_session"]
        if session.ended > latest or let_go:
            ended = max([session.ended, *let_go])
            yield Problem(
                where=session.source,
                subject=slot_text(session),
                evidence={
                    "session": session.session,
                    "ended": session.ended.isoformat(" "),
                    "last_left": ended.isoformat(" "),
                    "limit": latest.isoformat(" "),
                    "pupils": len(rows),
                },
                says=f"{slot_text(session)} 的晚自习有 {len(rows)} 名走读初中生，最晚 {ended:%H:%M} 才离开；"
                f"走读生最晚 {latest:%H:%M} 离开。",
                satisfied_by=f"走读初中生的晚自习按时结束，{latest:%H:%M} 前离校。",
                at=latest,
            )
