"""From the survey to the public notice: a school makes its promise, step by step, as people do."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kehou.menu import queries as menu
from kehou.menu.actions.add_room import add_room
from kehou.menu.actions.assign_adult import assign_adult
from kehou.menu.actions.compile_plan import compile_plan
from kehou.menu.actions.open_sections import open_sections
from kehou.menu.actions.set_section import set_section
from kehou.org import queries as org
from kehou.people.actions.add_provider import add_provider
from kehou.people.actions.register_outsider import register_outsider
from kehou.plan.actions.accept_plan import accept_plan
from kehou.plan.actions.cast_vote import cast_vote
from kehou.plan.actions.close_meeting import close_meeting
from kehou.plan.actions.import_document import import_document
from kehou.plan.actions.open_meeting import open_meeting
from kehou.plan.actions.publish_plan import publish_plan
from kehou.plan.actions.start_version import start_version
from kehou.plan.actions.submit_plan import submit_plan
from kehou.plan.queries.editor import draft
from kehou.policy.exchange.plan_writing import yaml_from_document
from kehou.sim.lives import Adult, SchoolLife, act_of, moment, system_act
from kehou.sim.offer import WORKDAYS, Leader, plan_text_parts
from kehou.staff import queries as staff
from kehou.staff.actions.accept_application import accept_application
from kehou.staff.actions.apply_for_term import apply_for_term
from kehou.voice import queries as voice
from kehou.voice.actions.answer_survey import answer_survey
from kehou.voice.actions.close_survey import close_survey
from kehou.voice.actions.open_survey import open_survey


@dataclass(frozen=True, slots=True)
class Dates:
    """When a school does what; a late school shifts all of it."""

    survey: date = date(2026, 8, 18)
    survey_closes: date = date(2026, 8, 23)
    draft: date = date(2026, 8, 24)
    vote: date = date(2026, 8, 25)
    filed: date = date(2026, 8, 26)
    published: date = date(2026, 8, 27)
    consent: date = date(2026, 8, 28)
    draw: date = date(2026, 8, 30)

    def late(self, days: int) -> "Dates":
        later = timedelta(days=days)
        return Dates(*(getattr(self, name) + later for name in Dates.__slots__))


def ask_families(life: SchoolLife, dates: Dates) -> None:
    """The demand survey: most answer, most of those want the service."""
    act = act_of(life.coordinator, moment(dates.survey, "10:00"))
    survey = open_survey(
        act,
        school_id=life.id,
        term_id=life.term_id,
        title="秋季课后服务需求调查",
        closes_at=moment(dates.survey_closes, "20:00"),
    )
    days = (dates.survey_closes - dates.survey).days
    for child in life.children:
        if child.guardian is None or life.rng.random() > 0.93:
            continue
        child.wants = life.rng.random() < 0.9
        day = dates.survey + timedelta(days=life.rng.randrange(days))
        answer_survey(
            act_of(child.guardian, moment(day, "19:00", life.rng.randrange(9000))),
            survey_id=survey,
            child_id=child.id,
            wants=child.wants,
            weekdays=WORKDAYS if child.wants else (),
            kinds=("reading", "homework") if child.wants else (),
        )
    close_survey(system_act(moment(dates.survey_closes, "20:01")), survey_id=survey)


def take_offers(life: SchoolLife, dates: Dates) -> None:
    """Teachers apply, the school accepts; a club coach and a retired teacher are registered with their papers."""
    at = moment(dates.survey, "14:00")
    for adult in life.teachers:
        if life.rng.random() < 0.04:
            continue  # somebody does not want to, and that is the end of it (二.1)
        adult.days = tuple(WORKDAYS) if life.rng.random() < 0.9 else tuple(WORKDAYS[:4])
        key = apply_for_term(
            act_of(adult.account, at),
            school_id=life.id,
            term_id=life.term_id,
            weekdays=adult.days,
            courses=[{"name": "剪纸", "content": "handcraft"}] if life.rng.random() < 0.3 else [],
            pledges=("no_new_lesson", "no_paid_tutoring"),
        )
        accept_application(act_of(life.coordinator, at + timedelta(hours=3)), application_id=key)
    act = act_of(life.coordinator, at + timedelta(hours=4))
    provider = add_provider(
        act,
        school_id=life.id,
        name="河畔体育俱乐部",
        category="non_subject",
        listed=True,
        licence_until=date(2027, 8, 31),
    )
    register_outsider(
        act,
        school_id=life.id,
        name="梁教练",
        role="institution",
        provider_id=provider,
        qualification="乒乓球二级教练员",
        qualified_until=date(2028, 6, 30),
        cleared_on=dates.survey - timedelta(days=8),
    )
    register_outsider(
        act, school_id=life.id, name="吴老师", role="retired", cleared_on=dates.survey - timedelta(days=15)
    )


def with_problems(document: dict[str, Any]) -> None:
    """Spoil a lawful document as schools do: the end is too early, a grade has no homework on one day, nobody to call."""
    document["windows"][0]["end"] = "17:40"
    for block in document["blocks"]:
        if block["content"] == "menu":
            block["end"] = "17:40"
    upper = next(block for block in document["blocks"] if "homework" in block["content"])
    friday = {**upper, "weekdays": ["fri"], "content": ["reading"]}
    upper["weekdays"] = WORKDAYS[:4]
    document["blocks"].append(friday)
    document["safety"]["emergency"] = ""
    document["fees"]["waivers"] = []


def write_draft(life: SchoolLife, dates: Dates, change: Callable[[dict[str, Any]], None] | None = None) -> int:
    """The first version, written as a file and imported. change: what is done to the lawful document before."""
    act = act_of(life.coordinator, moment(dates.draft, "09:00"))
    version = start_version(act, school_id=life.id, term_id=life.term_id)
    found = draft(act, school_id=life.id, version_id=version)
    survey = voice.survey_part(life.id, life.term_id) or {}
    wanting = {int(grade): count for grade, count in survey.get("wanting", {}).items()}
    leaders = [Leader(staff.staff_key(adult.number), adult.days) for adult in life.teachers if adult.days]
    school = org.school(life.id)
    parts = plan_text_parts(life.rng, school.grades, school.stages, wanting, leaders)
    document = copy.deepcopy({**found.document, **parts})
    if change:
        change(document)
    import_document(
        act,
        school_id=life.id,
        version_id=version,
        text=yaml_from_document(document),
        revision=found.version.revision,
    )
    return version


def decide(life: SchoolLife, version: int, dates: Dates) -> bool:
    """The parents' committee meets and votes; one abstains."""
    meeting = open_meeting(
        act_of(life.coordinator, moment(dates.vote, "18:00")),
        school_id=life.id,
        version_id=version,
        agenda="审议课后服务实施方案与收费标准",
        closes_at=moment(dates.vote, "21:00"),
    )
    for number, account in enumerate(life.committee):
        choice = "abstain" if number == 0 else "for"
        remark = "同意，建议增加乒乓球" if number == 1 else ""
        act = act_of(account, moment(dates.vote, "19:00", 60 * number))
        cast_vote(act, school_id=life.id, meeting_id=meeting, choice=choice, remark=remark)
    return close_meeting(system_act(moment(dates.vote, "21:01")), school_id=life.id, meeting_id=meeting)


