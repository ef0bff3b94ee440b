"""Mode week-fair: the sum is the largest there is, equal ways fall to the order, and prices prove it."""

from dataclasses import replace
from functools import partial
from itertools import pairwise, product
from random import Random

import numpy as np
import pytest

from kehou.engines.allocation import Section
from kehou.engines.allocation.modes import decide, fast, favour, flow, week_fair
from kehou.engines.allocation.modes.kept import unkept
from kehou.engines.allocation.modes.optimality import not_optimal

from ..rounds import make_round
from .markets import Market, random_market, round_for_modes


def best_of_all_ways(market: Market) -> dict[str, str]:
    """Every way there is, looked at one by one."""
    lists, weights, free = market
    best: tuple[tuple[int, tuple[int, ...]], dict[str, str]] = ((-1, ()), {})
    for picks in product(*(range(len(sections) + 1) for sections in lists.values())):
        got = {id: lists[id][pick] for id, pick in zip(lists, picks, strict=True) if pick < len(lists[id])}
        if all(list(got.values()).count(section) <= seats for section, seats in free.items()):
            total = sum(weights[id][lists[id].index(section)] for id, section in got.items())
            best = max(best, ((total, tuple(-pick for pick in picks)), got), key=lambda way: way[0])
    return best[1]


def by_flow(market: Market) -> dict[str, str]:
    lists, weights, free = market
    sections, width = sorted(free), max(map(len, lists.values()))
    choice, weight = [flow.NONE] * (len(lists) * width), [0] * (len(lists) * width)
    for i, (id, own) in enumerate(lists.items()):
        choice[i * width : i * width + len(own)] = [sections.index(section) for section in own]
        weight[i * width : i * width + len(own)] = weights[id]
    left, price, got = [free[id] for id in sections], [0] * len(sections), [flow.NONE] * len(lists)
    turns = range(len(lists))
    flow.seat_heaviest(choice, weight, width, turns, 0, len(lists), left, price, 0, got, flow.FAR)
    favour.favour_order(choice, weight, width, turns, 0, len(lists), left, price, 0, got)
    return {id: lists[id][k] for id, k in zip(lists, got, strict=True) if k != flow.NONE}


def test_no_way_of_all_is_heavier_and_equal_ones_fall_to_the_order() -> None:
    for seed in range(1500):
        market = random_market(seed, 5, 4)
        assert week_fair.best_together(*market) == best_of_all_ways(market), f"seed {seed}"


def test_the_fast_way_gives_the_same_seats_in_larger_markets() -> None:
    for seed in range(60):
        market = random_market(seed, 40, 6)
        assert by_flow(market) == week_fair.best_together(*market), f"seed {seed}"


@pytest.mark.parametrize("use_compiled", [False, pytest.param(True, id="compiled")])
def test_the_fast_way_gives_the_seats_of_the_definition_on_a_thousand_rounds(use_compiled: bool) -> None:
    if use_compiled:
        pytest.importorskip("numba")
    for seed in range(1000):
        round_ = round_for_modes(seed)
        seat_slot = partial(fast.seat_slot, use_compiled=use_compiled)
        assert week_fair.allocate(round_, seat_slot).outcome == week_fair.allocate(round_).outcome, f"seed {seed}"


def test_who_got_little_on_monday_weighs_more_on_tuesday() -> None:
    sections = [Section("chess", ("mon",), 1), Section("clay", ("tue",), 1)]
    wishes = {"ann": "chess clay", "bob": "chess clay"}
    seats = week_fair.allocate(make_round(sections, wishes, slots="mon tue", rotate=False)).outcome.seats
    assert [(seat.student, seat.section) for seat in seats] == [("ann", "chess"), ("bob", "clay")]


def test_one_child_steps_aside_when_two_gain_more() -> None:
    """Both like chess best; ann has somewhere else to go, bob has not."""
    sections = [Section("chess", ("mon",), 1), Section("clay", ("mon",), 1)]
    seats = decide(make_round(sections, {"ann": "chess clay", "bob": "chess"}), "week-fair").outcome.seats
    assert [(seat.student, seat.section) for seat in seats] == [("ann", "clay"), ("bob", "chess")]


def test_but_never_a_child_of_a_stronger_group() -> None:
    sections = [Section("chess", ("mon",), 1), Section("clay", ("mon",), 1)]
    round_ = make_round(sections, {"ann": "chess clay", "bob": "chess"}, groups={"bob": 2})
    assert [seat.section for seat in decide(round_, "week-fair").outcome.seats] == ["chess"]


def test_of_two_ways_as_good_for_a_stronger_group_it_is_the_one_that_leaves_more_to_the_weaker() -> None:
    """Ann and bob have one first and one second wish between them, whoever gets chess; cas has only ball."""
    sections = [Section(id, ("mon",), 1) for id in ("ball", "chess", "clay")]
    wishes = {"ann": "chess clay", "bob": "chess ball", "cas": "ball"}
    seats = decide(make_round(sections, wishes, groups={"cas": 2}), "week-fair").outcome.seats
    assert [(seat.student, seat.section) for seat in seats] == [("ann", "clay"), ("bob", "chess"), ("cas", "ball")]


