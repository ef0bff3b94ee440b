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
"""What a move gains that nobody can make. `far` is it, or further where weights are longer than a machine's numbers."""


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
    far: int,
) -> None:
    """What it gains (mostly < 0) to move one of the children inside[start:end] of `section` elsewhere, and which one.

    Writes row `section` of gain and mover, each of sections + 1 targets.
    """
    row = section * (sections + 1)
    for j in range(sections + 1):
        gain[row + j] = far
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
    far: int,
) -> None:
    """What the best chain of moves that frees a seat of each section gains (≤ 0; 0 where one is free), and its start.

    Bellman–Ford from below; a circle of moves that gains cannot be, or the seats would not have been the heaviest.
    """
    for j in range(sections):
        onward[j] = sections
        room[j] = 0 if free[j] > 0 else gain[j * (sections + 1) + sections] if count[j] > 0 else far
    changed = True
    while changed:
        changed = False
        for j in range(sections):
            if free[j] > 0 or count[j] == 0:
                continue
            row = j * (sections + 1)
            for t in range(sections):
                if gain[row + t] > far and room[t] > far and gain[row + t] + room[t] > room[j]:
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
    far: int,
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
    gain, mover = [far] * (sections * (sections + 1)), [NONE] * (sections * (sections + 1))
    room, onward = [0] * sections, [sections] * sections
    room_made(sections, free, count, gain, room, onward, far)
    for p in range(first, last):
        i = order[p]
        got[i] = NONE
        most, pick = 0, NONE
        for k in range(width):
            j = choice[i * width + k]
            if j < 0:
                break
            if room[j] > far and weight[i * width + k] + room[j] > most:
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
                best_moves(j, sections, width, choice, weight, got, inside, start[j], end, gain, mover, far)
            j = onward[j]
        room_made(sections, free, count, gain, room, onward, far)
    for j in range(sections):
        price[at + j] = -room[j]
