"""Who lives in the simulated city, tied to their rows."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from kehou.kernel.act import Act, by_account, by_system
from kehou.kernel.clock import LOCAL
from kehou.sim.people import SimPupil, SimSchool, SimStaff

PASSWORD = "simulated people keep no secrets"  # noqa: S105 (it opens nothing: demo accounts sign in by one tap)


def moment(day: date, clock: str = "09:00", seconds: int = 0) -> datetime:
    """A local moment: moment(day, "16:10")."""
    hours, minutes = clock.split(":")
    return datetime.combine(day, time(int(hours), int(minutes)), LOCAL) + timedelta(seconds=seconds)


def act_of(account_id: int, at: datetime, device: str = "") -> Act:
    return by_account(account_id, at, source="sim", device=device)


def system_act(at: datetime) -> Act:
    return by_system("simulator", at, source="sim")


@dataclass(slots=True)
class Child:
    """A pupil, its row, and the guardian who acts for it."""

    sim: SimPupil
    id: int
    number: int
    guardian: int | None = None  # account
    guardianship: int | None = None
    wants: bool = False
    solo: bool = False  # a guardian lets it go home alone


@dataclass(slots=True)
class Adult:
    """A member of staff with the row and account; days: offered weekdays."""

    sim: SimStaff
    id: int
    number: int
    account: int
    days: tuple[str, ...] = ()


@dataclass(slots=True)
class SchoolLife:
    """One school and everybody in it. `rng` decides everything that people here decide."""

    sim: SimSchool
    name: str
    rng: Random
    id: int
    district_id: int
    term_id: int
    officer: int  # the district's account
    children: list[Child] = field(default_factory=list)
    adults: list[Adult] = field(default_factory=list)
    committee: list[int] = field(default_factory=list)
    billed: set[str] = field(default_factory=set)

    def holder(self, role: str) -> int:
        """The first account with the role at the school."""
        from kehou.people.roll.staff_list import ROLES

        for adult in self.adults:
            if role in {ROLES[word] for word in adult.sim.roles}:
                return adult.account
        raise LookupError(role)

    @property
    def coordinator(self) -> int:
        return self.holder("coordinator")

    @property
    def teachers(self) -> list[Adult]:
        return [adult for adult in self.adults if "教师" in adult.sim.roles]

    @property
    def willing(self) -> list[Child]:
        """Children whose guardian is there and wants the service."""
        return [child for child in self.children if child.wants and child.guardian is not None]