def submit(life: SchoolLife, version: int, dates: Dates) -> int:
    return submit_plan(act_of(life.coordinator, moment(dates.filed, "09:00")), school_id=life.id, version_id=version)


def file_and_publish(life: SchoolLife, version: int, dates: Dates) -> None:
    """Submitted, accepted by the district, compiled, published."""
    filing = submit(life, version, dates)
    at = moment(dates.filed, "15:00")
    accept_plan(act_of(life.officer, at), school_id=life.id, filing_id=filing)
    compile_plan(system_act(at), version_id=version)
    publish_plan(act_of(life.coordinator, moment(dates.published, "09:00")), school_id=life.id, version_id=version)


def staff_sections(life: SchoolLife, dates: Dates) -> None:
    """Every section gets a room and a named adult on every weekday it meets."""
    at = moment(dates.published, "10:00")
    act = act_of(life.coordinator, at)
    open_sections(act, school_id=life.id, term_id=life.term_id)
    sections = menu.sections(life.id, life.term_id)
    campus = org.school(life.id).campuses[0].id
    rooms: dict[str, int] = {}
    busy: set[tuple[str, str]] = set()
    for section in sections:
        times = [(meet.weekday, f"{meet.starts}") for meet in section.meets]
        room = next((name for name in rooms if not any((name, t) in busy for t in map(str, times))), None)
        if room is None:
            number = len(rooms)
            room = f"{number // 8 + 1}{number % 8 + 1:02d}"
            floor = "一二三四五六七八"[number // 8 % 8] + "楼"
            rooms[room] = add_room(
                act, school_id=life.id, campus_id=campus, name=f"{room} 教室", capacity=60, floor=floor
            )
        busy |= {(room, t) for t in map(str, times)}
        set_section(act, section_id=section.id, room_id=rooms[room])
    _assign(life, sections, dates)


def _assign(life: SchoolLife, sections: list[menu.SectionInfo], dates: Dates) -> None:
    """The next teacher who offered the weekdays and is free then; the load is spread."""
    load: dict[int, int] = {adult.id: 0 for adult in life.teachers if adult.days}
    taken: dict[int, set[tuple[str, str]]] = {key: set() for key in load}
    by_id: dict[int, Adult] = {adult.id: adult for adult in life.teachers}
    act = act_of(life.coordinator, moment(dates.published, "11:00"))
    for section in sections:
        times = {(meet.weekday, f"{meet.starts:%H:%M}") for meet in section.meets}
        weekdays = {weekday for weekday, _ in times}
        fitting = [key for key in load if weekdays <= set(by_id[key].days) and not taken[key] & times]
        chosen = min(fitting, key=lambda key: (load[key], key))
        assign_adult(act, section_id=section.id, staff_id=chosen)
        load[chosen] += len(times)
        taken[chosen] |= times
