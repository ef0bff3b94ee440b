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
    week = _Week(round_)
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
            if not week.lets_in(student, section):
                yield Broken("eligible", section.id, student)
        held = [round_.sections[seat.section] for seat in own]
        if any(week.collide(student, held[i], held[j]) for i in range(len(held)) for j in range(i)):
            yield Broken("clash", own[0].section, student)
        if len(own) > _quota(round_, student):
            yield Broken("quota", own[0].section, student)


class _Week:
    """Who can be where. Where the way between campuses counts, every slot is a stretch of one time line of its day."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.blocked: dict[str, set[str]] = {}
        for student, slot in round_.busy:
            self.blocked.setdefault(student, set()).add(slot)
        self.times = {section.id: frozenset(section.slots) for section in round_.sections.values()}
        self.stretch: dict[str, tuple[str, int, int]] = {}
        if round_.travel is not None:
            for when in round_.slots:
                (day, starts), ends = when.starts.split(), when.ends.split()[-1]
                begin, end = (60 * int(text[:-3]) + int(text[-2:]) for text in (starts, ends))
                self.stretch[when.id] = day, begin, end

    def lets_in(self, student: str, section: Section) -> bool:
        if section.grades is None and not section.after and student not in self.blocked:
            return True
        child = self.round.students[student]
        return (
            (section.grades is None or child.grade in section.grades)
            and {(student, earlier) for earlier in section.after} <= self.round.done
            and not any(
                self._meet(here, section.campus or child.campus, block, child.campus)
                for here in section.slots
                for block in self.blocked.get(student, ())
            )
        )

    def collide(self, student: str, one: Section, other: Section) -> bool:
        if not self.stretch:
            return not self.times[one.id].isdisjoint(other.slots)
        home = self.round.students[student].campus
        return any(
            self._meet(here, one.campus or home, there, other.campus or home)
            for here in one.slots
            for there in other.slots
        )

    def may_collide(self, one: Section, other: Section) -> bool:
        """For some child of some campus."""
        return any(self._meet(here, one.campus, there, other.campus) for here in one.slots for there in other.slots)

    def _meet(self, here: str, campus: str, there: str, other_campus: str) -> bool:
        """Whether being in both slots needs more time than lies between, each slot stretched by the way after it."""
        if here == there or not self.stretch:
            return here == there
        (day, starts, ends), (other_day, other_starts, other_ends) = self.stretch[here], self.stretch[there]
        way = (self.round.travel or 0) if campus != other_campus else 0
        return day == other_day and starts < other_ends + way and other_starts < ends + way


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
        self.held: dict[str, list[Section]] = {}
        for seat in seats:
            self.held.setdefault(seat.student, []).append(round_.sections[seat.section])
            if not seat.by_any:
                self.by_section[seat.section].append(seat.student)
                self.by_child.setdefault(seat.student, set()).add(seat.section)
        self.week = _Week(round_)
        self.component = _components(round_, self.week)
        self._seated: dict[str, dict[int, _Seated]] = {}
        self._order: dict[int, dict[str, int]] = {}

    def place(self, first: int) -> dict[str, int]:
        """Place of each child in the part that begins with slot number `first`: group, then the turned number."""
        if first not in self._order:
            students = self.round.students.values()
            line = {s.id: s.group if self.round.groups_first else 0 for s in students}
            size = Counter(line.values())
            turned = {}
            seen: Counter[int] = Counter()
            for student in sorted(students, key=lambda s: (s.lottery, s.id)):
                group = line[student.id]
                turn = first * size[group] // len(self.round.slots) if self.round.rotate else 0
                turned[student.id] = (group, (seen[group] + turn) % size[group])
                seen[group] += 1
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


def _components(round_: Round, week: _Week) -> dict[str, tuple[int, bool]]:
    """Slot → (number of the first slot decided with it, whether it is tied to another): by spreading the smallest."""
    number = {slot.id: i for i, slot in enumerate(round_.slots)}
    lowest = dict(number)
    if any(_quota(round_, student) < len(number) for student in round_.students):
        lowest = dict.fromkeys(number, 0)
    sections = list(round_.sections.values())
    tied = [section.slots for section in sections]
    if week.stretch:
        tied += [a.slots + b.slots for i, a in enumerate(sections) for b in sections[:i] if week.may_collide(a, b)]
    changed = True
    while changed:
        changed = False
        for slots in tied:
            smallest = min(lowest[slot] for slot in slots)
            for slot in slots:
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
            if wish.section in own or wish.section in result.closed or not result.week.lets_in(student, section):
                continue
            better = [result.round.sections[w.section] for w in wishes[:number] if w.section in own]
            clashes = any(result.week.collide(student, section, held) for held in better)
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
        free = not any(result.week.collide(student, section, held) for held in result.held.get(student, ()))
        if is_open and asked and free and result.week.lets_in(student, section):
            yield Broken("no_waste", section.id, student)
            return


def _meeting(round_: Round, slot: str) -> Sequence[Section]:
    return [section for section in round_.sections.values() if slot in section.slots]
