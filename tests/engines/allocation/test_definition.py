"""Each point of the definition, on both sides of its boundary."""

from hypothesis import given
from hypothesis import strategies as st

from kehou.engines.allocation import Round, Section, Slot, Student, explain, kernel, spec

from .rounds import make_round


def seats(round_: Round) -> set[tuple[str, str]]:
    return {(seat.student, seat.section) for seat in spec.allocate(round_).seats}


def section(id: str, slots: str = "mon", capacity: int = 1, minimum: int = 0, **rest) -> Section:
    return Section(id, tuple(slots.split()), capacity, minimum, **rest)


def answers(round_: Round) -> dict[tuple[str, str], str]:
    return {(why.student, why.section): why.answer for why in explain(round_, spec.allocate(round_)).whys}


class TestParts:
    """Point 1."""

    def parts(self, round_: Round) -> list[tuple[str, ...]]:
        return [part.slots for part in spec.parts(round_)]

    def test_slots_that_share_no_section_are_decided_apart(self) -> None:
        assert self.parts(make_round([section("a", "mon"), section("b", "tue")], {})) == [("mon",), ("tue",)]

    def test_sections_on_several_days_tie_them_also_through_one_another(self) -> None:
        round_ = make_round([section("a", "thu mon"), section("b", "thu fri")], {}, slots="mon tue thu fri")
        assert self.parts(round_) == [("mon", "thu", "fri"), ("tue",)]
        assert [part.first for part in spec.parts(round_)] == [0, 1]

    def test_a_quota_below_the_number_of_slots_ties_them_all(self) -> None:
        sections = [section("a", "mon"), section("b", "tue")]
        assert self.parts(make_round(sections, {"ann": ""}, quota=1)) == [("mon", "tue")]
        assert self.parts(make_round(sections, {"ann": ""}, quota=2)) == [("mon",), ("tue",)]

    def test_one_childs_own_quota_ties_them_too_and_goes_before_the_rounds(self) -> None:
        sections = [section("a", "mon"), section("b", "tue")]
        assert self.parts(make_round(sections, {"ann": "", "bob": ""}, quotas={"bob": 1})) == [("mon", "tue")]
        assert self.parts(make_round(sections, {"ann": ""}, quotas={"ann": 2}, quota=1)) == [("mon",), ("tue",)]

    def test_one_slot_cannot_be_tied(self) -> None:
        assert self.parts(make_round([section("a")], {"ann": "a"}, quota=1)) == [("mon",)]


