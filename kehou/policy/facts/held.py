"""What was held, for whom and on which day: lookups over the record tables that several rules ask for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kehou.ground.school_day import date_text
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.records import Section, Session, Student
from kehou.policy.facts.term import TermFacts


def sessions_by_id(facts: TermFacts) -> dict[str, Session]:
    return {session.session: session for session in facts.sessions or ()}


def sections_by_id(facts: TermFacts) -> dict[str, Section]:
    return {section.section: section for section in facts.sections or ()}


def students_by_id(facts: TermFacts) -> dict[str, Student]:
    return {student.student: student for student in facts.students or ()}


def held_sessions(facts: TermFacts) -> Iterator[Session]:
    return (session for session in facts.sessions or () if session.held)


def held_in_sections(facts: TermFacts) -> Iterator[tuple[Session, Section]]:
    """Held sessions with their sections, in the table's order; a session of an unknown section is left out."""
    sections = sections_by_id(facts)
    for session in held_sessions(facts):
        section = sections.get(session.section)
        if section is not None:
            yield session, section


def logged_kinds(session: Session, section: Section) -> tuple[str, ...]:
    """Content kinds of a session: its log, or its section's kinds where the log is empty (rulebook §1)."""
    return session.content or section.content


def in_window_kind(plan: Plan, section: Section, kind: str) -> bool:
    """Whether a section runs in a window of that kind; a window the plan lacks is of no kind."""
    window = plan.window(section.window)
    return window is not None and window.kind == kind


@dataclass(slots=True)
class GradeDay:
    """A grade on a date: its held after_class sessions, and what was cancelled with reason in any window."""

    date: date
    grade: int
    held: list[tuple[Session, Section]]
    cancelled: list[tuple[Session, Section]]

    @property
    def logged(self) -> tuple[str, ...]:
        """Every content kind logged that day, once, in the order logged."""
        return tuple(dict.fromkeys(kind for pair in self.held for kind in logged_kinds(*pair)))


def served_grade_days(facts: TermFacts, grades: Iterable[int]) -> list[GradeDay]:
    """Days on which a grade was served, by date and grade.

    Served: the grade had held after_class sessions and, where presence and students are handed over,
    a pupil of it was present at one of them; otherwise the grade is in demand.
    Source: rulebook §6, `homework-not-held`.
    """
    plan = facts.plan
    if plan is None:
        return []
    wanted = set(grades)
    sections = sections_by_id(facts)
    after_class = {s.section for s in sections.values() if in_window_kind(plan, s, "after_class")}
    days: dict[tuple[date, int], GradeDay] = {}
    for session in facts.sessions or ():
        section = sections.get(session.section)
        if section is None:
            continue
        for grade in wanted.intersection(section.grades):
            day = days.setdefault((session.date, grade), GradeDay(session.date, grade, [], []))
            if session.cancelled:
                day.cancelled.append((session, section))
            elif session.held and session.section in after_class:
                day.held.append((session, section))
    present = _present_grade_days(facts, after_class)
    return [
        day
        for (on, grade), day in sorted(days.items())
        if day.held and (plan.in_demand(grade) if present is None else (on, grade) in present)
    ]


def _present_grade_days(facts: TermFacts, sections: set[str]) -> set[tuple[date, int]] | None:
    """Dates and grades with a pupil present at a held session of these sections; None where nobody can tell."""
    if facts.presence is None or facts.students is None:
        return None
    grade_of = {student.student: student.grade for student in facts.students}
    day_of = {s.session: s.date for s in held_sessions(facts) if s.section in sections}
    return {
        (day_of[row.session], grade_of[row.student])
        for row in facts.presence
        if row.state == "present" and row.session in day_of and row.student in grade_of
    }


def slot_text(session: Session) -> str:
    """Name a session for a reader by when it was planned: "9月8日 16:10"."""
    return f"{date_text(session.date)} {session.planned_start:%H:%M}"


def has_windows(facts: TermFacts) -> bool:
    """A plan without windows is itself the finding; what is judged against them stays silent."""
    return facts.plan is not None and bool(facts.plan.windows)


def has_compulsory(facts: TermFacts) -> bool:
    """A school with grades 1–9."""
    return facts.plan is not None and not {"primary", "junior"}.isdisjoint(facts.plan.school.stages)
