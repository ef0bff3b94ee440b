"""A round of the running system as the engine's input. Pseudonyms only; pure but for what it is given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kehou.engines.allocation import Round, Section, Slot, Student, Wish
from kehou.engines.allocation.draw import numbers
from kehou.ground.school_day import WEEKDAYS
from kehou.menu.queries import MeetInfo, SectionInfo
from kehou.people.queries import PupilInfo


def student_key(number: int) -> str:
    return f"p{number:05d}"


def section_key(number: int) -> str:
    return f"c{number:04d}"


def slot_key(meet: MeetInfo) -> str:
    """A time of the week: "1-mon-1710" sorts by weekday, then time."""
    return f"{WEEKDAYS.index(meet.weekday) + 1}-{meet.weekday}-{meet.starts:%H%M}"


def first_season(section: SectionInfo) -> list[MeetInfo]:
    """One meet per weekday: that of the first season. Seasons move times together, so one stands for all."""
    first: dict[str, MeetInfo] = {}
    for meet in sorted(section.meets, key=lambda m: m.from_date):
        first.setdefault(meet.weekday, meet)
    return list(first.values())


@dataclass(frozen=True)
class Market:
    """The engine's round, and the way back from pseudonyms to rows."""

    round: Round
    section_of: Mapping[str, SectionInfo]
    child_of: Mapping[str, PupilInfo]


def market(
    sections: Iterable[SectionInfo],
    children: Iterable[PupilInfo],
    groups: Mapping[int, int],
    wishes: Mapping[int, list[int]],
    seed: str,
) -> Market:
    """Build the round.

    groups: child id → group, 1 is strongest. wishes: child id → section ids, best first. seed: of the lottery.
    Every child who joined takes part and gets a number, with wishes or without.
    """
    section_of = {section_key(s.number): s for s in sections}
    child_of = {student_key(c.number): c for c in children}
    key_of = {s.id: key for key, s in section_of.items()}
    slots: dict[str, Slot] = {}
    for section in section_of.values():
        for meet in first_season(section):
            slots[slot_key(meet)] = Slot(slot_key(meet), f"{meet.starts:%H:%M}", f"{meet.ends:%H:%M}")
    drawn = numbers(seed, child_of)
    return Market(
        Round(
            slots=tuple(slots[key] for key in sorted(slots)),
            sections={
                key: Section(
                    key, tuple(sorted(slot_key(m) for m in first_season(s))), s.capacity, s.minimum, frozenset(s.grades)
                )
                for key, s in section_of.items()
                if s.meets
            },
            students={
                key: Student(key, drawn[key], groups.get(child.id, 3), child.grade) for key, child in child_of.items()
            },
            wishes={
                key: tuple(
                    Wish(rank, key_of[section])
                    for rank, section in enumerate(wishes.get(child.id, []), start=1)
                    if section in key_of
                )
                for key, child in child_of.items()
            },
        ),
        section_of,
        child_of,
    )
