"""One day of a school, hour by hour, by the deeds its people do."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from math import ceil

from kehou.day import queries as day
from kehou.day.actions.allow_solo import allow_solo
from kehou.day.actions.ask_leave import ask_leave
from kehou.day.actions.close_day import close_day
from kehou.day.actions.end_session import end_session
from kehou.day.actions.finish_roll_call import finish_roll_call
from kehou.day.actions.hand_over_several import hand_over_several
from kehou.day.actions.log_session import log_session
from kehou.day.actions.plan_sessions import plan_sessions
from kehou.day.actions.sign_in_adult import sign_in_adult
from kehou.day.actions.sign_out_adult import sign_out_adult
from kehou.day.actions.tick_homework import tick_homework
from kehou.day.facts import session_key
from kehou.enrol import queries as enrol
from kehou.kernel.act import Act
from kehou.menu import queries as menu
from kehou.menu.queries import SectionInfo
from kehou.sim.lives import Adult, Child, SchoolLife, act_of, moment, system_act
from kehou.sim.misdeeds import Misdeed

OPEN_AT_MOST, OPEN_AT_LEAST = 0.1, 0.5
"""Share of a lesson's children whose homework stays open: in an honest class never above what a primary school may owe
(90 % done), in one that was spoilt always above what a junior school may (60 % done; 七.4b)."""


@dataclass(slots=True)
class Lesson:
    """One session of the day and who is in it."""

    id: int
    section: SectionInfo
    adult: Adult
    starts: datetime
    ends: datetime
    expected: list[Child]
    present: list[Child] = field(default_factory=list)


@dataclass(slots=True)
class Roster:
    """What does not change from day to day; read once per term (sections and seats do not move in a simulated term)."""

    sections: dict[int, SectionInfo]
    members: dict[int, list[int]]
    by_child: dict[int, Child]
    by_adult: dict[int, Adult]


def roster_of(life: SchoolLife, on: date) -> Roster:
    sections = {section.id: section for section in menu.sections(life.id, life.term_id)}
    return Roster(
        sections,
        enrol.members_on(sections, on),
        {child.id: child for child in life.children},
        {adult.id: adult for adult in life.adults},
    )


def give_standing_words(life: SchoolLife, on: date) -> None:
    """Some guardians of older children let them go home alone."""
    for child in life.willing:
        if child.sim.grade >= 4 and life.rng.random() < 0.5:
            at = moment(on, "20:00")
            allow_solo(act_of(child.guardian or 0, at), child_id=child.id)
            child.solo = True


def live_day(life: SchoolLife, roster: Roster, on: date, misdeeds: list[Misdeed], *, until: str = "24:00") -> None:
    """Live a day, or the part of it before `until` ("17:14"); misdeeds are those planted for this day."""
    stop = moment(on, until) if until != "24:00" else moment(on) + timedelta(days=1)
    planned = moment(on, "07:00")
    plan_sessions(system_act(planned), school_id=life.id, date=on)
    away = _ask_leave(life, on)
    lessons = _lessons(life, roster, on)
    before: list[Lesson] = []
    for begins in sorted({lesson.starts for lesson in lessons}):
        if begins >= stop:
            return
        now = [lesson for lesson in lessons if lesson.starts == begins]
        later = [lesson for lesson in lessons if lesson.starts > begins]
        _begin(life, on, now, away, misdeeds)
        _leave(before, misdeeds)
        if min(lesson.ends for lesson in now) >= stop:
            return
        _finish(life, now, later, misdeeds)
        before = now
    _leave(before, misdeeds)
    if stop > moment(on, "19:00"):
        close_day(act_of(life.holder("duty_leader"), moment(on, "19:00")), school_id=life.id, date=on)


def _ask_leave(life: SchoolLife, on: date) -> set[int]:
    away = set()
    for child in life.willing:
        if life.rng.random() < 0.03:
            ask_leave(act_of(child.guardian or 0, moment(on, "08:00")), child_id=child.id, date=on, reason="病假")
            away.add(child.id)
    return away


def _lessons(life: SchoolLife, roster: Roster, on: date) -> list[Lesson]:
    duties = {line.section_id: line.staff_id for line in menu.roster_on(life.id, on) if line.main}
    return [
        Lesson(
            row.id,
            roster.sections[row.section_id],
            roster.by_adult[duties[row.section_id]],
            row.planned_start,
            row.planned_end,
            [roster.by_child[child] for child in roster.members.get(row.section_id, [])],
        )
        for row in day.sessions_on(life.id, on)
    ]


def _begin(life: SchoolLife, on: date, lessons: list[Lesson], away: set[int], misdeeds: list[Misdeed]) -> None:
    for lesson in lessons:
        fault = _fault(misdeeds, lesson)
        late = 12 if fault == "late_adult" else -1
        act = act_of(lesson.adult.account, lesson.starts + timedelta(minutes=late))
        sign_in_adult(act, session_id=lesson.id, staff_id=lesson.adult.id)
        # Who was in the first hour is in the building; somebody is missing only then.
        comes_first = lesson.section.block_index is not None
        missing = [c for c in lesson.expected if comes_first and c.id not in away and life.rng.random() < 0.004]
        at = max(act.at, lesson.starts) + timedelta(minutes=1)
        finish_roll_call(
            act_of(lesson.adult.account, at), session_id=lesson.id, marks={child.id: "absent" for child in missing}
        )
        for child in missing:  # the family answers the alarm: the child is at home
            when = at + timedelta(minutes=6)
            ask_leave(act_of(child.guardian or 0, when), child_id=child.id, date=on, reason="临时回家")
            away.add(child.id)
        lesson.present = [child for child in lesson.expected if child.id not in away]
        if fault == "new_lesson":  # whoever keeps to the plan need not write it down again
            act = act_of(lesson.adult.account, at + timedelta(minutes=20))
            log_session(act, session_id=lesson.id, content=["new_lesson"])


def _finish(life: SchoolLife, lessons: list[Lesson], later: list[Lesson], misdeeds: list[Misdeed]) -> None:
    """Lessons end; children without another one are handed over, the others are seen in their next room."""
    goes_on = {child.id for lesson in later for child in lesson.expected}
    for lesson in lessons:
        fault = _fault(misdeeds, lesson)
        _tick(life, lesson, misdeeds)
        ends = _ends(lesson, fault)
        adult = lesson.adult.account
        if fault != "early_end":
            end_session(act_of(adult, ends), session_id=lesson.id)
        _hand_over(act_of(adult, ends), lesson, [child for child in lesson.present if child.id not in goes_on])


def _leave(lessons: list[Lesson], misdeeds: list[Misdeed]) -> None:
    """Adults leave when their children are handed over or were seen in the next room."""
    for lesson in lessons:
        at = _ends(lesson, _fault(misdeeds, lesson)) + timedelta(minutes=4)
        sign_out_adult(act_of(lesson.adult.account, at), session_id=lesson.id, staff_id=lesson.adult.id)


def _ends(lesson: Lesson, fault: str) -> datetime:
    return lesson.ends - (timedelta(minutes=25) if fault == "early_end" else timedelta())


def _tick(life: SchoolLife, lesson: Lesson, misdeeds: list[Misdeed]) -> None:
    """Homework of grades 3 and up, in the sections that are for it."""
    if "homework" not in lesson.section.content:
        return
    spoilt = any(m.kind == "homework_open" and m.section_id == lesson.section.id for m in misdeeds)
    ids = [child.id for child in lesson.present]
    if spoilt:
        left_open = set(life.rng.sample(ids, ceil(len(ids) * OPEN_AT_LEAST)))
    else:
        left_open = set([id for id in ids if life.rng.random() < 0.025][: int(len(ids) * OPEN_AT_MOST)])
    act = act_of(lesson.adult.account, lesson.ends - timedelta(minutes=2))
    tick_homework(
        act, session_id=lesson.id, done_ids=[id for id in ids if id not in left_open], open_ids=sorted(left_open)
    )


def _hand_over(act: Act, lesson: Lesson, leaving: list[Child]) -> None:
    """Families come at once or, where there are many, in two waves a minute apart."""
    half = len(leaving) // 2 if len(leaving) > 20 else len(leaving)
    for wave, group in enumerate((leaving[:half], leaving[half:])):
        at = replace(act, at=act.at + timedelta(minutes=wave))
        to = {child.id: None if child.solo else child.guardianship for child in group}
        if not to:
            continue
        hand_over_several(at, session_id=lesson.id, to=to)


def _fault(misdeeds: list[Misdeed], lesson: Lesson) -> str:
    return next((m.kind for m in misdeeds if m.section_id == lesson.section.id and m.kind != "homework_open"), "")


def session_key_of(school_id: int, section_id: int, on: date) -> str:
    """The pseudonym of a section's session on a date, as exported."""
    row = next(r for r in day.sessions_on(school_id, on) if r.section_id == section_id)
    return session_key(row.id)
