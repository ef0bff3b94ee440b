"""What a guardian reads after a draw: the result and why, places and lines now, what is still free."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from kehou.engines.allocation.sealed import pseudonym
from kehou.enrol.hours import clash
from kehou.enrol.models import Round, Seat, Waiting, WishOutcome
from kehou.enrol.queries.family import child_of
from kehou.enrol.queries.standing import decision
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.menu import queries as menu
from kehou.menu.queries import SectionInfo
from kehou.org import queries as org
from kehou.org.queries import TermInfo
from kehou.people.permits import guardian_of
from kehou.people.queries import PupilInfo


@dataclass(frozen=True, slots=True)
class Line:
    """A place in a waiting list. position: 1 = next; 0 while an offer stands.

    in_the_way: (seat, course) of the child's places at the same time: to take an offer is to give these up.
    """

    id: int
    section: SectionInfo
    position: int
    offer_until: datetime | None
    in_the_way: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """One wish and what became of it. seat_id: the place, while the child has it; line: its place in the waiting list."""

    rank: int
    section: SectionInfo
    answer: str
    figures: dict[str, int | str | None]
    seat_id: int | None
    line: Line | None
    instead: str = ""  # the course that took the time, where that was it


@dataclass(frozen=True, slots=True)
class Place:
    """A live seat in a course that no wish of the round tells of: claimed later, or from the line."""

    seat_id: int
    section: SectionInfo
    how: str


@dataclass(frozen=True, slots=True)
class Result:
    """round: the latest one drawn. offers stand first on the page; key and number: for who checks the draw."""

    child: PupilInfo
    round: Round | None
    answered: tuple[Answered, ...]
    places: tuple[Place, ...]
    lines: tuple[Line, ...]
    key: str
    number: int | None

    @property
    def offers(self) -> list[Line]:
        return [line for line in (*self.lines, *(a.line for a in self.answered if a.line)) if line.offer_until]

    @property
    def seats(self) -> int:
        return len(self.places) + sum(a.seat_id is not None for a in self.answered)

    @property
    def waiting(self) -> int:
        lines = (*self.lines, *(a.line for a in self.answered if a.line))
        return sum(line.offer_until is None for line in lines)


@query(allow=[guardian_of("child_id")])
def result(act: Act, *, child_id: int) -> Result:
    """What became of the child's wishes in the latest drawn round, and its places and lines now. SQL: ≤ 9."""
    child = child_of(child_id)
    round_ = Round.objects.filter(school_id=child.school_id, state="drawn").order_by("-drawn_at", "-pk").first()
    if round_ is None:
        return Result(child, None, (), (), (), "", None)
    outcomes = list(WishOutcome.objects.filter(round=round_, pupil_id=child_id).order_by("rank"))
    live = Seat.objects.filter(pupil_id=child_id, term_id=round_.term_id).exclude(state="released")
    seats = {seat.section_id: seat for seat in live.exclude(how="class").order_by("pk")}
    waits = {waiting.section_id: waiting for waiting in _waits(child_id, round_.term_id)}
    ids = {o.section_id for o in outcomes} | set(seats) | set(waits)
    found = {
        s.id: s for s in menu.sections(child.school_id, round_.term_id, ids=ids, also_closed=True, with_adults=False)
    }
    lines = {
        section_id: Line(
            w.pk,
            found[section_id],
            w.position if w.state == "waiting" else 0,
            w.offer_until if w.state == "offered" else None,
            tuple(
                (seat.pk, found[id].name)
                for id, seat in seats.items()
                if clash(found[id], found[section_id], act.today)
            ),
        )
        for section_id, w in waits.items()
    }
    answered = tuple(
        Answered(
            o.rank,
            found[o.section_id],
            o.reason["answer"],
            o.reason,
            seats[o.section_id].pk if o.section_id in seats else None,
            lines.get(o.section_id),
            _instead(act, o, found, seats) if o.reason["answer"] == "better" else "",
        )
        for o in outcomes
    )
    told = {o.section_id for o in outcomes}
    return Result(
        child,
        round_,
        answered,
        tuple(Place(seat.pk, found[id], seat.how) for id, seat in seats.items() if id not in told),
        tuple(line for id, line in lines.items() if id not in told),
        pseudonym(round_.key, child.number) if round_.key else f"p{child.number:05d}",
        outcomes[0].lottery if outcomes else None,
    )


def _waits(child_id: int, term_id: int) -> list[Any]:
    """Live waiting places, each with its position among those who still wait. SQL: 1."""
    ahead = (
        Waiting.objects.filter(section=OuterRef("section"), state="waiting", place__lte=OuterRef("place"))
        .order_by()
        .values("section")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = Waiting.objects.filter(pupil_id=child_id, term_id=term_id, state__in=["waiting", "offered"])
    return list(rows.annotate(position=Coalesce(Subquery(ahead), 0)).order_by("pk"))


def _instead(act: Act, outcome: WishOutcome, found: dict[int, SectionInfo], seats: dict[int, Seat]) -> str:
    others = [found[id] for id in seats if clash(found[outcome.section_id], found[id], act.today)]
    return others[0].name if others else ""


@dataclass(frozen=True, slots=True)
class FreeCourse:
    """A course after the draw. places: free now; waiting: children in the line; clashes_with: a place the child has."""

    section: SectionInfo
    places: int
    waiting: int
    mine: bool
    in_line: bool
    clashes_with: str


@dataclass(frozen=True, slots=True)
class FreeCourses:
    """drawing: a round is open and decides first."""

    child: PupilInfo
    term: TermInfo | None
    joins: bool
    drawing: bool
    courses: tuple[FreeCourse, ...]


@query(allow=[guardian_of("child_id")])
def free_courses(act: Act, *, child_id: int) -> FreeCourses:
    """Courses for the child's grade: with free places first, then those with a line; by number. SQL: ≤ 11."""
    child = child_of(child_id)
    term = org.term_on(child.school_id, act.today)
    if term is None:
        return FreeCourses(child, None, False, False, ())
    latest = Round.objects.filter(school_id=child.school_id, term_id=term.id).order_by("-opens_at", "-pk").first()
    joins = decision(child_id, term.id).joins
    if latest is None or latest.state == "open":
        return FreeCourses(child, term, joins, True, ())
    live = Seat.objects.filter(pupil_id=child_id, term_id=term.id).exclude(state="released")
    own = set(live.values_list("section_id", flat=True))
    lines = list(
        Waiting.objects.filter(school_id=child.school_id, term_id=term.id, state__in=["waiting", "offered"])
        .order_by("place")
        .values_list("section_id", "pupil_id")
    )
    found = menu.sections(child.school_id, term.id, with_adults=False)
    mine = [s for s in found if s.id in own]
    courses = [
        FreeCourse(
            section,
            section.capacity - section.taken,
            sum(id == section.id for id, _ in lines),
            section.id in own,
            (section.id, child_id) in lines,
            next((other.name for other in mine if other.id != section.id and clash(section, other, act.today)), ""),
        )
        for section in found
        if section.course_key and child.grade in section.grades
    ]
    courses.sort(key=lambda c: (c.waiting > 0 or c.places == 0, c.section.number))
    return FreeCourses(child, term, joins, False, tuple(courses))
