"""Homework tutoring is not only planned but given, day by day."""

from collections.abc import Iterator
from datetime import datetime, time

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.codes import kinds_text
from kehou.policy.facts.held import has_windows, served_grade_days
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("homework-not-held", judges="records", needs=("sections", "sessions"), applies=has_windows)
def homework_not_held(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A grade 3–9 was served on a date, but none of its held after_class sessions logged homework tutoring."""
    for day in served_grade_days(facts, range(3, 10)):
        if "homework" in day.logged or any("homework" in section.content for _s, section in day.cancelled):
            continue
        who = f"{date_text(day.date)} {grades_text([day.grade])}"
        yield Problem(
            where="sessions.csv",
            subject=who,
            evidence={
                "date": day.date.isoformat(),
                "grade": day.grade,
                "logged": list(day.logged),
                "sessions": [session.source for session, _section in day.held],
            },
            says=f"{who}的课后服务没有作业辅导，记的是{kinds_text(day.logged) or '没有内容'}。",
            satisfied_by="三至九年级每天安排一段作业辅导；开了而没有记，补记课程内容。",
            at=datetime.combine(day.date, time()),
        )
