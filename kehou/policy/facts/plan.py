"""What a school promises (一校一案) and what a district promises (一区一案), as frozen facts.

A part that was left out is None (one thing) or empty (a list); every item knows its `where` in the plan file.
Times are minutes since midnight, money is integer fen, shares are whole per cent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from kehou.ground.fen import Fen
from kehou.ground.grade import is_compulsory, stage_of
from kehou.ground.minute import Minute

if TYPE_CHECKING:
    from kehou.policy.facts.timetable import Timetable

TEACHER_ROLES = frozenset({"school_teacher", "exchange_teacher"})
QUALIFIED_ROLES = frozenset({"qualified", "institution"})


@dataclass(frozen=True, slots=True)
class School:
    """Whose plan it is. boarding: none | some | all."""

    code: str
    name: str
    district: str
    ownership: str  # public | private
    stages: tuple[str, ...]
    boarding: str
    campuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """Both days count."""

    id: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Survey:
    """The demand survey. wanting: pupils who want service, by grade; None or a grade left out = not known."""

    opened: date | None = None
    closed: date | None = None
    invited: int | None = None
    answered: int | None = None
    wanting: Mapping[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """One vote of the parents' committee; all counts are people."""

    where: str
    date: date
    present: int
    votes_for: int
    against: int = 0
    abstain: int = 0
    opinion: str = ""
    agenda: str = ""


@dataclass(frozen=True, slots=True)
class Committee:
    """The parents' committee. quorum: as it stated it, or None."""

    members: int | None = None
    quorum: int | None = None
    meetings: tuple[Meeting, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Person:
    """One of the staff. days, max_hours (a week): None = no limit stated."""

    where: str
    id: str
    name: str
    role: str
    applied: date | None = None
    days: frozenset[str] | None = None
    max_hours: float | None = None
    provider: str = ""
    qualification: str = ""
    qualified_until: date | None = None
    cleared_on: date | None = None

    @property
    def is_teacher(self) -> bool:
        return self.role in TEACHER_ROLES


@dataclass(frozen=True, slots=True)
class Provider:
    """An outside institution. category: non_subject | subject."""

    where: str
    id: str
    name: str
    category: str
    listed: bool = False
    licence_until: date | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """rate: per cent of the fee that is waived."""

    where: str
    category: str
    rate: int


@dataclass(frozen=True, slots=True)
class Fees:
    """What is charged and where it goes.

    basis: none | lesson | day | month | term; left out = nothing is charged. standard, term_cap: fen a pupil by stage.
    use: whole per cent by teacher_pay | external_pay | running; None = not stated.
    """

    basis: str = "none"
    standard: Mapping[str, Fen] = field(default_factory=dict)
    term_cap: Mapping[str, Fen] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    collected_by: str = ""
    use: Mapping[str, int] | None = None
    waivers: tuple[Waiver, ...] = ()
    refund: str = ""

    @property
    def taken(self) -> bool:
        return self.basis != "none"

    @property
    def charged_stages(self) -> tuple[str, ...]:
        """Stages with a standard above 0, in the order written."""
        return tuple(stage for stage, amount in self.standard.items() if amount > 0)


@dataclass(frozen=True, slots=True)
class Duty:
    where: str
    duty: str
    who: str


@dataclass(frozen=True, slots=True)
class Safety:
    roster: str = ""
    roll_call: bool = False
    handover: str = ""
    emergency: str = ""
    epidemic: str = ""
    insurance: str = ""


@dataclass(frozen=True, slots=True)
class Appraisal:
    """period: term | month | year."""

    scheme: str = ""
    period: str = ""
    basis_of_pay: bool = False


@dataclass(frozen=True, slots=True)
class Publication:
    """channel: filled ways to complain, by phone | mailbox | online."""

    published: date | None = None
    places: tuple[str, ...] = ()
    fee_shown: bool = False
    content_shown: bool = False
    channel: Mapping[str, str] = field(default_factory=dict)


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

    def grades_of_stage(self, stage: str) -> tuple[int, ...]:
        return tuple(grade for grade in sorted(self.enrolled) if stage_of(grade) == stage)

    def window(self, window_id: str) -> Window | None:
        return next((window for window in self.windows if window.id == window_id), None)

    def person(self, person_id: str) -> Person | None:
        return next((person for person in self.staff if person.id == person_id), None)

    def provider(self, provider_id: str) -> Provider | None:
        return next((provider for provider in self.providers if provider.id == provider_id), None)

    def course(self, course_id: str) -> Course | None:
        return next((course for course in self.courses if course.id == course_id), None)


@dataclass(frozen=True, slots=True)
class DistrictSchool:
    where: str
    code: str
    name: str
    stages: tuple[str, ...] = ()
    ownership: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Teachers sent from one school to another; teachers: people."""

    where: str
    from_school: str
    to_school: str
    teachers: int | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """weight: whole per cent."""

    where: str
    name: str
    weight: int


@dataclass(frozen=True)
class DistrictPlan:
    """A district's plan for one term. ceiling, subsidy_per_pupil: fen a pupil a term."""

    policy: tuple[str, ...]
    code: str
    name: str
    term: Term
    version: int
    lead_name: str = ""
    lead_members: tuple[str, ...] = ()
    schools: tuple[DistrictSchool, ...] = ()
    funding_sources: tuple[str, ...] = ()
    subsidy_per_pupil: Fen | None = None
    ceiling: Mapping[str, Fen] = field(default_factory=dict)
    exchange: tuple[Exchange, ...] = ()
    evaluation_scheme: str = ""
    indicators: tuple[Indicator, ...] = ()
    result_used_for: tuple[str, ...] = ()
    supervisor: str = ""
    visits_per_term: int | None = None
    channel: Mapping[str, str] = field(default_factory=dict)
    filed: date | None = None
