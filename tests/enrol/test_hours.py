"""Slots of a week: two courses share one exactly when they overlap on some date (I2)."""

from datetime import date, time
from itertools import combinations

import pytest

from kehou.enrol.hours import clash, week_slots
from kehou.menu.queries import MeetInfo, SectionInfo

pytestmark = pytest.mark.invariant("I2")
AUTUMN, WINTER = (date(2026, 8, 31), date(2026, 10, 31)), (date(2026, 11, 1), date(2027, 1, 15))
TERM = (AUTUMN[0], WINTER[1])
BEGIN = AUTUMN[0]


def course(id: int, *hours: tuple[str, str, str, tuple[date, date]]) -> SectionInfo:
    meets = tuple(
        MeetInfo(n, "pm", day, time.fromisoformat(starts), time.fromisoformat(ends), *season)
        for n, (day, starts, ends, season) in enumerate(hours)
    )
    return SectionInfo(
        id, 1, id, f"c{id}", f"课{id}", None, f"课{id}", ("interest",), (), "", (4,), None, None, 20, 0, 0, "open",
        "onsite", "elective", False, meets, (),
    )  # fmt: skip


def test_a_winter_timetable_that_moves_everything_makes_one_slot_a_day() -> None:
    both = (("mon", "17:10", "18:10", AUTUMN), ("mon", "16:40", "17:30", WINTER))
    slots = week_slots([course(1, *both), course(2, *both)], BEGIN)
    assert [(slot.key, set(slot.section_ids)) for slot in slots] == [("1-mon-1710", {1, 2})]


def test_slots_say_of_every_two_courses_what_their_hours_say() -> None:
    courses = [
        course(1, ("mon", "16:10", "17:10", TERM)),
        course(2, ("mon", "17:10", "18:10", TERM)),
        course(3, ("mon", "16:40", "17:40", TERM), ("wed", "17:10", "18:10", TERM)),
        course(4, ("mon", "16:10", "18:10", WINTER)),
        course(5, ("wed", "17:00", "17:30", AUTUMN)),
        course(6, ("wed", "17:00", "17:30", WINTER), ("mon", "16:10", "16:20", AUTUMN)),
    ]
    slots = week_slots(courses, BEGIN)
    assert len({slot.key for slot in slots}) == len(slots)
    for one, other in combinations(courses, 2):
        shared = any({one.id, other.id} <= slot.section_ids for slot in slots)
        assert shared == bool(clash(one, other, BEGIN)), (one.id, other.id)


def test_hours_that_are_over_clash_with_nothing() -> None:
    first, second = course(1, ("mon", "17:10", "18:10", AUTUMN)), course(2, ("mon", "17:10", "18:10", TERM))
    assert clash(first, second, AUTUMN[0]) == ("mon",)
    assert clash(first, second, WINTER[0]) == ()
    assert [set(slot.section_ids) for slot in week_slots([first, second], WINTER[0])] == [{2}]
