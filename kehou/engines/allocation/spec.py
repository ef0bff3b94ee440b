"""THE definition of mode rotating-draw, as plainly as it can be said. Everything faster must give the same seats.

Read it top to bottom; the numbers are those of docs/allocation.md:
1 parts, 2 order, 3 wishes, 4 in order, 5 priorities, 6 minimum, 7 any open section.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Literal, NamedTuple

from kehou.engines.allocation.clash import clash, clashes_with_block, ties
from kehou.engines.allocation.round import ANY, Decided, Outcome, Part, Round, Seat, Section, Wish


def allocate(round_: Round, decide: Callable[[Round, Part], Decided] | None = None) -> Outcome:
    """Decide a round: who gets which seat, and which sections do not open.

    decide: a faster way to decide one part with the same result (kernel.decide_part); default: the definition.
    """
    seats: list[Seat] = []
    closed: dict[str, int] = {}
    all_parts = parts(round_)
    for part in all_parts:
        decided = (decide or decide_part)(round_, part)
        seats += decided.seats
        closed |= decided.closed
    filled = {seat.section for seat in seats}
    seats += seat_anywhere(round_, all_parts, seats)
    empty = tuple(sorted(id for id in round_.sections if id not in filled and id not in closed))
    return Outcome(tuple(sorted(seats, key=lambda seat: (seat.student, seat.section))), closed, empty)


# 1. Parts: what has to be decided together


def parts(round_: Round) -> tuple[Part, ...]:
    """Cut the week into parts that do not touch each other, in the order of the week.

    A section on several days ties its slots, and so do two sections with too short a way between; a quota below the
    number of slots ties all of them, whatever is wished for: if wishes could tie slots, a family could move its own
    place by wishing.
    """
    ids = [slot.id for slot in round_.slots]
    part_of = {id: frozenset({id}) for id in ids}
    if any(round_.quota_of(student) < len(ids) for student in round_.students):
        part_of = dict.fromkeys(ids, frozenset(ids))
    together = [section.slots for section in round_.sections.values()]
    if round_.close_slots:
        together += [a.slots + b.slots for a, b in combinations(round_.sections.values(), 2) if ties(round_, a, b)]
    for slots_ in together:
        tied = frozenset[str]().union(*(part_of[slot] for slot in slots_))
        part_of |= dict.fromkeys(tied, tied)
    meeting: dict[str, list[Section]] = {id: [] for id in ids}
    for section in sorted(round_.sections.values(), key=lambda section: section.id):
        meeting[section.slots[0]].append(section)
    result = []
    for first, id in enumerate(ids):
        slots = tuple(other for other in ids if other in part_of[id])
        if id == slots[0]:
            sections = sorted((s for slot in slots for s in meeting[slot]), key=lambda section: section.id)
            has_own_orders = any(section.id in round_.sections_with_own_order for section in sections)
            result.append(Part(slots, first, tuple(sections), has_own_orders, _entangled(round_, sections)))
    return tuple(result)


def _entangled(round_: Round, sections: Sequence[Section]) -> bool:
    """A quota alone costs no honesty: of a seat a slot, and so many a week, the best first are the best together."""
    costs_several = any(len(section.slots) > 1 for section in sections)
    if round_.close_slots:
        costs_several = costs_several or any(ties(round_, a, b) for a, b in combinations(sections, 2))
    return costs_several and any(round_.quota_of(student) > 1 for student in round_.students)


# 2. Order: groups first, then the number, which moves on from slot to slot


def places(round_: Round, part: Part) -> dict[str, int]:
    """Each child's place in this part, 0 is first; in the order of those places."""
    result: dict[str, int] = {}
    groups: dict[int, list[str]] = {}
    for student in sorted(round_.students.values(), key=lambda student: (student.lottery, student.id)):
        groups.setdefault(student.group if round_.groups_first else 1, []).append(student.id)
    for group in sorted(groups):
        n = len(groups[group])
        step = part.first * n // len(round_.slots) if round_.rotate else 0
        before = len(result)
        turned = {(r + step) % n: student for r, student in enumerate(groups[group])}
        result |= {turned[place]: before + place for place in range(n)}
    return result


# 3. Wishes: which of them count

Void = Literal["grade", "prerequisite", "fixed_block"]


def void_because(round_: Round, student: str, section: Section) -> Void | None:
    """Why this child cannot be in this section at all, else None."""
    if section.grades is not None and round_.students[student].grade not in section.grades:
        return "grade"
    if any((student, earlier) not in round_.done for earlier in section.after):
        return "prerequisite"
    if clashes_with_block(round_, student, section):
        return "fixed_block"
    return None


Lists = Mapping[str, Sequence[Wish]]


def lists(round_: Round, part: Part) -> dict[str, list[Wish]]:
    """What remains of each child's list in this part, best first."""
    here = {section.id: section for section in part.sections}
    return {
        student: [
            wish
            for wish in wishes
            if wish.section in here and void_because(round_, student, here[wish.section]) is None
        ]
        for student, wishes in round_.wishes.items()
    }


# 4. Seats in order, where a part has one order


def serve_in_order(
    round_: Round, part: Part, order: Sequence[str], wanted: Lists, closed: Collection[str]
) -> dict[str, list[str]]:
    """One child after the other takes every wish with a seat, no clash, and within its quota. Section → children."""
    seated: dict[str, list[str]] = {section.id: [] for section in part.sections}
    for student in order:
        mine: list[Section] = []
        for wish in wanted.get(student, ()):
            section = round_.sections[wish.section]
            free = section.id not in closed and len(seated[section.id]) < section.capacity
            fits = not any(clash(round_, student, section, other) for other in mine)
            if free and fits and len(mine) < round_.quota_of(student):
                seated[section.id].append(student)
                mine.append(section)
    return seated


