"""What happened in a term: one frozen row per line of a record table.

Attribute names follow the columns of the exchange format; where a column is a Python word
(`in`, `out`, `class`, `from`) the house word stands instead (`came`, `left`, `class_name`, `since`).
Datetimes are naive and local (Asia/Shanghai), money is integer fen, hours are exact decimals.
`source` names the line that proves the row ("presence.csv:118"), or the row of a running system.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from kehou.ground.fen import Fen
from kehou.policy.facts.plan import TEACHER_ROLES


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A date that differs from Monday to Friday. `follows`: whose timetable a make-up day runs, "" = its own."""

    date: date
    day: str  # off | workday
    follows: str = ""  # mon … sun
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The city's normal closing time from a date on."""

    since: date
    closes: time
    source: str = ""


@dataclass(frozen=True, slots=True)
class HolidaySurvey:
    """An intent survey before holiday care; `period` is the id of the holiday window."""

    period: str
    closed: date | None = None
    invited: int | None = None
    wanting: int | None = None
    committee_decided: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Student:
    """A pupil on the roll; never a name."""

    student: str
    grade: int
    class_name: str
    boarding: bool = False
    aid: str = ""
    left_behind: bool = False
    migrant: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class ConsentAct:
    """One act on taking part. `confirmed`: when the guardian confirmed what staff had typed in."""

    student: str
    at: datetime
    act: str  # join | decline | withdraw
    by: str  # guardian | staff | student
    device: str = ""
    text_version: str = ""
    confirmed: datetime | None = None
    answered_anonymously: str = ""  # free | pressed | discouraged | ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A section that runs; `course` is an id of the plan or "block:N"."""

    section: str
    course: str
    name: str
    content: tuple[str, ...]
    grades: tuple[int, ...]
    mode: str  # onsite | online | dual
    window: str
    capacity: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A section on a date. Held = it has a start or an end; not held with a reason = cancelled."""

    session: str
    section: str
    date: date
    planned_start: datetime
    planned_end: datetime
    start: datetime | None = None
    end: datetime | None = None
    content: tuple[str, ...] = ()
    written_homework: bool = False
    early_reason: str = ""
    source: str = ""

    @property
    def held(self) -> bool:
        return self.start is not None or self.end is not None

    @property
    def cancelled(self) -> bool:
        """Not held, with a reason: never a finding by itself."""
        return not self.held and bool(self.early_reason)

    @property
    def began(self) -> datetime:
        """A missing start reads as the planned one."""
        return self.start if self.start is not None else self.planned_start

    @property
    def ended(self) -> datetime:
        """A missing end reads as the planned one."""
        return self.end if self.end is not None else self.planned_end


@dataclass(frozen=True, slots=True)
class AdultStay:
    """An adult in charge of a session, one stay [came, left). `came` None: not there; `left` None: to its end."""

    session: str
    adult: str
    role: str
    came: datetime | None = None
    left: datetime | None = None
    applied: bool | None = None  # None: not asked of outside people
    cleared_until: date | None = None
    qualified_until: date | None = None
    remote: bool = False
    source: str = ""

    @property
    def is_teacher(self) -> bool:
        return self.role in TEACHER_ROLES


@dataclass(frozen=True, slots=True)
class Presence:
    """A pupil at a session."""

    session: str
    student: str
    state: str  # present | leave | absent
    came: datetime | None = None
    left: datetime | None = None
    released_to: str = ""  # guardian | authorised | self | next_session | ""
    online: bool = False
    homework_done: bool | None = None
    source: str = ""

    @property
    def in_the_room(self) -> bool:
        return self.state == "present" and not self.online


@dataclass(frozen=True, slots=True)
class PulseAnswer:
    """A pupil's or family's anonymous answer about a session; None = this question left open."""

    session: str
    new_lesson: bool | None = None
    unattended: bool | None = None
    satisfied: int | None = None  # 1–5
    source: str = ""


@dataclass(frozen=True, slots=True)
class SeatResult:
    """A place given or refused in the choice round."""

    student: str
    section: str
    rank: int | None
    group: str
    lottery: str
    result: str  # seat | waiting | none
    reason: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class BillLine:
    """One charge, waiver, payment or refund; the amount is never negative, `kind` gives the direction."""

    student: str
    period: str  # a month "2026-09" or the term's id
    kind: str  # charge | waiver | payment | refund
    amount: Fen
    at: date | None = None
    days_served: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class FundMovement:
    """One movement of the after-school fund; in is positive, out negative."""

    at: date
    source_or_use: str
    amount: Fen
    ref: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A teacher's appraisal for the term; `closed` None: still open."""

    adult: str
    sessions: int | None = None
    hours: Decimal | None = None
    score: Decimal | None = None
    closed: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Payout:
    """A payment to an adult for a period."""

    adult: str
    period: str  # a month "2026-09" or the term's id
    amount: Fen
    at: date
    hours: Decimal | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Declaration:
    """A pledge; `signed` None: handed out, not signed."""

    adult: str
    kind: str  # no_new_lesson | no_paid_tutoring
    signed: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint or tip; `about` is a clause id or ""."""

    id: str
    at: datetime
    about: str = ""
    adult: str = ""
    due: date | None = None
    answered: date | None = None
    upheld: bool | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The district's evaluation of the school; `basis` says for whom the result counts."""

    term: str
    score: Decimal | None = None
    decided: date | None = None
    basis: str = ""  # principal | school | both | ""
    appealed: bool = False
    source: str = ""
