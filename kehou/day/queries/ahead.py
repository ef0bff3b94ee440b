"""What lies ahead of a child: this week and the next, lesson by lesson."""

from dataclasses import dataclass
from datetime import date, timedelta

from kehou.day.models import Leave
from kehou.enrol import queries as enrol
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.menu import queries as menu
from kehou.menu.queries import Coming
from kehou.org import queries as org
from kehou.people import queries as people
from kehou.people.permits import guardian_of
from kehou.people.queries import PupilInfo


@dataclass(frozen=True, slots=True)
class AheadDay:
    """lessons by time; on_leave: a guardian asked leave for the day."""

    date: date
    lessons: tuple[Coming, ...]
    on_leave: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """days: those with a lesson, from today to the Sunday of next week. sections: in how many the child has a seat."""

    child: PupilInfo
    term: org.TermInfo | None
    sections: int
    days: tuple[AheadDay, ...]


@query(allow=[guardian_of("child_id")])
def ahead(act: Act, *, child_id: int) -> Ahead:
    """As the timetable and the calendar have it now; a lesson that is cancelled later is told by a message. SQL: 7."""
    child = people.pupil(child_id)
    if child is None:
        raise NotYours
    term = org.term_on(child.school_id, act.today)
    if term is None:
        return Ahead(child, None, 0, ())
    seats = {seat.section_id for seat in enrol.seats_of(child_id, term.id)}
    first = max(act.today, term.first_day)
    last = min(act.today + timedelta(days=13 - act.today.weekday()), term.last_day)
    if not seats or first > last:
        return Ahead(child, term, len(seats), ())
    asked = Leave.objects.filter(pupil_id=child_id, date__range=(first, last), cancelled_at=None)
    leave = set(asked.values_list("date", flat=True))
    days: dict[date, list[Coming]] = {}
    for meet in menu.coming_meets(child.school_id, seats, first, last):
        days.setdefault(meet.date, []).append(meet)
    return Ahead(child, term, len(seats), tuple(AheadDay(on, tuple(meets), on in leave) for on, meets in days.items()))