# 5. Seats by priority, where a section has an order of its own


class Priority(NamedTuple):
    """A child's priority in one section: the smaller, the stronger."""

    is_new: bool
    priority_class: float
    place: int


def priority_of(round_: Round, section: str, student: str, place: int, is_tied: bool) -> Priority:
    """Keeps its seat, then its class, then its place. In a tied part the place alone."""
    if is_tied:
        return Priority(True, float("inf"), place)
    is_new = not (round_.keep and (student, section) in round_.held)
    return Priority(is_new, round_.classes.get((section, student), float("inf")), place)


def choose(
    round_: Round, section: Section, applicants: Collection[str], place: Mapping[str, int]
) -> tuple[list[str], list[str]]:
    """Whom a section of a one-slot part takes: (on reserved seats, on open seats), strongest first."""
    best_first = sorted(applicants, key=lambda student: priority_of(round_, section.id, student, place[student], False))
    reserved: list[str] = []
    for group, seats in round_.reserved_in.get(section.id, {}).items():
        of_group = [student for student in best_first if round_.students[student].group == group]
        reserved += of_group[: min(seats, section.capacity - len(reserved))]
    has_seat = set(reserved)
    others = [student for student in best_first if student not in has_seat]
    return reserved, others[: section.capacity - len(reserved)]


def propose(
    round_: Round, part: Part, place: Mapping[str, int], wanted: Lists, closed: Collection[str]
) -> dict[str, list[str]]:
    """Student-proposing deferred acceptance: in each turn every child without a seat asks the best section left, and
    every section keeps the best of those it has and those who ask. Nobody asking, what is kept is final."""
    seated: dict[str, list[str]] = {section.id: [] for section in part.sections}
    left = {
        student: [wish.section for wish in wishes if wish.section not in closed]
        for student, wishes in wanted.items()
        if round_.quota_of(student) > 0
    }
    without = sorted(left)
    while asking := [student for student in without if left[student]]:
        applicants: dict[str, list[str]] = {}
        for student in asking:
            id = left[student].pop(0)
            applicants.setdefault(id, list(seated[id])).append(student)
        without = []
        for id, children in applicants.items():
            on_reserved, on_open = choose(round_, round_.sections[id], children, place)
            seated[id] = on_reserved + on_open
            kept = set(seated[id])
            without += [student for student in children if student not in kept]
    return seated


# 6. Minimum: close what too few children got, and run again


def decide_part(round_: Round, part: Part) -> Decided:
    """Run a part, close the section furthest below its minimum, run again, until every section stands."""
    place = places(round_, part)
    wanted = lists(round_, part)
    closed: dict[str, int] = {}
    while True:
        if part.has_own_orders and not part.is_tied:
            seated = propose(round_, part, place, wanted, closed)
        else:
            seated = serve_in_order(round_, part, list(place), wanted, closed)
        short = [section for section in part.sections if 0 < len(seated[section.id]) < section.minimum]
        if not short:
            break
        weakest = min(short, key=lambda section: (Fraction(len(seated[section.id]), section.minimum), section.id))
        closed[weakest.id] = len(seated[weakest.id])
    got = {(student, id) for id, children in seated.items() for student in children}
    seats = (
        Seat(student, wish.section, wish.rank)
        for student, wishes in wanted.items()
        for wish in wishes
        if (student, wish.section) in got
    )
    return Decided(tuple(seats), closed)


# 7. Any open section, for who asked for it and has nothing in that slot


def seat_anywhere(round_: Round, all_parts: Sequence[Part], seats: Sequence[Seat]) -> list[Seat]:
    """Place the ANY wishes, slot after slot, in that slot's order: the open section with the most seats free.

    A section on several days is taken only by a child that asked for any section on each of them: nobody is placed
    on a day the family did not ask for.
    """
    free = {section.id: section.capacity for section in round_.sections.values()}
    mine: dict[str, list[Section]] = {}
    open_: set[str] = set()

    def take(student: str, id: str) -> None:
        free[id] -= 1
        mine.setdefault(student, []).append(round_.sections[id])
        open_.add(id)

    for seat in seats:
        take(seat.student, seat.section)
    rank_of = {
        (student, wish.slot): wish.rank
        for student, wishes in round_.wishes.items()
        for wish in wishes
        if wish.section == ANY
    }
    if not rank_of:
        return []
    placed = []
    place_in = {slot: places(round_, part) for part in all_parts for slot in part.slots}
    for slot in round_.slots:
        here = [section for section in round_.sections.values() if slot.id in section.slots and section.id in open_]
        for student in place_in[slot.id]:
            held = mine.get(student, [])
            has_place = any(slot.id in section.slots for section in held)
            if has_place or (student, slot.id) not in rank_of or len(held) >= round_.quota_of(student):
                continue
            eligible = [
                section
                for section in here
                if free[section.id] > 0
                and void_because(round_, student, section) is None
                and not any(clash(round_, student, section, other) for other in held)
                and all((student, other) in rank_of for other in section.slots)
            ]
            if eligible:
                best = min(eligible, key=lambda section: (-free[section.id], section.id))
                take(student, best.id)
                placed.append(Seat(student, best.id, rank_of[student, slot.id], by_any=True))
    return placed
