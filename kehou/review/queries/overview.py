"""Schools × steps, for the district and the city."""

from dataclasses import dataclass
from datetime import date, datetime

from kehou.kernel.act import Act
from kehou.kernel.clock import LOCAL
from kehou.kernel.query import query
from kehou.org import queries as org
from kehou.org.queries import TermInfo
from kehou.people.permits import city, over_district
from kehou.review.standing import SchoolStanding, standings
from kehou.review.steps import Step, in_force, steps_of
from kehou.review.todo import Todo, by_deadline, todo_of


@dataclass(frozen=True, slots=True)
class Line:
    """One school's row. needed: something of it waits for the district or does not conform."""

    standing: SchoolStanding
    steps: tuple[Step, ...]
    todo: tuple[Todo, ...]

    @property
    def needed(self) -> bool:
        return bool(self.todo) or any(step.needs_the_district for step in self.steps)


@dataclass(frozen=True, slots=True)
class Yesterday:
    """The last day with service before today: sessions, rolls called within ten minutes, ends before their time.

    unattended: schools with a child who was without an adult.
    """

    date: date
    planned: int
    held: int
    on_time: int
    early: int
    unattended: int

    @property
    def not_held(self) -> int:
        return self.planned - self.held


@dataclass(frozen=True, slots=True)
class Overview:
    """Lines: those that need somebody first, then by name. todo: by deadline. yesterday: None before the first lesson."""

    term: TermInfo | None
    lines: tuple[Line, ...]
    todo: tuple[Todo, ...]
    yesterday: Yesterday | None

    @property
    def needed(self) -> int:
        return sum(line.needed for line in self.lines)

    @property
    def filed(self) -> int:
        return sum(in_force(line.standing) is not None for line in self.lines)

    def waiting(self, kind: str) -> int:
        return sum(item.kind == kind for item in self.todo)


@query(allow=[over_district("district_officer")])
def matrix(act: Act, *, district_id: int) -> Overview:
    """Every school of a district. SQL: 7, whatever their number."""
    return _overview(act.at.astimezone(LOCAL), district_id)


@query(allow=[city])
def city_matrix(act: Act) -> list[tuple[str, int, Overview]]:
    """(district, its id, its overview), by the districts' codes. SQL: 7."""
    at = act.at.astimezone(LOCAL)
    told = standings(org.schools_in_term(at.date()), at)
    names = {standing.school.district_id: standing.school.district_name for standing in told}
    return [
        (name, district, _of([standing for standing in told if standing.school.district_id == district], at))
        for district, name in names.items()
    ]


def _overview(at: datetime, district_id: int) -> Overview:
    return _of(standings(org.schools_in_term(at.date(), district_id=district_id), at), at)


def _of(told: list[SchoolStanding], at: datetime) -> Overview:
    lines = [Line(standing, steps_of(standing, at), tuple(todo_of(standing, at))) for standing in told]
    lines.sort(key=lambda line: not line.needed)
    return Overview(
        term=next((standing.term for standing in told if standing.term), None),
        lines=tuple(lines),
        todo=tuple(by_deadline([item for line in lines for item in line.todo])),
        yesterday=_yesterday(told, at.date()),
    )


def _yesterday(told: list[SchoolStanding], today: date) -> Yesterday | None:
    figures = [day for standing in told for day in standing.days if day.date < today]
    if not figures:
        return None
    last = max(day.date for day in figures)
    of_day = [day for day in figures if day.date == last]
    alone = [line for standing in told for line in standing.open if line.rule == "unattended" and line.last == last]
    return Yesterday(
        last,
        sum(day.planned for day in of_day),
        sum(day.held for day in of_day),
        sum(day.on_time for day in of_day),
        sum(day.early for day in of_day),
        len(alone),
    )
