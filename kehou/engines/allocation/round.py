"""What a round is: the frozen input of an allocation, and the seats that come out. Data only, no decisions.

Every id is text and compares as text ("10" < "9"): the order of rows in a file never matters.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kehou.ground.minute import minute_from_text

ANY = "*"
"""Stands where a section would: a wish for any open section of a slot."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One time of the week in which a child can be in one place. starts, ends: "16:30", or "周一 16:30" with its day."""

    id: str
    starts: str = ""
    ends: str = ""

    @property
    def hours(self) -> tuple[str, int, int]:
        """(day, from, until), minutes since midnight. Errors: ValueError where `starts` has no day or a time is not one."""
        words, ends = self.starts.split(), self.ends.split()
        if len(words) != 2 or not ends or ends[:-1] not in ([], words[:1]):
            raise ValueError(f"not a day with its times: {self.starts!r}, {self.ends!r}")
        day, starts = words
        return day, minute_from_text(starts), minute_from_text(ends[-1])


@dataclass(frozen=True, slots=True)
class Section:
    """A teaching group (教学班). grades: None = all; after: sections that must be finished first."""

    id: str
    slots: tuple[str, ...]
    capacity: int
    minimum: int = 0
    grades: frozenset[int] | None = None
    after: tuple[str, ...] = ()
    campus: str = ""


@dataclass(frozen=True, slots=True)
class Student:
    """A child under a pseudonym.

    group: 1 is strongest; lottery: lower is better; quota: seats a week, None = the round's.
    arrived: seconds after wishes opened, None = not counted (only mode fair-gate asks).
    """

    id: str
    lottery: int
    group: int = 1
    grade: int | None = None
    quota: int | None = None
    campus: str = ""
    arrived: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """rank: 1 is best, one ranking for the week. section ANY asks for whatever is open in `slot`."""

    rank: int
    section: str
    slot: str = ""


@dataclass(frozen=True)
class Round:
    """The whole input. Slots stand in the order of the week; a student's wishes stand best first.

    classes: (section, student) → priority class, 1 is best. reserved: (section, group) → seats.
    held: (student, section) now; done: (student, section) finished earlier;
    busy: (student, slot) taken by a fixed block. groups_first: else groups matter for reserved seats only.
    travel: minutes from campus to campus, None = not looked at; needs the day in every slot.
    gate: minutes in which arrivals count as one (mode fair-gate).
    trades: student → sections it would rather have once it knows its seats, best first (modes/trade.py).
    """

    slots: tuple[Slot, ...]
    sections: Mapping[str, Section]
    students: Mapping[str, Student]
    wishes: Mapping[str, tuple[Wish, ...]]
    classes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    reserved: Mapping[tuple[str, int], int] = field(default_factory=dict)
    held: frozenset[tuple[str, str]] = frozenset()
    done: frozenset[tuple[str, str]] = frozenset()
    busy: frozenset[tuple[str, str]] = frozenset()
    rotate: bool = True
    keep: bool = False
    quota: int | None = None
    groups_first: bool = True
    travel: int | None = None
    gate: int = 30
    trades: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def quota_of(self, student: str) -> int:
        """Seats this child may hold in the week: its own quota, else the round's, else no limit that could bind."""
        own = self.students[student].quota
        if own is not None:
            return own
        return self.quota if self.quota is not None else len(self.slots)

    @cached_property
    def close_slots(self) -> Mapping[str, Mapping[str, int]]:
        """Slot → those of its day with less than `travel` minutes between, and those minutes; below 0 they overlap."""
        close: dict[str, dict[str, int]] = {}
        if self.travel is None:
            return close
        hours = {slot.id: slot.hours for slot in self.slots}
        for one, (day, starts, ends) in hours.items():
            for other, (other_day, other_starts, other_ends) in hours.items():
                minutes = max(other_starts - ends, starts - other_ends)
                if one != other and day == other_day and minutes < self.travel:
                    close.setdefault(one, {})[other] = minutes
        return close

    @cached_property
    def reserved_in(self) -> Mapping[str, Mapping[int, int]]:
        """Section → group → its reserved seats, strongest group first."""
        seats: dict[str, dict[int, int]] = {}
        for (section, group), reserved in sorted(self.reserved.items()):
            seats.setdefault(section, {})[group] = reserved
        return seats

    @cached_property
    def sections_with_own_order(self) -> frozenset[str]:
        """Sections with an order of their own: someone may keep a seat, has a class, or seats are reserved."""
        kept = {section for _, section in self.held} if self.keep else set()
        return frozenset(kept | {section for section, _ in self.classes} | {section for section, _ in self.reserved})


@dataclass(frozen=True, slots=True)
class Part:
    """Slots decided together. first: index from 0 of its first slot in the week; sections in order of id.

    is_entangled: one seat may cost a child several others, so that its best wish first need not be its best week.
    """

    slots: tuple[str, ...]
    first: int
    sections: tuple[Section, ...]
    has_own_orders: bool
    is_entangled: bool = False

    @property
    def is_tied(self) -> bool:
        return len(self.slots) > 1


@dataclass(frozen=True, slots=True)
class Seat:
    """A child's place in a section (录取名额). rank: of the wish that got it; by_any: that wish was ANY."""

    student: str
    section: str
    rank: int
    by_any: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """What one part came to. closed: section → children it had when its minimum was not reached."""

    seats: tuple[Seat, ...]
    closed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the round came to. seats: by student, then section. closed: below minimum; empty: nobody got them."""

    seats: tuple[Seat, ...]
    closed: Mapping[str, int]
    empty: tuple[str, ...]
