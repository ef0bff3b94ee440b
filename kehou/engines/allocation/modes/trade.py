"""Trade afterwards: families who say what they would rather have exchange seats in circles, and nobody ends worse.

Top trading cycles. A family opts in by naming, when it knows its seats, the sections it would rather have
(trades.csv). A seat is traded only for one at exactly the same times, so no clash, quota or number of children in a
section changes. Every trader points at its best section that another trader can still give, or at its own seat; every
section points at the first of those who can give it, in the order of its part. A circle of pointing is carried out,
its children leave, and the rest point again. Saying honestly what one would rather have is the best list.

What no longer holds after a trade: a child with stronger priority who did not trade may see a section it was refused
go to a trader with weaker priority. Its own seat is what it was.
"""

from collections.abc import Mapping
from dataclasses import replace

from kehou.engines.allocation import spec
from kehou.engines.allocation.modes.decision import Decision, Trade
from kehou.engines.allocation.round import Outcome, Round, Seat, Section


def trade(round_: Round, decision: Decision) -> Decision:
    """The decision with its trades made. round_: as read; the order is that of the mode (decision.judged)."""
    order = {
        slot: place
        for part in spec.parts(decision.judged)
        for place in [spec.places(decision.judged, part)]
        for slot in part.slots
    }
    seat_of = {(seat.student, seat.section): seat for seat in decision.outcome.seats}
    trades: list[Trade] = []
    for times in sorted({frozenset(section.slots) for section in round_.sections.values()}, key=sorted):
        givers = {
            seat.student: seat.section
            for seat in decision.outcome.seats
            if frozenset(round_.sections[seat.section].slots) == times and seat.student in round_.trades
        }
        rather = {student: would_rather(round_, student, given) for student, given in givers.items()}
        place = order[min(times)]
        for circle in circles(givers, rather, place):
            number = 1 + (trades[-1].circle if trades else 0)
            after = dict(zip(circle, [*circle[1:], circle[0]], strict=True))
            trades += [Trade(number, giver, givers[giver], givers[after[giver]]) for giver in circle]
    for step in trades:
        del seat_of[step.student, step.gave]
    for step in trades:
        rank = next((w.rank for w in round_.wishes.get(step.student, ()) if w.section == step.got), 0)
        seat_of[step.student, step.got] = Seat(step.student, step.got, rank)
    seats = tuple(sorted(seat_of.values(), key=lambda seat: (seat.student, seat.section)))
    traded = Outcome(seats, decision.outcome.closed, decision.outcome.empty)
    return replace(decision, trades=tuple(trades), traded=traded)


def would_rather(round_: Round, student: str, given: str) -> list[str]:
    """The sections this child would rather have and may: same times, same campus where the way counts, open to it.

    Where the child lists what it has, nothing below that is better.
    """
    mine, wanted = round_.sections[given], round_.trades[student]
    better = wanted[: wanted.index(given)] if given in wanted else wanted

    def may_have(section: Section) -> bool:
        is_near = round_.travel is None or section.campus == mine.campus
        same_times = set(section.slots) == set(mine.slots)
        return same_times and is_near and spec.void_because(round_, student, section) is None

    return [id for id in better if may_have(round_.sections[id])]


def circles(
    gives: Mapping[str, str], rather: Mapping[str, list[str]], place: Mapping[str, int]
) -> list[tuple[str, ...]]:
    """Circles of two or more, each child getting what the next one gives. place: the smaller, the sooner pointed at."""
    done: list[tuple[str, ...]] = []
    remaining = sorted(gives, key=lambda student: place[student])
    while remaining:
        first_giver: dict[str, str] = {}
        for student in remaining:
            first_giver.setdefault(gives[student], student)
        points_at = {
            student: next((first_giver[section] for section in rather[student] if section in first_giver), student)
            for student in remaining
        }
        path = [remaining[0]]
        while points_at[path[-1]] not in path:
            path.append(points_at[path[-1]])
        circle = tuple(path[path.index(points_at[path[-1]]) :])
        if len(circle) > 1:
            done.append(circle)
        remaining = [student for student in remaining if student not in circle]
    return done
