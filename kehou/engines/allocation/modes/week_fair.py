"""Mode week-fair, fewest left out. The definition; flow.py is the fast way to the same seats.

Slot after slot in the order of the week the children get the seats whose weights add up to the most: first those of the
strongest group, then, among the ways that are best for it, those of the next, and so on. A child's weight for a wish is
worth × 1000 / (400 + its average so far), rounded down: who got little earlier in the week weighs more now. In a slot
with an order of its own, and in tied slots, the definition of rotating-draw decides (spec.decide_part), and what a child
got there counts for the slots after.

Not strategy-proof: a child that hides an early wish can gain later. docs/allocation-modes.md says so.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction

from kehou.engines.allocation import spec
from kehou.engines.allocation.modes.decision import Algorithm, Decision
from kehou.engines.allocation.modes.worth import valid_wishes, week_values, worth
from kehou.engines.allocation.round import Decided, Outcome, Part, Round, Seat

HEAD_START = 400
"""Points everybody is taken to have, four full slots: the less, the more it helps who has little, and the more children
are left out for it (docs/decisions/what-the-other-modes-leave-out.md)."""

Weights = Mapping[str, Sequence[int]]
"""Student → weight of each wish of its list in the slot, best first."""
SlotPrices = dict[int, dict[str, int]]
"""Group → section → price."""
DecideSlot = Callable[[Round, Part, Weights], tuple[Decided, SlotPrices]]


def weight(place: int, earlier: int, slots: int) -> int:
    """Weight of the wish at `place` (from 0) for a child that got `earlier` points in the `slots` slots before."""
    if slots == 0:
        return worth(place) * 1000 // HEAD_START
    return worth(place) * 1000 * slots // (HEAD_START * slots + earlier)


def is_flow(part: Part) -> bool:
    """Whether the sum of weights decides here: one slot, and no section with an order of its own."""
    return not part.is_tied and not part.has_own_orders


def allocate(
    round_: Round,
    decide_slot: DecideSlot | None = None,
    decide_part: Callable[[Round, Part], Decided] = spec.decide_part,
) -> Decision:
    """Decide a round. decide_slot, decide_part: faster ways to the same seats."""
    wishes = valid_wishes(round_)
    earlier = dict.fromkeys(round_.students, 0)
    slots_before = 0
    seats: list[Seat] = []
    closed: dict[str, int] = {}
    prices: dict[tuple[str, int], dict[str, int]] = {}
    algorithms: dict[str, Algorithm] = {}
    all_parts = spec.parts(round_)
    for part in all_parts:
        if is_flow(part):
            weights = {
                student: [weight(place, earlier[student], slots_before) for place in range(len(wanted))]
                for student, wanted in spec.lists(round_, part).items()
            }
            decided, here = (decide_slot or seat_slot)(round_, part, weights)
            prices |= {(part.slots[0], group): of_group for group, of_group in here.items()}
            algorithms[part.slots[0]] = "heaviest-flow"
        else:
            decided = decide_part(round_, part)
            algorithms[part.slots[0]] = "in-order" if part.is_tied else "deferred-acceptance"
        seats += decided.seats
        closed |= decided.closed
        slots_before += len(part.slots)
        for student, points in week_values(round_, decided.seats, wishes).items():
            earlier[student] += sum(points.values())
    filled = {seat.section for seat in seats}
    seats += spec.seat_anywhere(round_, all_parts, seats)
    empty = tuple(sorted(id for id in round_.sections if id not in filled and id not in closed))
    outcome = Outcome(tuple(sorted(seats, key=lambda seat: (seat.student, seat.section))), closed, empty)
    return Decision(round_, outcome, algorithms, prices)


def groups_in_order(round_: Round, part: Part, wanted: spec.Lists) -> dict[int, list[str]]:
    """Group, strongest first → its children with a wish here, in the order of the part."""
    groups: dict[int, list[str]] = {}
    for student in spec.places(round_, part):
        if wanted.get(student):
            groups.setdefault(round_.students[student].group if round_.groups_first else 1, []).append(student)
    return groups


def seat_slot(round_: Round, part: Part, weights: Weights) -> tuple[Decided, SlotPrices]:
    """One slot, with the rule of the minimum as in spec.decide_part. No prices: those are flow.py's proof."""
    wanted = spec.lists(round_, part)
    groups = groups_in_order(round_, part, wanted)
    lists = {student: [wish.section for wish in wanted[student]] for own in groups.values() for student in own}
    together = stronger_first(groups.values(), weights)
    closed: dict[str, int] = {}
    while True:
        free = {section.id: 0 if section.id in closed else section.capacity for section in part.sections}
        got = best_together(lists, together, free)
        taken = {section.id: list(got.values()).count(section.id) for section in part.sections}
        short = [section for section in part.sections if 0 < taken[section.id] < section.minimum]
        if not short:
            break
        weakest = min(short, key=lambda section: (Fraction(taken[section.id], section.minimum), section.id))
        closed[weakest.id] = taken[weakest.id]
    seats = (
        Seat(student, wish.section, wish.rank)
        for student, wishes in wanted.items()
        for wish in wishes
        if got.get(student) == wish.section
    )
    return Decided(tuple(seats), closed), {}


