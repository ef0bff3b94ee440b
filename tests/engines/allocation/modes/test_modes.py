"""The other modes, what every mode promises, and trades afterwards."""

from dataclasses import replace
from itertools import islice, permutations

import pytest

from kehou.engines.allocation import Round, Seat, Section
from kehou.engines.allocation.frozen import settings_text
from kehou.engines.allocation.modes import Decision, decide, define
from kehou.engines.allocation.modes.kept import PROMISED, unkept
from kehou.engines.allocation.settings import MODES, read_settings
from kehou.engines.allocation.tables import InputFault

from ..rounds import make_round
from .markets import round_for_modes

WEEK = [Section("chess", ("mon",), 1), Section("clay", ("mon",), 9), Section("ball", ("tue",), 1)]


def seats_of(decision: Decision) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for seat in decision.final.seats:
        result.setdefault(seat.student, []).append(seat.section)
    return result


@pytest.mark.invariant("I2")
@pytest.mark.parametrize("mode", MODES)
def test_a_mode_keeps_what_it_promises_and_is_what_it_is_defined_to_be(mode: str) -> None:
    trades = 0
    for seed in range(600):
        round_ = round_for_modes(seed)
        decision = decide(round_, mode)
        defined = define(round_, mode)
        assert (decision.final, decision.trades) == (defined.final, defined.trades), f"seed {seed}"
        assert unkept(decision, mode) == [], f"seed {seed}"
        trades += len(decision.trades)
    assert trades > 0


def test_in_a_draft_everybody_takes_one_before_anybody_takes_two() -> None:
    sections = [Section("chess", ("mon",), 1), Section("ball", ("tue",), 1)]
    decision = decide(make_round(sections, {"ann": "chess ball", "bob": "ball chess"}), "draft")
    assert seats_of(decision) == {"ann": ["chess"], "bob": ["ball"]}


def test_in_the_second_turn_of_a_draft_the_last_is_first() -> None:
    sections = [Section("chess", ("mon",), 2), Section("ball", ("tue",), 1)]
    decision = decide(make_round(sections, {"ann": "chess ball", "bob": "chess ball"}), "draft")
    assert seats_of(decision) == {"ann": ["chess"], "bob": ["ball", "chess"]}


def test_in_each_turn_of_a_draft_the_stronger_group_comes_first() -> None:
    sections = [Section("chess", ("mon",), 3), Section("ball", ("tue",), 1), Section("run", ("tue",), 1)]
    wishes = {"ann": "chess ball", "bob": "chess ball run"}
    decision = decide(make_round(sections, wishes, groups={"ann": 2}), "draft")
    assert seats_of(decision) == {"ann": ["chess"], "bob": ["ball", "chess"]}


def test_a_draft_closes_what_too_few_took_and_starts_again() -> None:
    sections = [Section("chess", ("mon",), 9, 2), Section("clay", ("mon",), 9)]
    decision = decide(make_round(sections, {"ann": "chess clay", "bob": "clay"}), "draft")
    assert decision.outcome.closed == {"chess": 1}
    assert seats_of(decision) == {"ann": ["clay"], "bob": ["clay"]}


def arriving(**seconds: int | None) -> Round:
    """ann has the best number, then bob, …; one seat of chess."""
    round_ = make_round(WEEK, dict.fromkeys(seconds, "chess"), groups={"ann": 2})
    students = {id: replace(child, arrived=seconds[id]) for id, child in round_.students.items()}
    return replace(round_, students=students, gate=10, groups_first=False)


@pytest.mark.parametrize(("seconds", "who"), [
    ({"ann": 599, "bob": 0}, "ann"),  # both in the first ten minutes: the number decides
    ({"ann": 600, "bob": 599}, "bob"),  # the gate shuts at ten minutes sharp
    ({"ann": 700, "bob": 699}, "bob"),  # later: the second counts
    ({"ann": 700, "bob": 700}, "ann"),  # the same second: the number
    ({"ann": 600, "bob": None}, "bob"),  # on paper, before: in the gate
])  # fmt: skip
def test_hurrying_gains_nothing_in_the_first_minutes_and_a_second_after(
    seconds: dict[str, int | None], who: str
) -> None:
    assert seats_of(decide(arriving(**seconds), "fair-gate")) == {who: ["chess"]}


def test_the_gate_knows_no_groups_but_keeps_reserved_seats() -> None:
    round_ = replace(arriving(ann=0, bob=0), reserved={("chess", 1): 1})
    assert seats_of(decide(round_, "fair-gate")) == {"bob": ["chess"]}


def test_where_the_school_puts_groups_first_nobody_arrives_before_them() -> None:
    """The policy asks for it (八.3d): bob, of the first group, comes on the last day and ann, of the second, at once."""
    round_ = arriving(ann=0, bob=9000)
    assert seats_of(decide(round_, "fair-gate")) == {"ann": ["chess"]}
    assert seats_of(decide(replace(round_, groups_first=True), "fair-gate")) == {"bob": ["chess"]}
    for words, is_first in (("", False), ("groups: first\n", True), ("groups: reserved\n", False)):
        faults: list[InputFault] = []
        settings = read_settings(f"mode: fair-gate\n{words}".encode(), faults)
        assert (settings.groups_first, faults) == (is_first, [])
        assert read_settings(settings_text(settings).encode(), faults) == settings


