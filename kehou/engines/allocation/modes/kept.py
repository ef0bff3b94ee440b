"""Which promises a mode makes, and whether a result keeps them: those of promises.py, and what only some modes say.

Like promises.py, nothing here is shared with what made the seats.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from kehou.engines.allocation import spec
from kehou.engines.allocation.clash import clash
from kehou.engines.allocation.modes.decision import Decision, Unkept
from kehou.engines.allocation.modes.optimality import not_optimal
from kehou.engines.allocation.promises import PROMISES, broken
from kehou.engines.allocation.round import ANY, Round, Seat

SHARED = tuple(promise for promise in PROMISES if promise not in ("no_envy", "reserved"))
PROMISED: Mapping[str, tuple[str, ...]] = {
    "rotating-draw": PROMISES,
    "fair-gate": PROMISES,  # read with its one line
    "week-fair": (
        *PROMISES,  # no_envy and reserved: where a section has an order of its own, and in tied slots
        "group_order",  # elsewhere: nobody lost a seat to a child of a weaker group
        "optimal",  # elsewhere: no other way to seat a group weighs more
    ),
    "draft": (
        *SHARED,
        "turn_order",  # nobody lost a seat to a child whose turn came later
    ),
}
TRADE_PROMISED = (
    "no_worse",  # whoever traded has what it would rather have, open to it, at the same times
    "same_size",  # every section has as many children as before
)


def unkept(decision: Decision, mode: str) -> list[Unkept]:
    """Every promise of the mode that this result does not keep; trades by promises of their own."""
    round_, outcome = decision.judged, decision.outcome
    faults = [
        Unkept(fault.promise, fault.section, fault.student, fault.other)
        for fault in broken(round_, outcome.seats, outcome.closed)
        if fault.promise in PROMISED[mode]
    ]
    if mode == "week-fair":
        in_flow = {id for part in spec.parts(round_) if not (part.is_tied or part.has_own_orders) for id in _ids(part)}
        faults = [f for f in faults if f.section not in in_flow or f.promise not in ("no_envy", "reserved")]
        faults += _group_order(round_, outcome.seats, outcome.closed, in_flow)
        faults += not_optimal(round_, outcome.seats, outcome.closed, decision.prices)
    if mode == "draft":
        faults += _turn_order(round_, outcome.seats, outcome.closed)
    if decision.traded is not None:
        faults += _trades(decision)
    return faults


def promised(decision: Decision, mode: str) -> tuple[str, ...]:
    return PROMISED[mode] + (TRADE_PROMISED if decision.traded is not None else ())


def _ids(part: spec.Part) -> list[str]:
    return [section.id for section in part.sections]


def _refused(round_: Round, seats: Collection[Seat], closed: Collection[str]) -> Iterator[tuple[str, str, list[Seat]]]:
    """(student, section, the seats it likes better) for every wish not given that would have fitted beside those."""
    own: dict[str, list[Seat]] = {}
    for seat in seats:
        if not seat.by_any:
            own.setdefault(seat.student, []).append(seat)
    for student, wishes in round_.wishes.items():
        of_child = {seat.section: seat for seat in own.get(student, ())}
        better: list[Seat] = []
        for wish in wishes:
            if wish.section == ANY:
                continue
            section = round_.sections[wish.section]
            if wish.section in of_child:
                better.append(of_child[wish.section])
            elif (
                wish.section not in closed
                and spec.void_because(round_, student, section) is None
                and not any(clash(round_, student, section, round_.sections[seat.section]) for seat in better)
            ):
                yield student, wish.section, list(better)


def _group_order(
    round_: Round, seats: Collection[Seat], closed: Collection[str], in_flow: Collection[str]
) -> Iterator[Unkept]:
    if not round_.groups_first:
        return
    weakest: dict[str, tuple[int, str]] = {}
    for seat in seats:
        if not seat.by_any:
            there = round_.students[seat.student].group, seat.student
            weakest[seat.section] = max(there, weakest.get(seat.section, there))
    for student, section, _ in _refused(round_, seats, closed):
        group, other = weakest.get(section, (0, ""))
        if section in in_flow and group > round_.students[student].group:
            yield Unkept("group_order", section, student, other)


def _turn_order(round_: Round, seats: Collection[Seat], closed: Collection[str]) -> Iterator[Unkept]:
    line = sorted(round_.students.values(), key=lambda child: (child.lottery, child.id))
    place = {child.id: position for position, child in enumerate(line)}

    def at(student: str, turn: int) -> tuple[int, int, int]:
        group = round_.students[student].group if round_.groups_first else 1
        return turn, group, place[student] if turn % 2 else -place[student]

    last: dict[str, tuple[tuple[int, int, int], str]] = {}
    turn_of: Counter[str] = Counter()
    for seat in sorted(seats, key=lambda seat: seat.rank):
        if not seat.by_any:
            turn_of[seat.student] += 1
            taken = at(seat.student, turn_of[seat.student]), seat.student
            last[seat.section] = max(taken, last.get(seat.section, taken))
    for student, section, better in _refused(round_, seats, closed):
        if len(better) < round_.quota_of(student) and section in last:
            taken_at, other = last[section]
            if taken_at > at(student, len(better) + 1):
                yield Unkept("turn_order", section, student, other)


def _trades(decision: Decision) -> Iterator[Unkept]:
    round_, before, after = decision.judged, decision.outcome, decision.final
    sizes = Counter(seat.section for seat in before.seats), Counter(seat.section for seat in after.seats)
    for section in sorted(id for id in round_.sections if sizes[0][id] != sizes[1][id]):
        yield Unkept("same_size", section)
    had, has = ({(seat.student, seat.section) for seat in seats} for seats in (before.seats, after.seats))
    for student in sorted({student for student, _ in had ^ has}):
        gave = sorted(id for child, id in had - has if child == student)
        got = sorted(id for child, id in has - had if child == student)
        times = sorted(slot for id in gave for slot in round_.sections[id].slots)
        if times != sorted(slot for id in got for slot in round_.sections[id].slots):
            yield Unkept("no_worse", (got or gave)[0], student)
        for id in got:
            is_open = spec.void_because(round_, student, round_.sections[id]) is None
            wanted = round_.trades.get(student, ())
            better = wanted[: min((wanted.index(gone) for gone in gave if gone in wanted), default=len(wanted))]
            if id not in better or not is_open:
                yield Unkept("no_worse", id, student)
