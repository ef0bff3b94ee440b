"""Service on every school day: what the windows promise, the day keeps."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from kehou.ground.grade import grades_text
from kehou.ground.problem import Problem
from kehou.ground.school_day import SchoolDay, date_text
from kehou.policy.facts.consent_history import ConsentHistory
from kehou.policy.facts.held import has_compulsory, has_windows, in_window_kind, sections_by_id
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


def _applies(facts: TermFacts) -> bool:
    return has_compulsory(facts) and has_windows(facts)


@rule("workday-not-served", judges="records", needs=("sections", "sessions", "calendar"), applies=_applies)
def workday_not_served(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A school day between the first and last session on which a grade has an after_class window and no session.

    A session that was entered but not held is `session-not-held`'s. Where consents are handed over, a grade in which
    nobody's consent is in force when its service would begin needs none.
    """
    plan = facts.plan
    if plan is None or not facts.sessions:
        return
    served = _served_grades(facts, plan)
    wanted = _Wanted(facts)
    first, last = min(s.date for s in facts.sessions), max(s.date for s in facts.sessions)
    for day in facts.school_days:
        if not first <= day.date <= last:
            continue
        missing = [
            grade
            for grade in plan.compulsory_in_demand
            if grade not in served.get(day.date, ())
            and (begins := _begins(plan, grade, day)) is not None
            and wanted.by_somebody(grade, begins)
        ]
        if missing:
            makeup = "（调休上班）" if day.makeup else ""
            yield Problem(
                where="sessions.csv",
                subject=f"{date_text(day.date)} {grades_text(missing)}",
                evidence={"date": day.date.isoformat(), "grades": missing, "makeup": day.makeup},
                says=f"{date_text(day.date)}{makeup}是上学日，{grades_text(missing)}没有课后服务的课次。",
                satisfied_by="每个上学日都开课后服务，调休上班的日子也一样；停课要登记课次并写明原因。",
                at=datetime.combine(day.date, time()),
            )


def _served_grades(facts: TermFacts, plan: Plan) -> dict[date, set[int]]:
    sections = {
        section.section: section
        for section in sections_by_id(facts).values()
        if in_window_kind(plan, section, "after_class")
    }
    served: dict[date, set[int]] = {}
    for session in facts.sessions or ():
        if session.section in sections:
            served.setdefault(session.date, set()).update(sections[session.section].grades)
    return served


def _begins(plan: Plan, grade: int, day: SchoolDay) -> datetime | None:
    """When the grade's after_class service would begin that day; None where it has none."""
    starts = [
        window.start
        for window in plan.windows
        if window.kind == "after_class"
        and grade in window.grades
        and day.weekday in window.weekdays
        and window.runs_on(day.date)
    ]
    return datetime.combine(day.date, time()) + timedelta(minutes=min(starts)) if starts else None


class _Wanted:
    """Who had consented, where that is known at all."""

    def __init__(self, facts: TermFacts) -> None:
        self.known = facts.consents is not None and facts.students is not None
        self.history = ConsentHistory(facts.consents or ())
        self.pupils: dict[int, list[str]] = {}
        for student in facts.students or ():
            self.pupils.setdefault(student.grade, []).append(student.student)

    def by_somebody(self, grade: int, at: datetime) -> bool:
        return not self.known or any(self.history.in_force(pupil, at) for pupil in self.pupils.get(grade, ()))