def stronger_first(groups: Collection[Sequence[str]], weights: Weights) -> Weights:
    """Weights so large that one point of a stronger group is more than all that the weaker ones can have together."""
    children = [student for group in groups for student in group]
    step = 1 + sum(max(weights[student], default=0) for student in children)
    above = len(groups) - 1
    return {
        student: [weight * step ** (above - number) for weight in weights[student]]
        for number, group in enumerate(groups)
        for student in group
    }


def best_together(lists: Mapping[str, Sequence[str]], weights: Weights, free: Mapping[str, int]) -> dict[str, str]:
    """Student → section: the seats whose weights add up to the most; of equally good ways the one that is best for
    the first child of `lists`, then for the second, and so on.

    Children are added one by one. Each time we look for the chain of moves that adds most: the new child takes a
    seat, the child that had it takes another, …, until a seat is free or a child goes without. Adding the best chain
    each time, the sum is the largest at every step. Scores are whole numbers without limit: first the weight, and
    behind it, like the digits of one long number, how much each child in turn likes what it has.
    """
    longest = max(map(len, lists.values()), default=0)
    base = longest + 1
    score: dict[tuple[str, str], int] = {}
    for turn, (student, sections) in enumerate(lists.items()):
        for place, section in enumerate(sections):
            liking = (longest - place) * base ** (len(lists) - 1 - turn)
            score[student, section] = weights[student][place] * base ** len(lists) + liking
    got: dict[str, str] = {}
    for new in lists:
        # room[s]: the most a chain of moves gains that frees a seat in s (0 or less), and the moves of that chain
        holders: dict[str, list[str]] = {}
        for student, section in got.items():
            holders.setdefault(section, []).append(student)
        room: dict[str, tuple[int, list[tuple[str, str | None]]]] = {
            section: (0, []) for section, seats in free.items() if len(holders.get(section, [])) < seats
        }
        is_settled = False
        while not is_settled:
            is_settled = True
            for section, children in holders.items():
                if len(children) < free[section]:
                    continue
                for child in children:
                    ways: list[tuple[int, list[tuple[str, str | None]]]] = [(0, [(child, None)])]
                    for other in lists[child]:
                        if other != section and other in room:
                            gain, moves = room[other]
                            ways.append((score[child, other] + gain, [(child, other), *moves]))
                    gain, moves = max(ways, key=lambda way: way[0])
                    gain -= score[child, section]
                    if section not in room or gain > room[section][0]:
                        room[section] = gain, moves
                        is_settled = False
        options = [(score[new, s] + room[s][0], [(new, s), *room[s][1]]) for s in lists[new] if s in room]
        gain, chain = max(options, key=lambda option: option[0], default=(0, []))
        if gain > 0:
            for child, target in reversed(chain):
                if target is None:
                    del got[child]
                else:
                    got[child] = target
    return got
