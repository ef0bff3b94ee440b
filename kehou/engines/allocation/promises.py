"""What a result must keep, checked by code of its own: nothing here is shared with what made the seats.

Where a promise cannot be kept (docs/allocation.md) it is not checked; everything checked must come out at none.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kehou.engines.allocation.round import ANY, Round, Seat, Section

Promise = Literal["capacity", "wished", "eligible", "clash", "quota", "minimum", "no_waste", "no_envy", "reserved"]
PROMISES: tuple[Promise, ...] = (
    "capacity",  # no section has more children than seats
    "wished",  # nobody is placed where the family did not ask to be
    "eligible",  # grade, prerequisite and fixed blocks are kept
    "clash",  # nobody is in two places in one slot
    "quota",  # nobody has more seats than the week allows
    "minimum",  # no section runs below its minimum
    "no_waste",  # no seat is free that a refused child asked for
    "no_envy",  # nobody lost a seat to a child with weaker priority
    "reserved",  # reserved seats went to the group while it asked for them
)


@dataclass(frozen=True, slots=True)
class Broken:
    """One promise not kept, where. other: the child that holds the seat, for no_envy."""

    promise: Promise
    section: str
    student: str = ""
    other: str = ""


def broken(round_: Round, seats: Collection[Seat], closed: Collection[str]) -> list[Broken]:
    """Every broken promise. closed: the sections that did not reach their minimum."""
    return [
        *_sections_broken(round_, seats, closed),
        *_children_broken(round_, seats),
        *_refusals_broken(_Result(round_, seats, closed)),
    ]


def _sections_broken(round_: Round, seats: Collection[Seat], closed: Collection[str]) -> Iterator[Broken]:
    for id, children in sorted(Counter(seat.section for seat in seats).items()):
        section = round_.sections[id]
        if children > section.capacity:
            yield Broken("capacity", id)
        if children < section.minimum or id in closed:
            yield Broken("minimum", id)


def _children_broken(round_: Round, seats: Collection[Seat]) -> Iterator[Broken]:
    of_child: dict[str, list[Seat]] = {}
    for seat in seats:
        of_child.setdefault(seat.student, []).append(seat)
    for student, own in sorted(of_child.items()):
        wishes = round_.wishes.get(student, ())
        any_slots = {wish.slot for wish in wishes if wish.section == ANY}
        wished = {(wish.section, wish.rank) for wish in wishes}
        for seat in own:
            section = round_.sections[seat.section]
            asked = any_slots.issuperset(section.slots) if seat.by_any else (section.id, seat.rank) in wished
            if not asked:
                yield Broken("wished", section.id, student)
            if not _fits(round_, student, section):
                yield Broken("eligible", section.id, student)
        in_slot = Counter(slot for seat in own for slot in round_.sections[seat.section].slots)
        if any(times > 1 for times in in_slot.values()):
            yield Broken("clash", own[0].section, student)
        if len(own) > _quota(round_, student):
            yield Broken("quota", own[0].section, student)


def _fits(round_: Round, student: str, section: Section) -> bool:
    grade_fits = section.grades is None or round_.students[student].grade in section.grades
    return (
        grade_fits
        and {(student, earlier) for earlier in section.after} <= round_.done
        and round_.busy.isdisjoint((student, slot) for slot in section.slots)
    )


def _quota(round_: Round, student: str) -> float:
    for quota in (round_.students[student].quota, round_.quota):
        if quota is not None:
            return quota
    return float("inf")


_Priority = tuple[bool, float, int]


@dataclass(frozen=True, slots=True)
class _Seated:
    """The children of one group in one section, and the one with the weakest priority."""

    children: int
    last_priority: _Priority
    last: str


class _Result:
    """A result, with the places worked out again."""

    def __init__(self, round_: Round, seats: Collection[Seat], closed: Collection[str]) -> None:
        self.round = round_
        self.closed = closed
        self.by_section: dict[str, list[str]] = {id: [] for id in round_.sections}
        self.by_child: dict[str, set[str]] = {}
        self.taken = Counter(seat.section for seat in seats)
        self.slots_taken = {(s.student, slot) for s in seats for slot in round_.sections[s.section].slots}
        self.seats_held = Counter(seat.student for seat in seats)
        for seat in seats:
            if not seat.by_any:
                self.by_section[seat.section].append(seat.student)
                self.by_child.setdefault(seat.student, set()).add(seat.section)
        self.component = _components(round_)
        self._seated: dict[str, dict[int, _Seated]] = {}
        self._order: dict[int, dict[str, int]] = {}

    def place(self, first: int) -> dict[str, int]:
        """Place of each child in the part that begins with slot number `first`: group, then the turned number."""
        if first not in self._order:
            students = self.round.students.values()
            size = Counter(student.group for student in students)
            turned = {}
            seen: Counter[int] = Counter()
            for student in sorted(students, key=lambda s: (s.lottery, s.id)):
                turn = first * size[student.group] // len(self.round.slots) if self.round.rotate else 0
                turned[student.id] = (student.group, (seen[student.group] + turn) % size[student.group])
                seen[student.group] += 1
            ranked = sorted(turned, key=lambda id: turned[id])
            self._order[first] = {id: position for position, id in enumerate(ranked)}
        return self._order[first]

    def priority(self, student: str, section: Section) -> _Priority:
        first, is_tied = self.component[section.slots[0]]
        place = self.place(first)[student]
        if is_tied:
            return True, 0, place
        keeps = self.round.keep and (student, section.id) in self.round.held
        return not keeps, self.round.classes.get((section.id, student), float("inf")), place

    def seated_by_group(self, section: Section) -> dict[int, _Seated]:
        if section.id not in self._seated:
            groups: dict[int, list[str]] = {}
            for student in self.by_section[section.id]:
                groups.setdefault(self.round.students[student].group, []).append(student)
            self._seated[section.id] = {}
            for group, children in groups.items():
                priority, last = max((self.priority(student, section), student) for student in children)
                self._seated[section.id][group] = _Seated(len(children), priority, last)
        return self._seated[section.id]

    def reserve(self, section: Section, group: int) -> int:
        return 0 if self.component[section.slots[0]][1] else self.round.reserved.get((section.id, group), 0)


def _components(round_: Round) -> dict[str, tuple[int, bool]]:
    """Slot → (number of the first slot decided with it, whether it is tied to another): by spreading the smallest."""
    number = {slot.id: i for i, slot in enumerate(round_.slots)}
    lowest = dict(number)
    if any(_quota(round_, student) < len(number) for student in round_.students):
        lowest = dict.fromkeys(number, 0)
    changed = True
    while changed:
        changed = False
        for section in round_.sections.values():
            smallest = min(lowest[slot] for slot in section.slots)
            for slot in section.slots:
                changed = changed or lowest[slot] != smallest
                lowest[slot] = smallest
    size = Counter(lowest.values())
    return {slot: (first, size[first] > 1) for slot, first in lowest.items()}


def _refusals_broken(result: _Result) -> Iterator[Broken]:
    """Every wish not given, of a section that opens and would fit beside what the child likes better, must be full
    of children with stronger priority."""
    for student, wishes in result.round.wishes.items():
        own = result.by_child.get(student, set())
        for number, wish in enumerate(wishes):
            if wish.section == ANY:
                yield from _any_wasted(result, student, wish.slot)
                continue
            section = result.round.sections[wish.section]
            if wish.section in own or wish.section in result.closed or not _fits(result.round, student, section):
                continue
            better = [result.round.sections[w.section] for w in wishes[:number] if w.section in own]
            clashes = any(not set(section.slots).isdisjoint(held.slots) for held in better)
            if not clashes and _in_part(result, section, better) < _quota(result.round, student):
                yield from _unjust(result, student, section)


def _in_part(result: _Result, section: Section, held: Iterable[Section]) -> int:
    component = result.component
    return sum(component[other.slots[0]] == component[section.slots[0]] for other in held)


def _unjust(result: _Result, student: str, section: Section) -> Iterator[Broken]:
    if result.taken[section.id] < section.capacity:
        yield Broken("no_waste", section.id, student)
        return
    seated = result.seated_by_group(section)
    group = result.round.students[student].group
    own = result.priority(student, section)
    short_of_reserve = (seated[group].children if group in seated else 0) < result.reserve(section, group)
    for other_group, there in sorted(seated.items()):
        if other_group != group and there.children <= result.reserve(section, other_group):
            continue  # every seat of theirs is reserved for them
        if other_group != group and short_of_reserve:
            yield Broken("reserved", section.id, student, there.last)
            return
        if own < there.last_priority:
            yield Broken("no_envy", section.id, student, there.last)
            return


def _any_wasted(result: _Result, student: str, slot: str) -> Iterator[Broken]:
    round_ = result.round
    if (student, slot) in result.slots_taken or result.seats_held[student] >= _quota(round_, student):
        return
    any_slots = {wish.slot for wish in round_.wishes[student] if wish.section == ANY}
    for section in _meeting(round_, slot):
        is_open = 0 < result.taken[section.id] < section.capacity and bool(result.by_section[section.id])
        asked = any_slots.issuperset(section.slots)
        free = all((student, other) not in result.slots_taken for other in section.slots)
        if is_open and asked and free and _fits(round_, student, section):
            yield Broken("no_waste", section.id, student)
            return


def _meeting(round_: Round, slot: str) -> Sequence[Section]:
    return [section for section in round_.sections.values() if slot in section.slots]
