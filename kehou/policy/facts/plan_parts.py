"""The parts of a school's plan beside its timetable: whose it is, who was asked, who works, what it costs, what is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kehou.ground.fen import Fen

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


def plain_number(number: int | Decimal) -> int | float:
    """A per cent as JSON has it: whole where it is whole."""
    return int(number) if number == int(number) else float(number)


@dataclass(frozen=True, slots=True)
class Fees:
    """What is charged and where it goes.

    basis: none | lesson | day | month | term; left out = nothing is charged. standard, term_cap: fen a pupil by stage.
    use: per cent by teacher_pay | external_pay | running; None = not stated.
    """

    basis: str = "none"
    standard: Mapping[str, Fen] = field(default_factory=dict)
    term_cap: Mapping[str, Fen] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    collected_by: str = ""
    use: Mapping[str, Decimal] | None = None
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
