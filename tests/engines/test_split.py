"""Money is shared without losing a fen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehou.engines.split import cap, share_by_days, split_fen
from kehou.ground.fen import Fen

amounts = st.integers(0, 10**9).map(Fen)


@pytest.mark.invariant("I6")
@given(amounts, st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_shares_add_up_and_none_is_a_whole_fen_off(total: Fen, weights: list[int]) -> None:
    shares = split_fen(total, weights)
    assert sum(shares) == total
    whole = sum(weights)
    assert all(abs(share * whole - total * weight) < whole for share, weight in zip(shares, weights, strict=True))


def test_equal_remainders_go_to_the_earlier() -> None:
    assert split_fen(Fen(100), [1, 1, 1]) == (34, 33, 33)
    assert split_fen(Fen(5), [2, 2]) == (3, 2)


def test_the_larger_remainder_comes_before_the_earlier() -> None:
    assert split_fen(Fen(10), [1, 2, 4]) == (1, 3, 6)


def test_who_weighs_nothing_gets_nothing() -> None:
    assert split_fen(Fen(7), [0, 1, 0]) == (0, 7, 0)


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, [1, -1]), (1, [0, 0]), (1, [])])
def test_a_split_that_means_nothing_is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="split_fen"):
        split_fen(Fen(total), weights)


@pytest.mark.invariant("I6")
@given(st.lists(amounts), amounts)
def test_charges_never_pass_the_ceiling_and_reach_it_where_they_can(charges: list[Fen], limit: Fen) -> None:
    kept = cap(charges, limit)
    assert sum(kept) == min(sum(charges), limit)
    assert all(0 <= part <= charge for part, charge in zip(kept, charges, strict=True))


def test_the_earlier_charge_stands_and_the_later_gives_way() -> None:
    assert cap([Fen(100), Fen(100), Fen(100)], Fen(250)) == (100, 100, 50)
    assert cap([Fen(100), Fen(100)], Fen(200)) == (100, 100)
    assert cap([], Fen(0)) == ()


@pytest.mark.parametrize(("charges", "limit"), [([-1], 5), ([1], -1)])
def test_a_ceiling_below_nothing_is_refused(charges: list[int], limit: int) -> None:
    with pytest.raises(ValueError, match="cap"):
        cap([Fen(charge) for charge in charges], Fen(limit))


@pytest.mark.invariant("I6")
@given(amounts, st.integers(1, 400), st.data())
def test_what_is_used_and_what_is_left_make_the_fee(total: Fen, days: int, data: st.DataObject) -> None:
    served = data.draw(st.integers(0, days))
    used, left = share_by_days(total, served, days)
    assert used + left == total
    assert used >= 0
    assert left >= 0
    assert abs(used * days - total * served) <= days * days
    later = data.draw(st.integers(served, days))
    assert share_by_days(total, later, days)[0] >= used


def test_no_day_costs_nothing_and_all_days_cost_everything() -> None:
    assert share_by_days(Fen(100), 0, 3) == (0, 100)
    assert share_by_days(Fen(100), 1, 3) == (34, 66)
    assert share_by_days(Fen(100), 3, 3) == (100, 0)


@pytest.mark.parametrize(("total", "served", "days"), [(-1, 0, 1), (1, 2, 1), (1, -1, 1), (1, 0, 0)])
def test_days_that_cannot_be_are_refused(total: int, served: int, days: int) -> None:
    with pytest.raises(ValueError, match="share_by_days"):
        share_by_days(Fen(total), served, days)