def trading(trades: dict[str, tuple[str, ...]], **sections: str) -> Decision:
    """Each child wished for one section of its own and got it; then they trade."""
    all_sections = [Section(id, ("mon",), 9) for id in ("chess", "clay", "drum", "golf")]
    round_ = make_round([*all_sections, Section("ball", ("tue",), 9)], sections)
    return decide(replace(round_, trades=trades), "rotating-draw")


def test_two_who_like_each_others_seat_better_exchange() -> None:
    decision = trading({"ann": ("clay",), "bob": ("chess",)}, ann="chess", bob="clay")
    assert seats_of(decision) == {"ann": ["clay"], "bob": ["chess"]}
    assert [(step.circle, step.student, step.gave, step.got) for step in decision.trades] == [
        (1, "ann", "chess", "clay"),
        (1, "bob", "clay", "chess"),
    ]


def test_three_exchange_in_a_circle() -> None:
    decision = trading(
        {"ann": ("clay",), "bob": ("drum", "chess"), "cas": ("chess",)}, ann="chess", bob="clay", cas="drum"
    )
    assert seats_of(decision) == {"ann": ["clay"], "bob": ["drum"], "cas": ["chess"]}


def test_who_did_not_opt_in_keeps_its_seat_whatever_others_want() -> None:
    decision = trading({"ann": ("clay",)}, ann="chess", bob="clay")
    assert seats_of(decision) == {"ann": ["chess"], "bob": ["clay"]}


def test_a_seat_is_exchanged_only_for_one_at_the_same_time() -> None:
    decision = trading({"ann": ("ball",), "bob": ("chess",)}, ann="chess", bob="ball")
    assert decision.trades == ()


def test_a_seat_a_child_may_not_have_is_no_exchange() -> None:
    sections = [Section("chess", ("mon",), 9), Section("clay", ("mon",), 9, grades=frozenset({2}))]
    round_ = make_round(sections, {"ann": "chess", "bob": "clay"}, grades={"bob": 2})
    round_ = replace(round_, trades={"ann": ("clay",), "bob": ("chess",)})
    assert decide(round_, "rotating-draw").trades == ()


def test_of_two_who_can_give_the_same_the_first_in_order_trades() -> None:
    decision = trading({"ann": ("clay",), "bob": ("clay",), "cas": ("chess",)}, ann="chess", bob="chess", cas="clay")
    assert seats_of(decision) == {"ann": ["clay"], "bob": ["chess"], "cas": ["chess"]}


def test_what_a_child_lists_at_or_below_its_own_seat_is_not_better() -> None:
    """cas would take clay only if it had no chess; ann, first of chess, must not be pointed at for the same chess."""
    lists = {"ann": ("drum",), "bob": ("chess",), "cas": ("chess", "clay"), "dan": ("chess",)}
    decision = trading(lists, ann="chess", bob="clay", cas="chess", dan="drum")
    assert {(step.student, step.got) for step in decision.trades} == {("ann", "drum"), ("dan", "chess")}


def test_nobody_gains_by_a_trading_list_that_is_not_honest() -> None:
    """Other lists of every trader, in many small rounds: by its honest list never better off, in any slot."""
    tried = 0
    for seed in range(60):
        round_ = round_for_modes(seed)
        honest = decide(round_, "fair-gate")
        for student, own in round_.trades.items():
            ranked = [*own, *(seat.section for seat in honest.outcome.seats if seat.student == student)]

            def places(decision: Decision, student: str = student, ranked: list[str] = ranked) -> dict[str, int]:
                """Slot → how far down its honest list the child stands; 99: below all of it."""
                return {
                    slot: ranked.index(seat.section) if seat.section in ranked else 99
                    for seat in decision.final.seats
                    if seat.student == student
                    for slot in decision.judged.sections[seat.section].slots
                }

            best = places(honest)
            for length in range(min(len(own), 3) + 1):
                for other in islice(permutations(sorted(round_.sections), length), 12):
                    lied = places(decide(replace(round_, trades={**round_.trades, student: other}), "fair-gate"))
                    assert all(best[slot] <= place for slot, place in lied.items()), f"seed {seed} {student} {other}"
                    tried += 1
    assert tried > 1000


BROKEN = {
    "rotating-draw": "no_envy",
    "fair-gate": "no_envy",
    "week-fair": "group_order",
    "draft": "turn_order",
}


@pytest.mark.parametrize("mode", MODES)
def test_a_seat_given_to_the_wrong_child_breaks_the_promise_of_the_mode(mode: str) -> None:
    round_ = make_round(WEEK, {"ann": "chess", "bob": "chess"}, groups={"bob": 2})
    decision = decide(round_, mode)
    assert seats_of(decision) == {"ann": ["chess"]}
    wrong = replace(decision, outcome=replace(decision.outcome, seats=(Seat("bob", "chess", 1),)))
    named = {fault.promise for fault in unkept(wrong, mode)}
    assert BROKEN[mode] in named
    assert named <= set(PROMISED[mode])


def test_a_trade_that_makes_someone_worse_or_fills_a_section_is_named() -> None:
    decision = trading({"ann": ("clay",), "bob": ("chess",)}, ann="chess", bob="clay")
    final = decision.final
    both = tuple(replace(seat, section="clay") for seat in final.seats)
    assert {f.promise for f in unkept(replace(decision, traded=replace(final, seats=both)), "rotating-draw")} == {
        "same_size"
    }
    worse = tuple(replace(seat, section="drum") for seat in final.seats)
    assert {f.promise for f in unkept(replace(decision, traded=replace(final, seats=worse)), "rotating-draw")} == {
        "same_size",
        "no_worse",
    }
