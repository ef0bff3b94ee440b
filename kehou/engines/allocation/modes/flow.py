"""The heaviest way to seat one slot, fast: a minimum-cost flow in integers. The same seats as week_fair's definition.

A market has few sections and many children, so the graph searched is that of the sections: from section j to section
t leads the child of j that loses least by moving to t. Adding a child costs one search there. Written once over flat
sequences: compiled where numba is installed, plain Python otherwise. Prices prove the optimum (optimality.py).

Everywhere: child i's list is choice[i*width : (i+1)*width], section indices best first, NONE fills up, and weight
stands beside it; got[i] is the place in the list of its seat, or NONE. The target `sections` is no section at all.
"""

from collections.abc import MutableSequence, Sequence

NONE = -1
FAR = -(1 << 60)
"""What a move gains that nobody can make."""


def best_moves(
    section: int,
    sections: int,
    width: int,
    choice: Sequence[int],
    weight: Sequence[int],
    got: Sequence[int],
    inside: Sequence[int],
    start: int,
    end: int,
    gain: MutableSequence[int],
    mover: MutableSequence[int],
) -> None:
    """What it gains (mostly < 0) to move one of the children inside[start:end] of `section` elsewhere, and which one.

    Writes row `section` of gain and mover, each of sections + 1 targets.
    """
    row = section * (sections + 1)
    for j in range(sections + 1):
        gain[row + j] = FAR
        mover[row + j] = NONE
    for p in range(start, end):
        i = inside[p]
        here = weight[i * width + got[i]]
        if -here > gain[row + sections]:
            gain[row + sections] = -here
            mover[row + sections] = i
        for k in range(width):
            j = choice[i * width + k]
            if j < 0:
                break
            if j != section and weight[i * width + k] - here > gain[row + j]:
                gain[row + j] = weight[i * width + k] - here
                mover[row + j] = i


def room_made(
    sections: int,
    free: Sequence[int],
    count: Sequence[int],
    gain: Sequence[int],
    room: MutableSequence[int],
    onward: MutableSequence[int],
) -> None:
    """What the best chain of moves that frees a seat of each section gains (≤ 0; 0 where one is free), and its start.

    Bellman–Ford from below; a circle of moves that gains cannot be, or the seats would not have been the heaviest.
    """
    for j in range(sections):
        onward[j] = sections
        room[j] = 0 if free[j] > 0 else gain[j * (sections + 1) + sections] if count[j] > 0 else FAR
    changed = True
    while changed:
        changed = False
        for j in range(sections):
            if free[j] > 0 or count[j] == 0:
                continue
            row = j * (sections + 1)
            for t in range(sections):
                if gain[row + t] > FAR and room[t] > FAR and gain[row + t] + room[t] > room[j]:
                    room[j] = gain[row + t] + room[t]
                    onward[j] = t
                    changed = True


def pass_on(
    i: int,
    pick: int,
    sections: int,
    width: int,
    choice: Sequence[int],
    start: Sequence[int],
    free: MutableSequence[int],
    count: MutableSequence[int],
    onward: Sequence[int],
    mover: Sequence[int],
    where: MutableSequence[int],
    inside: MutableSequence[int],
    got: MutableSequence[int],
) -> None:
    """Give child i its wish `pick`; whoever it displaces goes where the best chain leads, and so on to a free seat."""
    child, k = i, pick
    while True:
        j = choice[child * width + k]
        got[child] = k
        if free[j] > 0:
            where[child] = start[j] + count[j]
            inside[where[child]] = child
            count[j] += 1
            free[j] -= 1
            return
        leaving = mover[j * (sections + 1) + onward[j]]
        where[child] = where[leaving]
        inside[where[child]] = child
        got[leaving] = NONE
        if onward[j] == sections:
            return
        child, k = leaving, 0
        while choice[child * width + k] != onward[j]:
            k += 1


