"""What a school promises (一校一案), as frozen facts.

A part that was left out is None (one thing) or empty (a list); every item knows its `where` in the plan file.
The parts beside the timetable stand in `plan_parts.py`. Times are minutes since midnight, money is integer fen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from kehou.ground.grade import is_compulsory
from kehou.ground.minute import Minute
from kehou.policy.facts.plan_parts import (
    QUALIFIED_ROLES,
    TEACHER_ROLES,
    Appraisal,
    Committee,
    Duty,
    Fees,
    Meeting,
    Person,
    Provider,
    Publication,
    Safety,
    School,
    Survey,
    Term,
    Waiver,
)

if TYPE_CHECKING:
    from kehou.policy.facts.timetable import Timetable

__all__ = [
    "QUALIFIED_ROLES",
    "TEACHER_ROLES",
    "Appraisal",
    "Block",
    "Committee",
    "Course",
    "Duty",
    "Fees",
    "Meeting",
    "Person",
    "Plan",
    "Provider",
    "Publication",
    "Safety",
    "School",
    "Survey",
    "Term",
    "Waiver",
    "Window",
]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the day when service runs, in a season.

    start, end: half-open minutes. first, last: both days count; None = the term's own first or last day.
    kind: before_class | after_class | noon | evening | weekend | holiday. pupils: all | boarders | day.
    """

    where: str
    id: str
    kind: str
    grades: frozenset[int]
    weekdays: frozenset[str]
    start: Minute
    end: Minute
    first: date | None = None
    last: date | None = None
    pupils: str = "all"
    charged: bool = False

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end

    def runs_on(self, day: date) -> bool:
        """Whether the season contains the date; the weekday is asked separately."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Block:
    """What some grades do in a part of a window. kinds: content kinds in the order written; empty for a menu."""

    where: str
    window: str
    grades: frozenset[int]
    weekdays: frozenset[str]
    start: Minute
    end: Minute
    kinds: tuple[str, ...]
    is_menu: bool
    choice: str  # required | elective
    mode: str = "onsite"  # onsite | online | dual
    written_homework: bool = False
    tiers: tuple[str, ...] = ()

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end

    @property
    def minutes(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Course:
    """One line of the menu. windows: ids. places in a week's weekday: sections × capacity."""

    where: str
    id: str
    name: str
    kind: str
    domains: tuple[str, ...]
    grades: frozenset[int]
    windows: tuple[str, ...]
    weekdays: frozenset[str]
    sections: int
    capacity: int
    mode: str = "onsite"
    path: str = ""  # entry | advanced | talent
    led_by: str = ""

    @property
    def is_open(self) -> bool:
        """A course without a section or without a place is closed: legal, and it counts for nothing."""
        return self.sections >= 1 and self.capacity >= 1

    @property
    def places(self) -> int:
        return self.sections * self.capacity


@dataclass(frozen=True)
class Plan:
    """A school's plan for one term. enrolled: pupils on the roll by grade.

    parts: keys that were handed over with something in them, whether or not every item could be read.
    """

    policy: tuple[str, ...]
    school: School
    term: Term
    version: int
    parts: frozenset[str] = frozenset()
    enrolled: Mapping[int, int] = field(default_factory=dict)
    survey: Survey | None = None
    committee: Committee | None = None
    windows: tuple[Window, ...] = ()
    blocks: tuple[Block, ...] = ()
    courses: tuple[Course, ...] = ()
    staff: tuple[Person, ...] = ()
    providers: tuple[Provider, ...] = ()
    fees: Fees | None = None
    priority: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    safety: Safety | None = None
    safeguards: tuple[str, ...] = ()
    appraisal: Appraisal | None = None
    publication: Publication | None = None
    filed: date | None = None

    def in_demand(self, grade: int) -> bool:
        """Pupils on the roll, and the survey does not say that nobody wants it (rulebook §1)."""
        wanting = (self.survey.wanting if self.survey else None) or {}
        return self.enrolled.get(grade, 0) > 0 and wanting.get(grade) != 0

    @property
    def grades_in_demand(self) -> tuple[int, ...]:
        return tuple(grade for grade in sorted(self.enrolled) if self.in_demand(grade))

    @property
    def compulsory_in_demand(self) -> tuple[int, ...]:
        return tuple(grade for grade in self.grades_in_demand if is_compulsory(grade))

    def wanting(self, grade: int) -> int | None:
        """How many want service; None where the survey does not name the grade."""
        return (self.survey.wanting or {}).get(grade) if self.survey else None

    @cached_property
    def timetable(self) -> "Timetable":
        """Blocks and offers by grade."""
        from kehou.policy.facts.timetable import Timetable

        return Timetable(self)

    def window(self, window_id: str) -> Window | None:
        return next((window for window in self.windows if window.id == window_id), None)

    def person(self, person_id: str) -> Person | None:
        return next((person for person in self.staff if person.id == person_id), None)

    def provider(self, provider_id: str) -> Provider | None:
        return next((provider for provider in self.providers if provider.id == provider_id), None)

    def course(self, course_id: str) -> Course | None:
        return next((course for course in self.courses if course.id == course_id), None)
