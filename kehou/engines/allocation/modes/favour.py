"""Of all heaviest ways to seat a slot, the one that is best for the first in the order, then for the second, ….

Prices say which wishes of a child are equally good: those where weight minus price is the most. All ways that give
everyone such a wish and fill the sections with a price are equally heavy, and no others are. Arrays as in flow.py.
"""

from collections.abc import MutableSequence, Sequence

from kehou.engines.allocation.modes.flow import NONE


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
    """Move children along ways that cost nothing, until each in turn has the best it can have beside those before it.

    got, free: as seat_heaviest left them; changed. price: from at on.
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