class TestOrder:
    """Point 2."""

    def order(self, round_: Round, part: int = 0) -> list[str]:
        return list(spec.places(round_, spec.parts(round_)[part]))

    def test_groups_come_first_then_the_lower_number(self) -> None:
        round_ = make_round([section("a")], dict.fromkeys("abcd", ""), groups={"a": 2, "b": 1, "c": 2, "d": 1})
        assert self.order(round_) == ["b", "d", "a", "c"]

    def test_equal_numbers_go_by_id(self) -> None:
        round_ = make_round(
            [section("a")],
            dict.fromkeys(["c", "b", "a10", "a9"], ""),
            numbers=dict.fromkeys(["c", "b", "a10", "a9"], 1),
        )
        assert self.order(round_) == ["a10", "a9", "b", "c"]

    def test_the_number_moves_on_from_slot_to_slot(self) -> None:
        sections = [section("a", "d0"), section("b", "d1"), section("c", "d2")]
        round_ = make_round(sections, dict.fromkeys("pqrst", ""))
        # n = 5, S = 3: the place is (r + 0) mod 5, (r + 5 div 3) mod 5, (r + 10 div 3) mod 5.
        assert self.order(round_, 0) == ["p", "q", "r", "s", "t"]
        assert self.order(round_, 1) == ["t", "p", "q", "r", "s"]
        assert self.order(round_, 2) == ["r", "s", "t", "p", "q"]

    def test_each_group_turns_within_itself(self) -> None:
        sections = [section("a", "d0"), section("b", "d1")]
        round_ = make_round(sections, dict.fromkeys("abcd", ""), groups={"a": 1, "b": 1, "c": 2, "d": 2})
        assert self.order(round_, 1) == ["b", "a", "d", "c"]

    def test_without_rotation_every_slot_has_the_order_of_the_numbers(self) -> None:
        sections = [section("a", "d0"), section("b", "d1")]
        assert self.order(make_round(sections, dict.fromkeys("pq", ""), rotate=False), 1) == ["p", "q"]

    def test_a_tied_part_has_the_order_of_its_first_slot(self) -> None:
        round_ = make_round([section("a", "d1 d2"), section("b", "d0")], dict.fromkeys("pqr", ""))
        assert self.order(round_, 1) == ["r", "p", "q"]

    @given(st.integers(1, 40), st.integers(1, 7), st.data())
    def test_the_place_is_the_formula(self, n: int, slots: int, data: st.DataObject) -> None:
        s = data.draw(st.integers(0, slots - 1))
        students = {f"{r:02}": Student(f"{r:02}", r) for r in range(n)}
        round_ = Round(tuple(Slot(f"d{i}") for i in range(slots)), {}, students, {})
        place = spec.places(round_, spec.parts(round_)[s])
        assert place == {f"{r:02}": (r + (s * n) // slots) % n for r in range(n)}


class TestWishes:
    """Point 3."""

    def test_a_section_takes_only_its_grades(self) -> None:
        chess = section("chess", grades=frozenset({2, 3}))
        round_ = make_round([chess], {"ann": "chess", "bob": "chess"}, grades={"ann": 1, "bob": 2})
        assert seats(round_) == {("bob", "chess")}
        assert answers(round_)["ann", "chess"] == "grade"

    def test_the_earlier_section_must_be_finished(self) -> None:
        robots = section("robots", after=("robots1", "maths1"))
        done = frozenset({("ann", "robots1"), ("bob", "robots1"), ("bob", "maths1")})
        round_ = make_round([robots], {"ann": "robots", "bob": "robots"}, done=done)
        assert seats(round_) == {("bob", "robots")}
        assert answers(round_)["ann", "robots"] == "prerequisite"

    def test_a_fixed_block_comes_first(self) -> None:
        round_ = make_round([section("chess")], {"ann": "chess"}, busy=frozenset({("ann", "mon")}))
        assert seats(round_) == set()
        assert answers(round_)["ann", "chess"] == "fixed_block"

    def test_a_void_wish_does_not_cost_the_next_one(self) -> None:
        round_ = make_round([section("chess", grades=frozenset({9})), section("clay")], {"ann": "chess clay"})
        assert seats(round_) == {("ann", "clay")}


class TestInOrder:
    """Point 4."""

    def test_the_last_seat_goes_to_the_earlier_child_and_the_next_goes_down_its_list(self) -> None:
        round_ = make_round([section("chess"), section("clay")], {"ann": "chess clay", "bob": "chess clay"})
        assert seats(round_) == {("ann", "chess"), ("bob", "clay")}

    def test_a_child_takes_every_wish_that_fits_beside_the_better_ones(self) -> None:
        sections = [section("band", "mon wed"), section("chess", "wed"), section("clay", "tue")]
        round_ = make_round(sections, {"ann": "band chess clay"}, slots="mon tue wed")
        assert seats(round_) == {("ann", "band"), ("ann", "clay")}
        assert answers(round_)["ann", "chess"] == "better"

    def test_the_quota_of_the_week_is_kept(self) -> None:
        sections = [section("a", "mon"), section("b", "tue"), section("c", "wed")]
        round_ = make_round(sections, {"ann": "a b c"}, quota=2)
        assert seats(round_) == {("ann", "a"), ("ann", "b")}
        assert answers(round_)["ann", "c"] == "quota"

    def test_a_quota_of_nothing_gives_nothing_also_in_a_single_slot(self) -> None:
        round_ = make_round([section("a"), section("b")], {"ann": "a b"}, quotas={"ann": 0})
        assert seats(round_) == set()
        assert kernel.allocate(round_).seats == ()
        assert answers(round_)["ann", "a"] == "quota"

    def test_a_section_without_seats_admits_nobody(self) -> None:
        assert seats(make_round([section("a", capacity=0)], {"ann": "a"})) == set()


class TestPriorities:
    """Point 5."""

    LINE = {"ann": "chess clay", "bob": "chess clay", "cas": "chess clay"}

    def test_who_holds_a_seat_keeps_it_where_the_school_says_so(self) -> None:
        held = frozenset({("cas", "chess")})
        sections = [section("chess"), section("clay")]
        assert ("cas", "chess") in seats(make_round(sections, self.LINE, held=held, keep=True))
        assert ("ann", "chess") in seats(make_round(sections, self.LINE, held=held, keep=False))

    def test_where_nobody_keeps_a_seat_holding_one_is_worth_nothing_beside_a_class(self) -> None:
        held = frozenset({("cas", "chess")})
        round_ = make_round([section("chess")], self.LINE, classes={("chess", "bob"): 1}, held=held, keep=False)
        assert seats(round_) == {("bob", "chess")}

    def test_keeping_comes_before_class_and_class_before_number(self) -> None:
        classes = {("chess", "bob"): 1}
        held = frozenset({("cas", "chess")})
        sections = [section("chess", capacity=2)]
        round_ = make_round(sections, self.LINE, classes=classes, held=held, keep=True)
        assert seats(round_) == {("bob", "chess"), ("cas", "chess")}

    def test_a_child_not_listed_comes_after_all_classes(self) -> None:
        classes = {("chess", "cas"): 9}
        assert ("cas", "chess") in seats(make_round([section("chess"), section("clay")], self.LINE, classes=classes))

    def test_class_comes_before_group(self) -> None:
        groups = {"ann": 1, "bob": 1, "cas": 2}
        round_ = make_round([section("chess")], self.LINE, classes={("chess", "cas"): 1}, groups=groups)
        assert ("cas", "chess") in seats(round_)

    def test_a_child_sent_on_pushes_out_a_weaker_priority_elsewhere(self) -> None:
        lists = {"ann": "chess", "bob": "clay", "cas": "chess clay"}
        round_ = make_round([section("chess"), section("clay")], lists, classes={("clay", "cas"): 1})
        assert seats(round_) == {("ann", "chess"), ("cas", "clay")}

    def test_reserved_seats_go_to_the_group_and_what_it_leaves_to_all(self) -> None:
        groups = {"ann": 1, "bob": 1, "cas": 2}
        round_ = make_round([section("chess", capacity=2)], self.LINE, groups=groups, reserved={("chess", 2): 1})
        assert seats(round_) == {("ann", "chess"), ("cas", "chess")}
        grounds = explain(round_, spec.allocate(round_)).grounds
        assert grounds["cas", "chess"] == "reserved"
        assert grounds["ann", "chess"] == "order"
        left = make_round([section("chess", capacity=2)], self.LINE, reserved={("chess", 2): 1})
        assert seats(left) == {("ann", "chess"), ("bob", "chess")}

    def test_in_tied_slots_no_priority_moves_anyone(self) -> None:
        held = frozenset({("cas", "chess")})
        round_ = make_round(
            [section("chess", "mon tue")],
            self.LINE | {"ann": "chess", "bob": "chess", "cas": "chess"},
            held=held,
            keep=True,
            classes={("chess", "bob"): 1},
            reserved={("chess", 2): 1},
            groups={"cas": 2},
        )
        assert seats(round_) == {("ann", "chess")}
        explanation = explain(round_, spec.allocate(round_))
        assert explanation.waiting == {"chess": ("bob", "cas")}
        assert explanation.grounds["ann", "chess"] == "order"

    def test_a_quota_of_nothing_gives_nothing_whatever_the_class(self) -> None:
        round_ = make_round([section("chess")], self.LINE, classes={("chess", "cas"): 1}, quotas={"cas": 0})
        assert seats(round_) == {("ann", "chess")}
        assert answers(round_)["cas", "chess"] == "quota"


class TestMinimum:
    """Point 6."""

    def test_a_section_at_its_minimum_opens_and_one_child_short_closes(self) -> None:
        lists = {"ann": "chess clay", "bob": "chess clay"}
        enough = make_round([section("chess", capacity=5, minimum=2), section("clay", capacity=5)], lists)
        assert seats(enough) == {("ann", "chess"), ("bob", "chess")}
        short = make_round([section("chess", capacity=5, minimum=3), section("clay", capacity=5)], lists)
        assert seats(short) == {("ann", "clay"), ("bob", "clay")}
        assert spec.allocate(short).closed == {"chess": 2}
        assert answers(short)["ann", "chess"] == "closed"

    def test_the_smallest_share_closes_first_and_its_children_may_save_the_other(self) -> None:
        lists = {"ann": "chess clay", "bob": "clay", "cas": "clay"}
        round_ = make_round([section("chess", capacity=9, minimum=3), section("clay", capacity=9, minimum=4)], lists)
        # 1/3 is less than 2/4: chess closes, its child goes to clay, which then still has 3 of 4.
        assert spec.allocate(round_).closed == {"chess": 1, "clay": 3}
        saved = make_round([section("chess", capacity=9, minimum=3), section("clay", capacity=9, minimum=3)], lists)
        assert seats(saved) == {("ann", "clay"), ("bob", "clay"), ("cas", "clay")}

    def test_equal_shares_close_by_id(self) -> None:
        lists = {"ann": "b a", "bob": "a b"}
        round_ = make_round([section("b", capacity=9, minimum=2), section("a", capacity=9, minimum=2)], lists)
        assert spec.allocate(round_).closed == {"a": 1}
        assert seats(round_) == {("ann", "b"), ("bob", "b")}

    def test_a_section_nobody_got_is_closed_silently(self) -> None:
        outcome = spec.allocate(make_round([section("chess", minimum=5)], {"ann": ""}))
        assert outcome.closed == {}
        assert outcome.empty == ("chess",)

    def test_an_empty_section_may_still_fill_when_another_closes(self) -> None:
        lists = {"ann": "chess clay", "bob": "chess clay"}
        round_ = make_round([section("chess", capacity=5, minimum=3), section("clay", capacity=5, minimum=2)], lists)
        assert seats(round_) == {("ann", "clay"), ("bob", "clay")}

    def test_a_minimum_can_reward_a_false_list_so_honesty_is_promised_only_among_open_sections(self) -> None:
        """max, first in line, wants b, which needs two; lea wants a, then b, then c."""
        sections = [section("a"), section("b", capacity=2, minimum=2), section("c")]
        honest = make_round(sections, {"max": "b a", "lea": "a b c"})
        assert seats(honest) == {("max", "a"), ("lea", "c")}
        false = make_round(sections, {"max": "b a", "lea": "b a c"})
        assert seats(false) == {("max", "b"), ("lea", "b")}


class TestAny:
    """Point 7."""

    def test_the_section_with_the_most_seats_free_is_taken_seat_by_seat(self) -> None:
        sections = [section("a", capacity=3), section("b", capacity=4)]
        lists = {"ann": "a", "bob": "b", "cas": "*mon", "dan": "*mon", "eve": "*mon"}
        # free: a 2, b 3 → cas b; then 2 and 2, by id → dan a; then a 1, b 2 → eve b.
        assert seats(make_round(sections, lists)) >= {("cas", "b"), ("dan", "a"), ("eve", "b")}

    def test_only_a_child_with_nothing_in_that_slot_is_placed(self) -> None:
        sections = [section("a", capacity=2), section("b", capacity=9)]
        round_ = make_round(sections, {"ann": "a *mon", "bob": "b"})
        assert seats(round_) == {("ann", "a"), ("bob", "b")}
        assert answers(round_)["ann", "*"] == "better"

    def test_no_section_is_opened_for_it(self) -> None:
        assert seats(make_round([section("a", capacity=9)], {"ann": "*mon"})) == set()

    def test_a_section_on_another_day_too_needs_the_wish_for_that_day(self) -> None:
        band = section("band", "mon tue", capacity=9)
        one = make_round([band], {"ann": "band", "bob": "*mon"})
        assert ("bob", "band") not in seats(one)
        both = make_round([band], {"ann": "band", "bob": "*mon *tue"})
        assert ("bob", "band") in seats(both)

    def test_grade_prerequisite_and_quota_hold_here_too(self) -> None:
        sections = [section("a", "mon", capacity=9, grades=frozenset({1})), section("b", "tue", capacity=9)]
        lists = {"ann": "a b", "bob": "*mon *tue", "cas": "b *mon"}
        round_ = make_round(sections, lists, grades={"bob": 2}, quotas={"cas": 1})
        assert seats(round_) == {("ann", "a"), ("ann", "b"), ("bob", "b"), ("cas", "b")}
        assert answers(round_)["cas", "*"] == "quota"


class TestReasons:
    def test_a_refused_child_sees_the_last_place_admitted_and_its_own(self) -> None:
        round_ = make_round([section("chess", capacity=2)], dict.fromkeys(["ann", "bob", "cas", "dan"], "chess"))
        explanation = explain(round_, spec.allocate(round_))
        why = next(why for why in explanation.whys if why.student == "dan")
        assert (why.own.place, why.last.place) == (4, 2)
        assert explanation.waiting == {"chess": ("cas", "dan")}

    def test_nobody_waits_for_less_than_it_has(self) -> None:
        lists = {"ann": "chess clay", "bob": "clay", "cas": "clay"}
        round_ = make_round([section("chess"), section("clay")], lists)
        assert explain(round_, spec.allocate(round_)).waiting == {"clay": ("cas",)}

    def test_the_last_child_on_a_reserved_seat_is_not_held_against_the_others(self) -> None:
        lists = dict.fromkeys(["ann", "bob", "cas"], "chess")
        groups = {"ann": 1, "bob": 1, "cas": 2}
        round_ = make_round([section("chess", capacity=2)], lists, groups=groups, reserved={("chess", 2): 1})
        why = next(why for why in explain(round_, spec.allocate(round_)).whys if why.student == "bob")
        assert why.last is not None
        assert why.last.place == 1


def test_a_round_without_slots_sections_or_children_comes_to_nothing() -> None:
    assert spec.allocate(Round((), {}, {}, {})).seats == ()
    assert spec.allocate(make_round([], {}, slots="mon")).seats == ()
    assert spec.allocate(make_round([section("a")], {})).empty == ("a",)
