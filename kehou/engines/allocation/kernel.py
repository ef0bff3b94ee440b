"""The same seats, fast: a round's parts as flat arrays for solvers/, compiled where that pays.

One slot and one order: in_order. One slot and a section with an order of its own: deferred. Several slots: tied. What is
too large for the arrays' types goes to the definition (spec.decide_part).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from kehou.engines.allocation import spec
from kehou.engines.allocation.round import Decided, Outcome, Part, Round, Seat, Wish
from kehou.engines.allocation.solvers.deferred import defer_many
from kehou.engines.allocation.solvers.in_order import LONGEST, NONE, Counts, Turns, Wishes, serve, serve_many
from kehou.engines.allocation.solvers.tied import MOST_SLOTS, serve_tied_many

MOST_SECTIONS = 32_000
"""Of one part: their numbers are kept in two bytes."""
Lists = Mapping[str, Sequence[Wish]]
"""Student → its wishes in the part, for those that may have a seat and ask for one; in the order of the part."""


def decide_part(round_: Round, part: Part, *, use_compiled: bool | None = None) -> Decided:
    """spec.decide_part, faster. use_compiled: None lets the size of the part decide."""
    lists = spec.lists(round_, part)
    askers = (student for student in spec.places(round_, part) if lists.get(student) and round_.quota_of(student) > 0)
    wanted = {student: lists[student] for student in askers}
    width = max(map(len, wanted.values()), default=0)
    if width > LONGEST or len(part.sections) > MOST_SECTIONS or len(part.slots) > MOST_SLOTS:
        return spec.decide_part(round_, part)
    number = {section.id: j for j, section in enumerate(part.sections)}
    choice = np.full((1, len(wanted), width), NONE, np.int16)
    for i, wishes in enumerate(wanted.values()):
        choice[0, i, : len(wishes)] = [number[wish.section] for wish in wishes]
    capacity = np.array([[section.capacity for section in part.sections]], np.int64)
    minimum = np.array([[section.minimum for section in part.sections]], np.int64)
    turns = np.arange(len(wanted), dtype=np.int32)[None, :]
    if part.is_tied:
        together = [*_where(round_, part, wanted), capacity, minimum]
        given, closed_with = serve_tied_many(choice, turns, *together, use_compiled=use_compiled)
        got = np.argwhere(given[0])
    else:
        if part.has_own_orders:
            claims = _claims(round_, wanted, width)
            of_groups = _kinds(round_, part, wanted)
            place, closed_with = defer_many(choice, claims, *of_groups, capacity, minimum, use_compiled=use_compiled)
        else:
            in_one_line, closed_with = serve_many(choice, turns, capacity, minimum, use_compiled=use_compiled)
            place = in_one_line.astype(np.int16)
        has_seat = np.flatnonzero(place[0] != NONE)
        got = np.stack([has_seat, place[0][has_seat]], axis=1)
    students = list(wanted)
    taken = ((students[i], wanted[students[i]][k]) for i, k in got.tolist())
    closed = zip(part.sections, closed_with[0].tolist(), strict=True)
    return Decided(
        tuple(Seat(student, wish.section, wish.rank) for student, wish in taken),
        {section.id: children for section, children in closed if children != NONE},
    )


def _claims(round_: Round, wanted: Lists, width: int) -> Turns:
    """[1, children, width]: the child's rank among those who ask for the section, the strongest 0.

    Where a section has no order of its own, its rank among all children of the part does as well.
    """
    claims = np.repeat(np.arange(len(wanted), dtype=np.int32), width).reshape(1, len(wanted), width)
    asking: dict[str, list[tuple[spec.Priority, int, int]]] = {}
    for i, (student, wishes) in enumerate(wanted.items()):
        for k, wish in enumerate(wishes):
            if wish.section in round_.sections_with_own_order:
                priority = spec.priority_of(round_, wish.section, student, i, is_tied=False)
                asking.setdefault(wish.section, []).append((priority, i, k))
    for askers in asking.values():
        for rank, (_, i, k) in enumerate(sorted(askers)):
            claims[0, i, k] = rank
    return claims


def _kinds(round_: Round, part: Part, wanted: Lists) -> tuple[Turns, Counts]:
    """(each child's kind [1, children], seats reserved [1, sections, kinds]): a kind is a group with seats of its own
    here, strongest first; the last is everybody else."""
    reserved = [round_.reserved_in.get(section.id, {}) for section in part.sections]
    groups = sorted({group for of_section in reserved for group in of_section})
    kind = {group: number for number, group in enumerate(groups)}
    kinds = [kind.get(round_.students[student].group, len(groups)) for student in wanted]
    seats = [[*(of_section.get(group, 0) for group in groups), 0] for of_section in reserved]
    return np.array([kinds], np.int32), np.array([seats], np.int64)


def _where(round_: Round, part: Part, wanted: Lists) -> list[Counts]:
    """quota and home by child; meets, excludes, close and campus by section (tied.serve_tied); each [1, …]."""
    bit = {slot: 1 << number for number, slot in enumerate(part.slots)}
    meets, excludes, close = [], [], []
    for section in part.sections:
        near = [pair for slot in section.slots for pair in round_.close_slots.get(slot, {}).items() if pair[0] in bit]
        own = {bit[slot] for slot in section.slots}
        meets.append(sum(own))
        excludes.append(sum(own | {bit[slot] for slot, minutes in near if minutes < 0}))
        close.append(sum({bit[slot] for slot, _ in near}))
    homes = [round_.students[student].campus for student in wanted]
    campuses = [section.campus for section in part.sections]
    number = {campus: at for at, campus in enumerate(sorted({"", *homes, *campuses}))}
    columns = (
        [round_.quota_of(student) for student in wanted],
        [number[home] for home in homes],
        *(meets, excludes, close),
        [number[campus] for campus in campuses],
    )
    return [np.array([column], np.int64) for column in columns]


def allocate(round_: Round) -> Outcome:
    """spec.allocate through the fast path."""
    return spec.allocate(round_, decide_part)


__all__ = ["LONGEST", "NONE", "Wishes", "allocate", "decide_part", "serve", "serve_many"]
