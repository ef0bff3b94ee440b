from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehou.engines import presence
from kehou.engines.presence import Exposure, Gap, gaps, length, overlap, uncovered, union


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-09-07 {clock}")


def span(start: str, end: str) -> presence.Span:
    return at(start), at(end)


def stay(start: str, end: str, room: str = "a", *also: str, person: str = "s1") -> Exposure:
    return Exposure(person, room, at(start), at(end), (room, *also), f"presence.csv:{room}")


def test_spans_that_touch_become_one():
    assert union([span("17:00", "18:00"), span("16:00", "17:00")]) == [span("16:00", "18:00")]


def test_a_span_inside_another_changes_nothing():
    assert union([span("16:00", "18:00"), span("16:30", "17:00")]) == [span("16:00", "18:00")]


def test_an_empty_or_backward_span_covers_nothing():
    assert union([span("16:00", "16:00"), span("17:00", "16:00")]) == []


def test_overlapping_time_is_counted_once():
    assert length([span("16:00", "17:00"), span("16:30", "17:30")]) == timedelta(minutes=90)


def test_spans_that_touch_share_no_time():
    assert overlap(span("16:00", "17:00"), span("17:00", "18:00")) == timedelta()
    assert overlap(span("16:00", "17:05"), span("17:00", "18:00")) == timedelta(minutes=5)


def test_what_is_left_lies_before_between_and_after():
    cover = [span("16:10", "16:20"), span("16:30", "16:50")]
    assert uncovered(span("16:00", "17:00"), cover) == [
        span("16:00", "16:10"),
        span("16:20", "16:30"),
        span("16:50", "17:00"),
    ]


def test_nobody_watching_leaves_the_whole_stay():
    assert list(gaps([stay("16:10", "17:10")], {})) == [
        Gap("s1", "a", at("16:10"), at("17:10"), ("a",), ("presence.csv:a",))
    ]


def test_a_relief_in_the_same_minute_leaves_no_gap():
    watch = {"a": [span("16:05", "17:00"), span("17:00", "18:00")]}
    assert list(gaps([stay("16:10", "17:30")], watch)) == []


@pytest.mark.parametrize(("comes_back", "found"), [("17:00:59", 0), ("17:01:00", 1), ("17:01:01", 1)])
def test_a_gap_counts_from_one_full_minute(comes_back, found):
    watch = {"a": [span("16:05", "17:00"), span(comes_back, "18:00")]}
    assert len(list(gaps([stay("16:10", "17:30")], watch))) == found


def test_a_watcher_of_another_room_does_not_count():
    assert len(list(gaps([stay("16:10", "17:10", "a")], {"b": [span("16:00", "18:00")]}))) == 1


@pytest.mark.parametrize("room", ["a", "b"])
def test_on_the_way_a_watcher_of_either_room_counts(room):
    watch = {room: [span("17:10", "17:18")]}
    assert list(gaps([stay("17:10", "17:18", "a", "b")], watch)) == []


def test_two_half_minutes_apart_are_no_minute():
    watch = {"a": [span("16:10:30", "17:09:30")]}
    assert list(gaps([stay("16:10", "17:10")], watch)) == []


def test_an_unbroken_minute_over_two_rooms_counts_once_for_the_first():
    watch = {"a": [span("16:00", "17:09:20")], "b": [span("17:10:40", "18:10")]}
    found = list(gaps([stay("16:10", "17:10", "a"), stay("17:10", "18:10", "b")], watch))
    assert [(gap.room, gap.start, gap.end) for gap in found] == [("a", at("17:09:20"), at("17:10:40"))]


def test_a_long_gap_in_each_of_two_rooms_counts_for_both():
    watch = {"a": [span("16:00", "17:05")], "b": [span("17:15", "18:10")]}
    found = list(gaps([stay("16:10", "17:10", "a"), stay("17:10", "18:10", "b")], watch))
    assert [gap.room for gap in found] == ["a", "b"]


def test_two_people_are_never_added_up():
    watch = {"a": [span("16:10:40", "18:00")]}
    both = [stay("16:10", "17:10", person="s1"), stay("16:10", "17:10", person="s2")]
    assert list(gaps(both, watch)) == []


clock = st.integers(0, 40)


@given(st.tuples(clock, clock), st.lists(st.tuples(clock, clock), max_size=6))
def test_a_sweep_agrees_with_asking_every_minute(stay_minutes, watch_minutes):
    start = at("16:00")
    minute = timedelta(minutes=1)
    spans = [(start + a * minute, start + b * minute) for a, b in watch_minutes]
    here = (start + stay_minutes[0] * minute, start + stay_minutes[1] * minute)
    alone = {m for m in range(stay_minutes[0], stay_minutes[1]) if not any(a <= m < b for a, b in watch_minutes)}
    found = uncovered(here, union(spans)) if here[0] < here[1] else []
    assert {m for m in range(41) for a, b in found if a <= start + m * minute < b} == alone
