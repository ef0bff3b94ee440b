"""A child cannot be in two places: one slot, two hours that overlap, two campuses with no time for the way."""

from dataclasses import replace
from pathlib import Path

import pytest

from kehou.engines.allocation import Round, Section, Slot, explain, spec
from kehou.engines.allocation.folder import read_folder
from kehou.engines.allocation.promises import broken
from kehou.engines.allocation.round import Seat
from kehou.engines.allocation.tables import BadFolder

from .folders import write_folder
from .rounds import make_round

WEEK = (Slot("a", "周一 16:30", "17:30"), Slot("b", "周一 17:45", "18:45"), Slot("c", "周二 17:45", "18:45"))
CHESS, CLAY, BALL = (
    Section("chess", ("a",), 1, campus="east"),
    Section("clay", ("b",), 1, campus="west"),
    Section("ball", ("c",), 1, campus="west"),
)


def way(minutes: int | None, wishes: str = "chess clay ball", *, campus: str = "east", **changes: object) -> Round:
    round_ = make_round([CHESS, CLAY, BALL], {"ann": wishes})
    ann = replace(round_.students["ann"], campus=campus)
    return replace(round_, **{"slots": WEEK, "students": {"ann": ann}, "travel": minutes, **changes})


def seats(round_: Round) -> set[str]:
    outcome = spec.allocate(round_)
    assert broken(round_, outcome.seats, outcome.closed) == []
    return {seat.section for seat in outcome.seats}


@pytest.mark.parametrize("minutes", [None, 0, 15])
def test_a_quarter_of_an_hour_is_enough_for_a_way_of_fifteen_minutes(minutes: int | None) -> None:
    assert seats(way(minutes)) == {"chess", "clay", "ball"}


def test_it_is_not_enough_for_sixteen_and_the_better_wish_wins() -> None:
    assert seats(way(16)) == {"chess", "ball"}
    assert seats(way(16, "clay chess ball")) == {"clay", "ball"}
    (why,) = [why for why in explain(way(16), spec.allocate(way(16))).whys if why.section == "clay"]
    assert why.answer == "better"


def test_on_one_campus_no_way_is_needed() -> None:
    here = {s.id: replace(s, campus="west") for s in (CHESS, CLAY, BALL)}
    assert seats(way(16, sections=here)) == {"chess", "clay", "ball"}


@pytest.mark.parametrize(("campus", "fits"), [("west", True), ("east", False)])
def test_a_section_without_a_campus_is_where_the_child_is(campus: str, fits: bool) -> None:
    sections = {"chess": replace(CHESS, campus=""), "clay": CLAY, "ball": BALL}
    assert ("clay" in seats(way(16, sections=sections, campus=campus))) == fits


def test_hours_that_overlap_clash_on_one_campus_too() -> None:
    slots = (WEEK[0], replace(WEEK[1], starts="周一 17:29"), WEEK[2])
    here = {s.id: replace(s, campus="west") for s in (CHESS, CLAY, BALL)}
    assert seats(way(0, sections=here, slots=slots)) == {"chess", "ball"}
    assert seats(way(None, sections=here, slots=slots)) == {"chess", "clay", "ball"}


def test_a_fixed_block_on_the_childs_campus_leaves_no_time_for_the_way() -> None:
    busy = frozenset({("ann", "a")})
    assert seats(way(15, "clay", busy=busy)) == {"clay"}
    assert seats(way(16, "clay", busy=busy)) == set()
    assert seats(way(16, "clay", busy=busy, campus="west")) == {"clay"}


def test_any_open_section_is_not_one_the_child_cannot_reach() -> None:
    round_ = make_round([CHESS, replace(CLAY, capacity=2)], {"ann": "chess *b", "bob": "clay"})
    assert seats(replace(round_, slots=WEEK[:2], travel=15)) == {"chess", "clay"}
    outcome = spec.allocate(replace(round_, slots=WEEK[:2], travel=16))
    assert {(seat.student, seat.section) for seat in outcome.seats} == {("ann", "chess"), ("bob", "clay")}


def test_only_slots_the_way_can_come_between_are_decided_together() -> None:
    assert [part.slots for part in spec.parts(way(16))] == [("a", "b"), ("c",)]
    assert [part.slots for part in spec.parts(way(15))] == [("a",), ("b",), ("c",)]
    assert [part.slots for part in spec.parts(replace(way(16), students={}, wishes={}))] == [("a", "b"), ("c",)]


def test_a_child_sent_across_town_in_no_time_is_heard() -> None:
    both = [Seat("ann", "chess", 1), Seat("ann", "clay", 2), Seat("ann", "ball", 3)]
    assert [fault.promise for fault in broken(way(16), both, ())] == ["clash"]
    assert broken(way(15), both, ()) == []


SLOTS = "slot,order,starts,ends\nmon,1,周一 16：30,17:30\ntue,2,周二　16:30,周二 17:30\n"


def test_the_way_is_read_from_the_folder(tmp_path: Path) -> None:
    path = write_folder(tmp_path, round_yaml="mode: rotating-draw\nseed: 7\ntravel: 20\n", slots_csv=SLOTS)
    round_ = read_folder(path).round
    assert (round_.travel, round_.slots[0].hours) == (20, ("周一", 990, 1050))
    assert round_.slots[1].hours == ("周二", 990, 1050)


def test_where_the_way_counts_a_slot_without_its_day_is_named(tmp_path: Path) -> None:
    late = SLOTS.replace("17:30\ntue", "16:30\ntue") + "wed,3,16:30,17:30\n"
    path = write_folder(tmp_path, round_yaml="mode: rotating-draw\nseed: 7\ntravel: 1 h\n", slots_csv=late)
    with pytest.raises(BadFolder) as bad:
        read_folder(path)
    assert [(fault.file, fault.line, fault.key) for fault in bad.value.faults] == [("round.yaml", 3, "travel")]
    path = write_folder(tmp_path, round_yaml="mode: rotating-draw\nseed: 7\ntravel: 60\n", slots_csv=late)
    with pytest.raises(BadFolder) as bad:
        read_folder(path)
    assert [(fault.line, fault.key) for fault in bad.value.faults] == [(2, "ends"), (4, "starts")]


def test_groups_may_matter_for_reserved_seats_only(tmp_path: Path) -> None:
    chess = Section("chess", ("mon",), 2)
    wishes = dict.fromkeys(("ann", "bob", "cas", "dan"), "chess")
    groups = {"ann": 2, "bob": 2, "cas": 1, "dan": 1}

    def got(**rest: object) -> set[str]:
        round_ = make_round([chess], wishes, groups=groups, **rest)
        outcome = spec.allocate(round_)
        assert broken(round_, outcome.seats, outcome.closed) == []
        return {seat.student for seat in outcome.seats}

    assert got() == {"cas", "dan"}
    assert got(groups_first=False) == {"ann", "bob"}
    assert got(groups_first=False, reserved={("chess", 1): 1}) == {"ann", "cas"}
    path = write_folder(tmp_path, round_yaml="mode: rotating-draw\nseed: 7\ngroups: reserved\n")
    assert read_folder(path).round.groups_first is False