@pytest.mark.parametrize("use_compiled", [False, pytest.param(True, id="compiled")])
def test_groups_above_each_other_are_seated_as_defined_even_where_a_machines_numbers_are_too_short(
    use_compiled: bool,
) -> None:
    if use_compiled:
        pytest.importorskip("numba")
    longest = 0
    for seed in range(200):
        lists, weights, free = random_market(seed, 24, 5)
        dice = Random(seed)
        cuts = sorted(dice.choices(range(len(lists) + 1), k=dice.randint(0, 11)))
        ids = list(lists)
        groups = [ids[first:last] for first, last in pairwise([0, *cuts, len(ids)])]
        defined = week_fair.best_together(lists, week_fair.stronger_first(groups, weights), free)
        sections, width = sorted(free), max(map(len, lists.values()))
        choice, weight = np.full((len(ids), width), flow.NONE, np.int16), np.zeros((len(ids), width), np.int64)
        for i, own in enumerate(lists.values()):
            choice[i, : len(own)] = [sections.index(section) for section in own]
            weight[i, : len(own)] = weights[ids[i]]
        turns, ends = np.arange(len(ids), dtype=np.int32), np.array([*cuts, len(ids)])
        capacity = np.array([free[section] for section in sections])
        got, _, _ = fast.seat_arrays(choice, weight, turns, ends, capacity, 0 * capacity, use_compiled=use_compiled)
        seats = {id: lists[id][k] for id, k in zip(ids, got.tolist(), strict=True) if k != flow.NONE}
        assert seats == defined, f"seed {seed}"
        longest += fast._joined(weight, turns, ends, len(sections))[0].dtype == object
    assert longest > 20


def test_a_section_below_its_minimum_closes_and_its_children_go_on() -> None:
    sections = [Section("chess", ("mon",), 5, 2), Section("clay", ("mon",), 5)]
    outcome = decide(make_round(sections, {"ann": "chess clay", "bob": "clay"}), "week-fair").outcome
    assert outcome.closed == {"chess": 1}
    assert [(seat.student, seat.section) for seat in outcome.seats] == [("ann", "clay"), ("bob", "clay")]


@pytest.mark.parametrize(("place", "slots", "earlier", "expected"), [
    (0, 0, 0, 250), (1, 0, 0, 175), (0, 1, 100, 200), (0, 1, 0, 250), (1, 2, 170, 144), (13, 0, 0, 2), (40, 0, 0, 2),
])  # fmt: skip
def test_a_weight_is_worth_by_what_the_child_had_so_far(place: int, slots: int, earlier: int, expected: int) -> None:
    assert week_fair.weight(place, earlier, slots) == expected
    assert fast.weights_of(place + 1, np.array([earlier]), slots)[0, place] == expected


def test_prices_prove_the_optimum_and_no_other_seats_pass() -> None:
    """Each child moved to each other free place, or to none: the same prices say that it is not the optimum."""
    moved = 0
    for seed in range(0, 240, 2):
        decision = decide(replace(round_for_modes(seed), trades={}), "week-fair")
        round_, outcome = decision.judged, decision.outcome
        assert unkept(decision, "week-fair") == []
        for seat in outcome.seats:
            if seat.by_any:
                continue
            rest = tuple(other for other in outcome.seats if other != seat)
            assert list(not_optimal(round_, rest, outcome.closed, decision.prices)), f"seed {seed}, {seat} left out"
            for wish in round_.wishes[seat.student]:
                here = round_.sections.get(wish.section)
                if here and here.slots == round_.sections[seat.section].slots and here.id != seat.section:
                    seats = (*rest, replace(seat, section=here.id, rank=wish.rank))
                    judged = replace(decision, outcome=replace(outcome, seats=seats))
                    assert unkept(judged, "week-fair"), f"seed {seed}, {seat} to {here.id}"
                    moved += 1
    assert moved > 100


def test_a_price_that_is_changed_proves_nothing() -> None:
    sections = [Section("chess", ("mon",), 1), Section("clay", ("mon",), 1)]
    decision = decide(make_round(sections, {"ann": "chess clay", "bob": "chess"}), "week-fair")
    assert decision.prices == {("mon", 1): {"chess": 250, "clay": 175}}
    for price in ({}, {"chess": 74}, {"chess": 251, "clay": 175}, {"chess": 250, "clay": -1}, {"clay": 175}):
        assert list(not_optimal(decision.judged, decision.outcome.seats, (), {("mon", 1): price})), price


def test_compiled_and_plain_are_the_same_to_the_bit_in_a_school() -> None:
    pytest.importorskip("numba")
    dice = np.random.default_rng(1)
    for minimum in (0, 12):
        choice = np.argsort(dice.random((300, 15)) * np.arange(1, 16) ** 0.5, axis=1)[:, :6].astype(np.int16)
        weight = fast.weights_of(6, dice.integers(0, 200, 300), 2)
        turns, ends = dice.permutation(300).astype(np.int32), np.array([20, 60, 300])
        market = choice, weight, turns, ends, np.full(15, 19), np.full(15, minimum)
        compiled, plain = (fast.seat_arrays(*market, use_compiled=wanted) for wanted in (True, False))
        for one, other in zip(compiled, plain, strict=True):
            assert (one == other).all()
        assert (compiled[0] != flow.NONE).sum() > 200