def seat_heaviest(
    choice: Sequence[int],
    weight: Sequence[int],
    width: int,
    order: Sequence[int],
    first: int,
    last: int,
    free: MutableSequence[int],
    price: MutableSequence[int],
    at: int,
    got: MutableSequence[int],
) -> None:
    """Seat the children order[first:last] so that their weights add up to the most there can be.

    free: seats left in each section, taken down. Writes got, and price[at + j] ≥ 0: what one seat fewer in j would cost.
    """
    sections = len(free)
    start, total = [0] * sections, 0
    for j in range(sections):
        start[j] = total
        total += min(free[j], last - first)
    inside, where, count = [0] * (total + 1), [0] * len(got), [0] * sections
    gain, mover = [FAR] * (sections * (sections + 1)), [NONE] * (sections * (sections + 1))
    room, onward = [0] * sections, [sections] * sections
    room_made(sections, free, count, gain, room, onward)
    for p in range(first, last):
        i = order[p]
        got[i] = NONE
        most, pick = 0, NONE
        for k in range(width):
            j = choice[i * width + k]
            if j < 0:
                break
            if room[j] > FAR and weight[i * width + k] + room[j] > most:
                most, pick = weight[i * width + k] + room[j], k
        if pick == NONE:
            continue
        pass_on(i, pick, sections, width, choice, start, free, count, onward, mover, where, inside, got)
        j = choice[i * width + pick]
        if free[j] > 0:
            continue  # a seat was free and another still is: no chain became worse
        while j != sections:
            if free[j] == 0:
                end = start[j] + count[j]
                best_moves(j, sections, width, choice, weight, got, inside, start[j], end, gain, mover)
            j = onward[j]
        room_made(sections, free, count, gain, room, onward)
    for j in range(sections):
        price[at + j] = -room[j]


# Of all heaviest ways, the one that is best for the first in the order, then for the second, …


def count_options(
    i: int,
    step: int,
    sections: int,
    width: int,
    choice: Sequence[int],
    is_even: Sequence[int],
    got: Sequence[int],
    swaps: MutableSequence[int],
) -> None:
    """Add `step` to the number of children that could as well be elsewhere: from where i is to each equal option."""
    nodes = sections + 2
    here = sections if got[i] == NONE else choice[i * width + got[i]]
    for k in range(width):
        if is_even[i * (width + 1) + k] and choice[i * width + k] != here:
            swaps[here * nodes + choice[i * width + k]] += step
    if is_even[i * (width + 1) + width] and here != sections:
        swaps[here * nodes + sections] += step


def way_back(
    source: int,
    goal: int,
    sections: int,
    swaps: Sequence[int],
    free: Sequence[int],
    price: Sequence[int],
    at: int,
    came: MutableSequence[int],
    queue: MutableSequence[int],
) -> bool:
    """Is there a chain of moves, none of which costs anything, from one section too full to one too empty?

    Node sections: no section. Node sections + 1: seats that may stay free; a section whose price is 0 may have one
    more of them, and any with a free seat one fewer. came: the node before, for the way found.
    """
    nodes = sections + 2
    slack = sections + 1
    for node in range(nodes):
        came[node] = NONE
    came[source] = source
    queue[0] = source
    head, tail = 0, 1
    while head < tail:
        here = queue[head]
        head += 1
        if here == goal:
            return True
        for node in range(nodes):
            if came[node] != NONE:
                continue
            if here == slack:
                leads = node == sections or (node < sections and price[at + node] == 0)
            elif node == slack:
                leads = here == sections or free[here] > 0
            else:
                leads = swaps[here * nodes + node] > 0
            if leads:
                came[node] = here
                queue[tail] = node
                tail += 1
    return False


