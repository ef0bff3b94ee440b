"""What makes the demo's schools worth visiting: a winter version with problems, one that is voted on, findings, complaints."""

import copy
from datetime import date, timedelta
from typing import Any

from kehou.jobs.judge_terms import run as judge_terms
from kehou.jobs.scan_day import run as judge_days
from kehou.org import queries as org
from kehou.plan.actions.cast_vote import cast_vote
from kehou.plan.actions.import_document import import_document
from kehou.plan.actions.open_meeting import open_meeting
from kehou.plan.actions.start_version import start_version
from kehou.plan.queries.editor import draft
from kehou.policy.exchange.plan_writing import yaml_from_document
from kehou.review.actions.answer_complaint import answer_complaint
from kehou.review.actions.complaints import RECEIPT_LENGTH
from kehou.review.actions.file_complaint import file_complaint
from kehou.sim.days import Roster
from kehou.sim.lives import SchoolLife, act_of, moment
from kehou.sim.misdeeds import Misdeed

WINTER, AUTUMN_ENDS = "2026-11-01", "2026-10-31"
DRAFTED = date(2026, 10, 26)
# The autumn's times of day → the winter's.
TOO_EARLY = {"16:10": "15:40", "17:10": "16:30", "18:10": "17:15"}
IN_TIME = {"16:10": "15:40", "17:10": "16:35", "18:10": "17:30"}


def misdeeds_of(life: SchoolLife, roster: Roster) -> list[Misdeed]:
    """One lesson ended early without a reason, and one class waited twelve minutes for its teacher."""
    weekday = org.calendar(life.district_id).timetable_weekday
    early, late = date(2026, 10, 20), date(2026, 10, 22)
    sections = [roster.sections[key] for key in sorted(roster.sections)]
    course = next(s for s in sections if s.course_key and s.taken and weekday(early) in s.weekdays)
    of_class = next(s for s in sections if s.block_index is not None and s.taken)
    return [Misdeed("early_end", course.id, early), Misdeed("late_adult", of_class.id, late)]


def draft_winter_version(life: SchoolLife) -> None:
    """The days get shorter: a second version moves the service forward, ends it too early, and forgets a Friday's homework."""
    _write_winter_version(life, TOO_EARLY, no_homework_on="fri")


def ask_about_winter(life: SchoolLife, on: date) -> None:
    """The same change done well, and half of the committee has said yes to it; there are two days left."""
    version = _write_winter_version(life, IN_TIME)
    meeting = open_meeting(
        act_of(life.coordinator, moment(on, "09:00")),
        school_id=life.id,
        version_id=version,
        agenda="审议课后服务冬季时间调整",
        closes_at=moment(on + timedelta(days=2), "20:00"),
    )
    for number, member in enumerate(life.committee[1::2]):
        act = act_of(member, moment(on, "12:10", 60 * number))
        cast_vote(act, school_id=life.id, meeting_id=meeting, choice="for")


def _write_winter_version(life: SchoolLife, times: dict[str, str], *, no_homework_on: str = "") -> int:
    """times: the autumn's → the winter's."""
    act = act_of(life.coordinator, moment(DRAFTED, "09:40"))
    version = start_version(act, school_id=life.id, term_id=life.term_id, title="冬季时间调整")
    found = draft(act, school_id=life.id, version_id=version)
    text = yaml_from_document(_in_winter(found.document, times, no_homework_on))
    import_document(act, school_id=life.id, version_id=version, text=text, revision=found.version.revision)
    return version


def _in_winter(document: dict[str, Any], times: dict[str, str], no_homework_on: str) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    autumn = changed["windows"][0]
    start, end = times[autumn["start"]], times[autumn["end"]]
    changed["windows"].append({**autumn, "id": "pm-winter", "start": start, "end": end, "from": WINTER})
    autumn["to"] = AUTUMN_ENDS
    for block in list(changed["blocks"]):
        moved = {**block, "window": "pm-winter", "start": times[block["start"]], "end": times[block["end"]]}
        if "homework" in block["content"] and no_homework_on:
            changed["blocks"].append({**moved, "weekdays": [no_homework_on], "content": ["interest"]})
            moved["weekdays"] = [day for day in moved["weekdays"] if day != no_homework_on]
        changed["blocks"].append(moved)
    for course in changed["courses"]:
        course["window"] = [autumn["id"], "pm-winter"]
    return changed


def let_families_speak(life: SchoolLife) -> None:
    """Two complaints: one answered, one that is due in a few days."""
    words = ("放学时门口人太多，孩子出来要等很久。", "想知道十月的材料费是怎么用的，公示里没有写。")
    for number, (child, text) in enumerate(zip(life.willing[:2], words, strict=True)):
        on = date(2026, 10, 9) + timedelta(days=9 * number)
        complaint = file_complaint(
            act_of(child.guardian or 0, moment(on, "20:10")),
            child_id=child.id,
            text=text,
            receipt="ABCDEFGHJKMN"[number:].ljust(RECEIPT_LENGTH, "X"),
        )
        if number == 0:
            answer_complaint(
                act_of(life.coordinator, moment(on + timedelta(days=4), "10:00")),
                complaint_id=complaint,
                answer="从10月15日起分年级错峰放学，每个年级间隔 3 分钟。",
                upheld=True,
            )


def judge_everybody() -> None:
    """The night before the demo begins every school's day and term are judged."""
    night = moment(date(2026, 10, 27), "23:00")
    judge_days(night)
    judge_terms(night)
