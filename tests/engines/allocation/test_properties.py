"""True of every round, however odd."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehou.engines.allocation import ANY, Round, explain, kernel, spec
from kehou.engines.allocation.promises import broken

from .rounds import rounds

MANY = settings(max_examples=100, deadline=None)


@pytest.mark.invariant("I2")
@MANY
@given(rounds())
def test_every_promise_is_kept(round_: Round) -> None:
    outcome = spec.allocate(round_)
    assert broken(round_, outcome.seats, outcome.closed) == []


@pytest.mark.invariant("I2")
@MANY
@given(rounds())
def test_no_child_holds_two_seats_in_one_slot_and_no_section_overflows(round_: Round) -> None:
    seats = spec.allocate(round_).seats
    places = Counter((seat.student, slot) for seat in seats for slot in round_.sections[seat.section].slots)
    assert all(times == 1 for times in places.values())
    filled = Counter(seat.section for seat in seats)
    assert all(filled[id] <= section.capacity for id, section in round_.sections.items())


@pytest.mark.parametrize("use_compiled", [False, True])
def test_read_only_and_turned_arrays_are_taken_too(use_compiled: bool) -> None:
    choice = np.array([[[0, 1], [0, 1], [0, kernel.NONE]]], np.int64)
    order = np.array([[2], [0], [1]], np.int64).T
    order.flags.writeable = False
    got, closed_with = kernel.serve_many(
        choice,
        order,
        np.array([[1, 5]]),
        np.array([[0, 3]]),
        use_compiled=use_compiled,
    )
    assert got.tolist() == [[kernel.NONE, kernel.NONE, 0]]
    assert closed_with.tolist() == [[kernel.NONE, 2]]


@MANY
@given(rounds(plain=True))
def test_with_one_order_deferred_acceptance_is_serving_in_order(round_: Round) -> None:
    for part in spec.parts(round_):
        place = spec.places(round_, part)
        wanted = spec.lists(round_, part)
        served = spec.serve_in_order(round_, part, list(place), wanted, ())
        proposed = spec.propose(round_, part, place, wanted, ())
        assert {id: set(children) for id, children in served.items()} == {
            id: set(children) for id, children in proposed.items()
        }


@MANY
@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(round_: Round, shuffler) -> None:
    def shuffled(mapping):
        items = list(mapping.items())
        shuffler.shuffle(items)
        return dict(items)

    other = replace(
        round_,
        sections=shuffled(round_.sections),
        students=shuffled(round_.students),
        wishes=shuffled(round_.wishes),
        classes=shuffled(round_.classes),
        reserved=shuffled(round_.reserved),
    )
    assert spec.allocate(other) == spec.allocate(round_)


@MANY
@given(rounds())
def test_every_wish_is_answered_once_and_the_given_ones_are_the_seats(round_: Round) -> None:
    outcome = spec.allocate(round_)
    explanation = explain(round_, outcome)
    assert Counter(why.student for why in explanation.whys) == Counter(
        {student: len(wishes) for student, wishes in round_.wishes.items() if wishes}
    )
    given_ = {(why.student, why.section) for why in explanation.whys if why.answer == "given"}
    assert given_ == {(seat.student, seat.section) for seat in outcome.seats}


@MANY
@given(rounds())
def test_who_waits_was_refused_by_a_full_section_with_a_better_last_child(round_: Round) -> None:
    outcome = spec.allocate(round_)
    explanation = explain(round_, outcome)
    filled = Counter(seat.section for seat in outcome.seats)
    for why in explanation.whys:
        if why.answer == "full":
            assert why.student in explanation.waiting[why.section]
            assert filled[why.section] == round_.sections[why.section].capacity
            if why.last is not None and why.own is not None:
                assert _strength(why.last) < _strength(why.own)


def _strength(standing) -> tuple[bool, float, int]:
    no_class = standing.priority_class is None
    return not standing.keeps, float("inf") if no_class else standing.priority_class, standing.place


@MANY
@given(rounds())
def test_nobody_is_placed_on_a_day_the_family_did_not_ask_for(round_: Round) -> None:
    for seat in spec.allocate(round_).seats:
        wishes = round_.wishes[seat.student]
        asked_any = {wish.slot for wish in wishes if wish.section == ANY}
        named = any(wish.section == seat.section for wish in wishes)
        assert named or asked_any.issuperset(round_.sections[seat.section].slots)


@settings(max_examples=250, deadline=None)
@given(rounds(), st.data())
def test_a_false_list_gains_nothing_where_every_section_opens(drawn: Round, data: st.DataObject) -> None:
    """Honesty is promised slot by slot, with priorities too, for the sections that open (docs/allocation.md)."""
    honest = replace(
        drawn,
        sections={id: replace(s, slots=s.slots[:1], minimum=0) for id, s in drawn.sections.items()},
        students={id: replace(student, quota=None) for id, student in drawn.students.items()},
        wishes={student: _named(wishes) for student, wishes in drawn.wishes.items()},
        quota=None,
        travel=None,
    )
    liars = [student for student, wishes in honest.wishes.items() if wishes]
    if not liars:
        return
    liar = data.draw(st.sampled_from(liars))
    lie = tuple(data.draw(st.permutations(honest.wishes[liar])))[: data.draw(st.integers(0, 7))]
    lie = tuple(replace(wish, rank=rank) for rank, wish in enumerate(lie, start=1))
    lied = replace(honest, wishes={**honest.wishes, liar: lie})
    true_rank = {wish.section: wish.rank for wish in honest.wishes[liar]}

    def by_slot(r: Round) -> dict[str, int]:
        seats = [seat for seat in spec.allocate(r).seats if seat.student == liar]
        return {r.sections[seat.section].slots[0]: true_rank[seat.section] for seat in seats}

    told, untold = by_slot(honest), by_slot(lied)
    assert all(slot in told and told[slot] <= rank for slot, rank in untold.items())


def _named(wishes):
    return tuple(wish for wish in wishes if wish.section != ANY)
