"""Many schools at once get the seats each gets by the definition, on one thread as on two."""

import numpy as np
import pytest

from kehou.engines.allocation import Round, Section, Slot, Student, Wish, kernel, spec, weeks

SLOTS, SECTIONS, WIDTH = 3, 5, 3


def random_weeks(dice: np.random.Generator, schools: int, children: int) -> weeks.Weeks:
    markets = schools * SLOTS
    choice = np.argsort(dice.random((markets, children, SECTIONS + 1)), axis=2)[:, :, :WIDTH].astype(np.int8)
    choice[choice == SECTIONS] = kernel.NONE
    for k in range(1, WIDTH):  # a list that has ended does not go on
        choice[:, :, k][choice[:, :, k - 1] == kernel.NONE] = kernel.NONE
    group = dice.integers(0, 3, (schools, children)).astype(np.uint8)
    rank = np.argsort(np.argsort(group + dice.random(group.shape), axis=1), axis=1).astype(np.uint16)
    capacity, minimum = dice.integers(0, 5, (2, markets, SECTIONS)).astype(np.uint16)
    return weeks.Weeks(choice, group, rank, capacity, minimum)


def as_round(all_: weeks.Weeks, school: int) -> Round:
    first = school * SLOTS
    sections = {
        f"{slot}{j}": Section(
            f"{slot}{j}", (str(slot),), int(all_.capacity[first + slot, j]), int(all_.minimum[first + slot, j])
        )
        for slot in range(SLOTS)
        for j in range(SECTIONS)
    }
    ids = [f"{i:03}" for i in range(all_.group.shape[1])]
    return Round(
        tuple(Slot(str(slot)) for slot in range(SLOTS)),
        sections,
        {id: Student(id, int(all_.rank[school, i]), int(all_.group[school, i]) + 1) for i, id in enumerate(ids)},
        {
            id: tuple(
                Wish(1 + k * SLOTS + slot, f"{slot}{all_.choice[first + slot, i, k]}")
                for k in range(WIDTH)
                for slot in range(SLOTS)
                if all_.choice[first + slot, i, k] != kernel.NONE
            )
            for i, id in enumerate(ids)
        },
    )


@pytest.mark.invariant("I2")
def test_many_schools_get_the_seats_of_the_definition() -> None:
    pytest.importorskip("numba")
    dice = np.random.default_rng(3)
    for _ in range(25):
        all_ = random_weeks(dice, schools=int(dice.integers(1, 7)), children=int(dice.integers(1, 15)))
        seats = weeks.serve_weeks(all_)
        for school in range(len(all_.group)):
            outcome = spec.allocate(as_round(all_, school))
            got = {
                (f"{i:03}", f"{slot}{all_.choice[market, i, seats.got[market, i]]}")
                for slot in range(SLOTS)
                for market in [school * SLOTS + slot]
                for i in np.flatnonzero(seats.got[market] != kernel.NONE).tolist()
            }
            assert got == {(seat.student, seat.section) for seat in outcome.seats}
        for threads in (2, 3):
            other = weeks.serve_weeks(all_, threads=threads)
            assert (other.got == seats.got).all()
            assert (other.closed == seats.closed).all()
        assert not any(weeks.broken(all_, seats, threads=2).values())


def test_a_seat_moved_to_another_child_is_counted() -> None:
    pytest.importorskip("numba")
    all_ = random_weeks(np.random.default_rng(5), schools=4, children=30)
    seats = weeks.serve_weeks(all_)
    market, child = map(int, np.argwhere(seats.got == 0)[0])
    seats.got[market, child] = kernel.NONE
    assert weeks.broken(all_, seats)["no_waste"] > 0
    with pytest.raises(ValueError, match="other markets"):
        weeks.broken(random_weeks(np.random.default_rng(5), schools=9, children=30), seats)
    seats.got[:] = 0
    assert weeks.broken(all_, seats)["capacity"] > 0
