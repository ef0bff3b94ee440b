"""What is not in the plan cannot be held."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from kehou.ground.grade import grades_text
from kehou.ground.minute import text_from_minute
from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text, weekday_of, weekdays_text
from kehou.policy.facts.held import has_windows, held_in_sections, slot_text
from kehou.policy.facts.plan import Plan, Window
from kehou.policy.facts.records import Section, Session
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("session-outside-plan", judges="records", needs=("sections", "sessions", "calendar"), applies=has_windows)
def session_outside_plan(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """A held session of a window, course or grade that the plan does not name, or on a day or at a time outside it."""
    plan = facts.plan
    if plan is None or not plan.windows:
        return
    # Each asked once: many sessions share a section, or a window and a date.
    of_section: dict[str, tuple[str, ...]] = {}
    of_day: dict[tuple[str, date], tuple[str, ...]] = {}
    for session, section in held_in_sections(facts):
        window, day = plan.window(section.window), (section.window, session.date)
        if section.section not in of_section:
            of_section[section.section] = tuple(_of_section(plan, section, window))
        if day not in of_day:
            of_day[day] = tuple(_on_another_day(facts, plan, session.date, window)) if window else ()
        reasons = [*of_section[section.section], *of_day[day]]
        if window is not None:
            reasons += _at_another_time(session, window, params.outside_tolerance)
        if reasons:
            yield Problem(
                where=session.source,
                subject=slot_text(session),
                evidence={
                    "date": session.date.isoformat(),
                    "section": section.section,
                    "window": section.window,
                    "course": section.course,
                    "reasons": reasons,
                },
                says=f"{slot_text(session)} 的课不在方案之内：{'；'.join(reasons)}。",
                satisfied_by="只开方案里有的课；确实需要，先改方案、重新表决和备案，再开课。",
                at=session.began,
            )


def _of_section(plan: Plan, section: Section, window: Window | None) -> Iterator[str]:
    if window is None:
        yield f"方案里没有“{section.window}”这个时段"
    kind, _, index = section.course.partition(":")
    if kind == "block":
        if plan.blocks and not (index.isdecimal() and int(index) < len(plan.blocks)):
            yield f"方案里没有“{section.course}”这个环节"
    elif plan.course(section.course) is None:
        yield f"方案里没有“{section.course}”这门课程"
    strangers = set(section.grades) - window.grades if window else ()
    if strangers:
        yield f"{grades_text(strangers)}不在这个时段"


def _at_another_time(session: Session, window: Window, tolerance: int) -> Iterator[str]:
    midnight = datetime.combine(session.date, time())
    begins, ends = window.span
    if session.planned_start < midnight + timedelta(minutes=begins - tolerance):
        yield f"{session.planned_start:%H:%M} 开始，时段 {text_from_minute(window.start)} 才开始"
    if session.planned_end > midnight + timedelta(minutes=ends + tolerance):
        yield f"{session.planned_end:%H:%M} 结束，时段 {text_from_minute(window.end)} 就结束"


def _on_another_day(facts: TermFacts, plan: Plan, day: date, window: Window) -> Iterator[str]:
    holiday = window.kind == "holiday"
    if not window.runs_on(day):
        yield f"这个时段在{date_text(day)}没有开放"
    change = facts.calendar_changes.get(day)
    if not holiday:
        if not plan.term.first_day <= day <= plan.term.last_day:
            yield f"{date_text(day)}不在学期之内"
        if change is not None and not change.school_day:
            yield f"{date_text(day)}放假"
            return
    timetable = facts.school_day(day)
    by_timetable = timetable is not None and window.kind not in ("weekend", "holiday")
    weekday = timetable.weekday if timetable is not None and by_timetable else weekday_of(day)
    if weekday not in window.weekdays:
        yield f"{weekdays_text([weekday])}不在这个时段"
