"""About an hour a day of self-study, homework and reading: what was really held."""

from collections.abc import Iterator
from datetime import datetime, time

from kehou.engines import presence
from kehou.ground.grade import LAST_COMPULSORY, grades_text
from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.held import GradeDay, has_compulsory, has_windows, logged_kinds, served_grade_days
from kehou.policy.facts.records import Session
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

QUIET_KINDS = frozenset({"self_study", "homework", "reading"})


def _applies(facts: TermFacts) -> bool:
    return has_compulsory(facts) and has_windows(facts)


@rule("self-study-short", judges="records", needs=("sections", "sessions"), applies=_applies)
def self_study_short(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """A compulsory grade was served on a date, but its quiet sessions covered too little real time.

    Silent where something of that grade and date was cancelled, or a quiet session ended early, with a reason.
    """
    for day in served_grade_days(facts, range(1, LAST_COMPULSORY + 1)):
        quiet = [session for session, section in day.held if QUIET_KINDS.intersection(logged_kinds(session, section))]
        if _excused(day, quiet):
            continue
        time_held = presence.length((session.began, session.ended) for session in quiet)
        minutes = int(time_held.total_seconds() // 60)
        if minutes < params.self_study_min_held:
            who = f"{date_text(day.date)} {grades_text([day.grade])}"
            yield Problem(
                where="sessions.csv",
                subject=who,
                evidence={
                    "date": day.date.isoformat(),
                    "grade": day.grade,
                    "minutes": minutes,
                    "sessions": [session.source for session in quiet],
                },
                says=f"{who}的自主学习、作业和阅读实际只有 {minutes} 分钟，应在 1 小时左右。",
                satisfied_by=f"自主学习、作业和阅读合计开足，实际不少于 {params.self_study_min_held} 分钟。",
                at=datetime.combine(day.date, time()),
            )


def _excused(day: GradeDay, quiet: list[Session]) -> bool:
    return bool(day.cancelled) or any(s.early_reason and s.ended < s.planned_end for s in quiet)
