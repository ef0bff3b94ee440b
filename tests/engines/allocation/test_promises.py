"""The judge of results speaks up for each promise, and only for that one."""

from dataclasses import replace

import pytest

from kehou.engines.allocation import Round, Seat, Section, spec
from kehou.engines.allocation.promises import PROMISES, broken

from .rounds import make_round

SECTIONS = [
    Section("chess", ("mon",), 1),
    Section("clay", ("mon",), 2, minimum=2),
    Section("ball", ("tue",), 2, grades=frozenset({1})),
]
WISHES = {"ann": "chess ball", "bob": "chess clay ball", "cas": "clay chess ball"}


def round_with(**changes: object) -> Round:
    return replace(make_round(SECTIONS, WISHES, rotate=False), **changes)


def said(round_: Round, *seats: tuple[str, str, int], closed: tuple[str, ...] = ()) -> set[str]:
    return {fault.promise for fault in broken(round_, [Seat(*seat) for seat in seats], closed)}


RIGHT = (("ann", "chess", 1), ("bob", "clay", 2), ("cas", "clay", 1), ("ann", "ball", 2), ("bob", "ball", 3))


def test_the_right_result_breaks_nothing() -> None:
    outcome = spec.allocate(round_with())
    assert {(seat.student, seat.section, seat.rank) for seat in outcome.seats} == set(RIGHT)
    assert said(round_with(), *RIGHT) == set()


@pytest.mark.parametrize(
    ("promise", "seats"),
    [
        ("capacity", (*RIGHT, ("cas", "ball", 3))),
        ("wished", (*RIGHT[:4], ("bob", "ball", 1))),
        ("clash", (*RIGHT, ("cas", "chess", 2))),
        ("minimum", (("ann", "chess", 1), ("cas", "clay", 1), ("ann", "ball", 2), ("bob", "ball", 3))),
        ("no_waste", RIGHT[:4]),
        ("no_envy", (*RIGHT[:3], ("bob", "ball", 3), ("cas", "ball", 3))),
    ],
)
def test_each_promise_has_a_voice(promise: str, seats: tuple[tuple[str, str, int], ...]) -> None:
    assert promise in said(round_with(), *seats)


def test_a_wrong_grade_a_missing_prerequisite_and_a_fixed_block_are_heard() -> None:
    busy = round_with(busy=frozenset({("bob", "tue")}))
    assert said(busy, *RIGHT) == {"eligible"}
    older = make_round(SECTIONS, WISHES, rotate=False, grades={"bob": 2})
    assert "eligible" in said(older, *RIGHT)
    after = {**{s.id: s for s in SECTIONS}, "ball": replace(SECTIONS[2], after=("ball1",))}
    assert "eligible" in said(round_with(sections=after), *RIGHT)


def test_more_seats_than_the_week_allows_are_heard() -> None:
    assert "quota" in said(round_with(quota=1), *RIGHT)


def test_a_child_in_a_closed_section_is_heard() -> None:
    assert "minimum" in said(round_with(), *RIGHT, closed=("ball",))


def test_reserved_seats_given_to_others_are_heard() -> None:
    round_ = make_round(
        [Section("chess", ("mon",), 1)],
        {"ann": "chess", "bob": "chess"},
        groups={"ann": 1, "bob": 2},
        reserved={("chess", 2): 1},
    )
    assert said(round_, ("ann", "chess", 1)) == {"reserved"}
    assert said(round_, ("bob", "chess", 1)) == set()


def test_a_stronger_class_without_its_seat_is_heard() -> None:
    round_ = make_round(
        [Section("chess", ("mon",), 1)], {"ann": "chess", "bob": "chess"}, classes={("chess", "bob"): 1}
    )
    assert said(round_, ("ann", "chess", 1)) == {"no_envy"}


def test_a_free_seat_is_heard_where_any_section_would_do() -> None:
    round_ = make_round([Section("chess", ("mon",), 2)], {"ann": "chess", "bob": "*mon"})
    assert said(round_, ("ann", "chess", 1)) == {"no_waste"}


def test_every_promise_is_tried_above() -> None:
    tried = {"capacity", "wished", "eligible", "clash", "quota", "minimum", "no_waste", "no_envy", "reserved"}
    assert set(PROMISES) == tried
