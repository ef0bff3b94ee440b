"""A round of the running system as the engine's input. Pseudonyms only; pure but for what it is given."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kehou.engines.allocation import Round, Section, Slot, Student, Wish
from kehou.engines.allocation.sealed import pseudonym
from kehou.enrol.groups import OTHERS
from kehou.enrol.hours import WeekSlot, clash, week_slots
from kehou.menu.queries import SectionInfo
from kehou.people.queries import PupilInfo


def section_key(number: int) -> str:
    return f"c{number:04d}"


@dataclass(frozen=True)
class Market:
    """The engine's round, and the way back from pseudonyms to rows: of sections, and of children who still take part."""

    round: Round
    section_of: Mapping[str, SectionInfo]
    child_of: Mapping[str, PupilInfo]


def market(
    sections: Collection[SectionInfo],
    children: Iterable[PupilInfo],
    *,
    groups: Mapping[int, int],
    wishes: Mapping[int, list[int]],
    arrived: Mapping[int, int],
    seated: Mapping[int, Collection[int]],
    key: str,
    on: date,
) -> Market:
    """Build the round.

    sections: every open one; courses are given out, a class's own sections only stand where they overlap a course.
    groups: child id → group, 1 is strongest. wishes: child id → section ids, best first. arrived: child id → seconds
    after the round opened, where they count. seated: child id → sections it has already. key: of the round's
    pseudonyms. on: hours that are over by then do not count.
    Every child who joined takes part, with wishes or without, and has no number yet; a section's free places are given.
    """
    offered = [s for s in sections if s.course_key and any(m.until_date >= on for m in s.meets)]
    in_the_way = [s for s in sections if not s.course_key and any(clash(s, course, on) for course in offered)]
    ids_offered = {s.id for s in offered}
    slots = [slot for slot in week_slots([*offered, *in_the_way], on) if slot.section_ids & ids_offered]
    section_of = {section_key(s.number): s for s in offered}
    key_of = {s.id: key for key, s in section_of.items()}
    child_of = {pseudonym(key, c.number): c for c in children}
    return Market(
        Round(
            slots=tuple(Slot(slot.key, f"{slot.starts:%H:%M}", f"{slot.ends:%H:%M}") for slot in slots),
            sections={key: _section(key, s, slots) for key, s in section_of.items()},
            students={
                code: Student(code, 0, groups.get(child.id, OTHERS), child.grade, arrived=arrived.get(child.id))
                for code, child in child_of.items()
            },
            wishes={
                code: tuple(
                    Wish(rank, key_of[section])
                    for rank, section in enumerate(wishes.get(child.id, []), start=1)
                    if section in key_of
                )
                for code, child in child_of.items()
            },
            busy=frozenset(
                (code, slot.key)
                for code, child in child_of.items()
                for slot in slots
                if slot.section_ids & _elsewhere(child, seated.get(child.id, ()), in_the_way)
            ),
        ),
        section_of,
        child_of,
    )


def _section(key: str, section: SectionInfo, slots: list[WeekSlot]) -> Section:
    free = section.capacity - section.taken
    needed = max(0, section.minimum - section.taken)
    meets = tuple(slot.key for slot in slots if section.id in slot.section_ids)
    return Section(key, meets, free, min(needed, free), frozenset(section.grades))


def _elsewhere(child: PupilInfo, seated: Collection[int], in_the_way: list[SectionInfo]) -> set[int]:
    """Sections the child is in already, and its class's own that overlap a course."""
    own = {s.id for s in in_the_way if child.grade in s.grades and s.class_no in (None, child.class_no)}
    return own | set(seated)
