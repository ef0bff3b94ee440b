"""Why there is no service today, so that an empty board says what is true and what comes next."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kehou.day.permits import LEADERS
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.people.permits import at_school
from kehou.plan import queries as plan

LOOK_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class NoService:
    """no_term | before | over (the term's first or last day in `day`) | no_plan | no_school (the next school day) | other."""

    why: Literal["no_term", "before", "over", "no_plan", "no_school", "other"]
    day: date | None = None


@query(allow=[at_school(*LEADERS)])
def why_no_service(act: Act, *, school_id: int) -> NoService:
    """Asked where a day has no session. SQL: ≤ 5."""
    term, today = org.term_on(school_id, act.today), act.today
    if term is None:
        return NoService("no_term")
    if today < term.first_day:
        return NoService("before", term.first_day)
    if today > term.last_day:
        return NoService("over", term.last_day)
    if plan.filed_version_id(school_id, term.id) is None:
        return NoService("no_plan")
    calendar = org.calendar(scope(school_id)["district_id"])
    if calendar.timetable_weekday(today) is not None:
        return NoService("other")
    ahead = calendar.school_days(today + timedelta(days=1), min(today + LOOK_AHEAD, term.last_day))
    return NoService("no_school", ahead[0] if ahead else None)
