"""A school's term: the nine steps, what blocks the next, and how it goes."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from kehou.day.queries.moves import PresenceFigures, presence_figures
from kehou.ground.minute import minute_from_text
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.clock import LOCAL
from kehou.kernel.permit import is_shown
from kehou.kernel.query import query
from kehou.org import queries as org
from kehou.people import queries as people
from kehou.people.permits import at_school, over_school
from kehou.plan.queries.committee import waiting_questions
from kehou.policy.facts.codes import DOMAINS
from kehou.review.blockers import Asked, Beginning, Blocker, blockers_of
from kehou.review.standing import SchoolStanding, standings
from kehou.review.steps import Step, in_force, steps_of

FOUR_WEEKS = timedelta(days=28)
READERS = ("coordinator", "principal", "duty_leader")
DECIDERS = at_school("coordinator", "principal")


@dataclass(frozen=True, slots=True)
class TermTrack:
    """A school's term.

    week: of the term, None outside it. rolls: of the four weeks before today, (called within ten minutes, held).
    enrolled: on the roll, as the plan in force says. hours: minutes a week by domain, of the plan in force.
    """

    standing: SchoolStanding
    steps: tuple[Step, ...]
    blockers: tuple[Blocker, ...]
    week: int | None
    rolls: tuple[int, int]
    enrolled: int
    hours: dict[str, int]


@query(allow=[DECIDERS, at_school(*READERS)])
def term_track(act: Act, *, school_id: int) -> TermTrack:
    """What the committee waits for is told to those who answer it. SQL: 8; 9 for whoever decides."""
    return track_of(act, school_id, _asked(school_id) if is_shown(DECIDERS, act) else None)


def track_of(act: Act, school_id: int, asked: Asked | None = None) -> TermTrack:
    """For pages that show a school's steps beside other things. asked: what the committee waits for, where it is shown.

    SQL: 8, of them two others before the school's first plan.
    """
    at = act.at.astimezone(LOCAL)
    found = org.schools_in_term(at.date(), school_id=school_id)
    if not found:
        raise NotYours
    standing = standings(found, at, documents=True, look_back=FOUR_WEEKS)[0]
    before = [day for day in standing.days if day.date < at.date()]
    filed = in_force(standing)
    document = filed.document if filed else {}
    term = standing.term
    within = term is not None and term.first_day <= at.date() <= term.last_day
    return TermTrack(
        standing=standing,
        steps=steps_of(standing, at),
        blockers=tuple(blockers_of(standing, at, None if standing.versions else _beginning(school_id, at), asked)),
        week=_week(term.first_day, at.date()) if term and within else None,
        rolls=(sum(day.on_time for day in before), sum(day.held for day in before)),
        enrolled=sum(count for count in (document.get("enrolled") or {}).values() if isinstance(count, int)),
        hours=_hours(document),
    )


def _asked(school_id: int) -> Asked | None:
    """SQL: 1."""
    count, oldest = waiting_questions(school_id)
    return Asked(count, oldest.astimezone(LOCAL).date()) if oldest else None


def _beginning(school_id: int, at: datetime) -> Beginning:
    """SQL: 2."""
    return Beginning(sum(people.enrolled_by_grade(school_id).values()), len(people.staff(school_id, at)))


@query(allow=[at_school(*READERS), over_school("school_id")])
def term_figures(act: Act, *, school_id: int) -> PresenceFigures:
    """Of the four weeks before today. SQL: 1."""
    return presence_figures(school_id, act.today - FOUR_WEEKS, act.today - timedelta(days=1))


def _week(first_day: date, today: date) -> int:
    """The term's first week is the one that its first day lies in."""
    monday = first_day - timedelta(days=first_day.weekday())
    return (today - monday).days // 7 + 1


def _hours(document: dict[str, Any]) -> dict[str, int]:
    """Domain → minutes of open courses a week: every section on every of its weekdays, as long as its menu block.

    A course of two domains counts for both (the policy asks that all five are there, not for a sum).
    """
    lengths: dict[str, int] = {}
    for block in document.get("blocks") or []:
        if block.get("content") == "menu":
            minutes = minute_from_text(block["end"]) - minute_from_text(block["start"])
            lengths[block["window"]] = max(minutes, lengths.get(block["window"], 0))
    sums: Counter[str] = Counter()
    for course in document.get("courses") or []:
        windows = course["window"] if isinstance(course["window"], list) else [course["window"]]
        length = max((lengths.get(window, 0) for window in windows), default=0)
        for domain in course.get("domains") or []:
            sums[domain] += length * int(course.get("sections") or 0) * len(course.get("weekdays") or [])
    return {domain: sums[domain] for domain in DOMAINS}