def walk_back(
    goal: int,
    source: int,
    sections: int,
    width: int,
    choice: Sequence[int],
    order: Sequence[int],
    first: int,
    last: int,
    is_even: Sequence[int],
    came: Sequence[int],
    free: MutableSequence[int],
    swaps: MutableSequence[int],
    got: MutableSequence[int],
) -> None:
    """Make the moves of the way that was found. order[first:last]: the children that may still be moved."""
    slack = sections + 1
    node = goal
    while node != source:
        before = came[node]
        if node == slack:
            if before < sections:
                free[before] -= 1
        elif before == slack:
            if node < sections:
                free[node] += 1
        else:
            for p in range(first, last):
                i = order[p]
                if (sections if got[i] == NONE else choice[i * width + got[i]]) != before:
                    continue
                k = width
                if node < sections:
                    k = 0
                    while k < width and choice[i * width + k] != node:
                        k += 1
                    if k == width:
                        continue
                if is_even[i * (width + 1) + k]:
                    count_options(i, -1, sections, width, choice, is_even, got, swaps)
                    got[i] = NONE if k == width else k
                    count_options(i, 1, sections, width, choice, is_even, got, swaps)
                    break
        node = before


def favour_order(
    choice: Sequence[int],
    weight: Sequence[int],
    width: int,
    order: Sequence[int],
    first: int,
    last: int,
    free: MutableSequence[int],
    price: Sequence[int],
    at: int,
    got: MutableSequence[int],
) -> None:
    """Among all equally heavy ways, move to the one that the first child likes best, then the second, and so on.

    A child may be wherever weight minus price is the most for it; all such ways that fill the sections with a price
    are equally heavy, and no others are.
    """
    sections = len(free)
    nodes = sections + 2
    is_even = [0] * (len(got) * (width + 1))
    swaps, came, queue = [0] * (nodes * nodes), [0] * nodes, [0] * nodes
    for p in range(first, last):
        i = order[p]
        most = 0
        for k in range(width):
            if choice[i * width + k] < 0:
                break
            most = max(most, weight[i * width + k] - price[at + choice[i * width + k]])
        for k in range(width):
            if choice[i * width + k] < 0:
                break
            if weight[i * width + k] - price[at + choice[i * width + k]] == most:
                is_even[i * (width + 1) + k] = 1
        if most == 0:
            is_even[i * (width + 1) + width] = 1
        count_options(i, 1, sections, width, choice, is_even, got, swaps)
    for p in range(first, last):
        i = order[p]
        count_options(i, -1, sections, width, choice, is_even, got, swaps)
        here = sections if got[i] == NONE else choice[i * width + got[i]]
        for k in range(width if got[i] == NONE else got[i]):
            if not is_even[i * (width + 1) + k]:
                continue
            wanted = choice[i * width + k]
            if way_back(wanted, here, sections, swaps, free, price, at, came, queue):
                walk_back(here, wanted, sections, width, choice, order, p + 1, last, is_even, came, free, swaps, got)
                got[i] = k
                break


def seat_slot(
    choice: Sequence[int],
    weight: Sequence[int],
    width: int,
    order: Sequence[int],
    ends: Sequence[int],
    capacity: Sequence[int],
    minimum: Sequence[int],
    free: MutableSequence[int],
    closed_with: MutableSequence[int],
    price: MutableSequence[int],
    got: MutableSequence[int],
) -> None:
    """Decide one slot with its minimum rule: group after group, each the heaviest way with the seats left to it.

    order: children, groups first; group g ends at ends[g]. price: [groups × sections], see seat_heaviest; sections
    are numbered in order of id. closed_with[j]: the children j had when it was closed, else NONE.
    """
    sections = len(capacity)
    for j in range(sections):
        closed_with[j] = NONE
    weakest = 0
    while weakest != NONE:
        for j in range(sections):
            free[j] = capacity[j] if closed_with[j] == NONE else 0
        first = 0
        for g in range(len(ends)):
            seat_heaviest(choice, weight, width, order, first, ends[g], free, price, g * sections, got)
            favour_order(choice, weight, width, order, first, ends[g], free, price, g * sections, got)
            first = ends[g]
        weakest, fewest = NONE, 0
        for j in range(sections):
            taken = capacity[j] - free[j]
            if (
                closed_with[j] == NONE
                and 0 < taken < minimum[j]
                and (weakest == NONE or taken * minimum[weakest] < fewest * minimum[j])
            ):
                weakest, fewest = j, taken
        if weakest != NONE:
            closed_with[weakest] = fewest
