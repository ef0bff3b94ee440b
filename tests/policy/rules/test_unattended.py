"""No pupil without an adult: each edge of the sweep over a day (rulebook §6, `unattended`)."""

import pytest

from kehou.policy.facts.records import AdultStay
from tests.make.term import adult, at, away, facts, present, problems, session, wheres

pytestmark = pytest.mark.clause("附.11")


def day(adults, presence, sessions=None):
    return facts(sessions=sessions or [session()], adults=adults, presence=presence)


def two_rooms(adults, presence):
    second = session("n2", "c1", planned_start="17:20", planned_end="18:10")
    return day(adults, presence, [session(), second])


@pytest.mark.invariant("I9")
@pytest.mark.parametrize(("next_in", "found"), [("17:00", []), ("17:00:59", []), ("17:01", ["sessions.csv:n1"])])
def test_a_relief_may_come_less_than_a_minute_later(next_in, found):
    adults = [adult("16:00", "17:00"), adult(next_in, "17:15", adult="t2")]
    assert wheres("unattended", day(adults, [present()])) == found


@pytest.mark.parametrize(("adult_in", "found"), [("16:10", []), ("16:11", ["sessions.csv:n1"])])
def test_a_pupil_who_comes_before_the_adult_is_alone(adult_in, found):
    assert wheres("unattended", day([adult(adult_in)], [present()])) == found


@pytest.mark.parametrize(("pupil_out", "found"), [("17:15", []), ("17:16", ["sessions.csv:n1"])])
def test_waiting_at_the_gate_is_service_time(pupil_out, found):
    assert wheres("unattended", day([adult()], [present("16:10", pupil_out)])) == found


def test_an_adult_of_another_room_does_not_cover():
    elsewhere = session("n2", "b2")
    assert wheres("unattended", day([adult(session="n2")], [present()], [session(), elsewhere])) == ["sessions.csv:n1"]


@pytest.mark.clause("七.6b")
def test_a_lead_on_a_screen_does_not_cover():
    assert wheres("unattended", day([adult(remote=True)], [present()])) == ["sessions.csv:n1"]


def test_an_adult_without_clearance_does_cover():
    assert wheres("unattended", day([adult(role="volunteer")], [present()])) == []


def test_an_adult_without_in_was_not_there():
    assert wheres("unattended", day([AdultStay("n1", "t1", "school_teacher")], [present()])) == ["sessions.csv:n1"]


@pytest.mark.parametrize(("pupil_out", "found"), [("17:10", []), ("17:11", ["sessions.csv:n1"])])
def test_an_adult_without_out_stays_to_the_end_of_the_session(pupil_out, found):
    assert wheres("unattended", day([adult(left="")], [present("16:10", pupil_out)])) == found


def test_a_session_that_ran_on_keeps_an_adult_without_out():
    late = session(end="17:30")
    assert wheres("unattended", day([adult(left="")], [present("16:10", "17:30")], [late])) == []


def test_an_empty_in_reads_as_the_real_start():
    early = session(start="16:00")
    assert wheres("unattended", day([adult("16:05")], [present("")], [early])) == ["sessions.csv:n1"]
    assert wheres("unattended", day([adult("16:05")], [present("")])) == []


def test_an_empty_out_reads_as_the_end_of_the_session():
    assert wheres("unattended", day([adult("16:00", "17:09")], [present("16:10", "")])) == ["sessions.csv:n1"]
    assert wheres("unattended", day([adult("16:00", "17:10")], [present("16:10", "")])) == []


def test_an_empty_out_is_never_before_the_in():
    assert wheres("unattended", day([adult("16:00", "17:10")], [present("17:30", "")])) == []


def test_an_out_before_the_in_does_not_hide_a_child():
    mistyped = [present("16:10", "06:50")]
    assert wheres("unattended", day([adult("16:00", "16:50")], mistyped)) == ["sessions.csv:n1"]
    assert wheres("unattended", day([adult()], mistyped)) == []


@pytest.mark.parametrize("row", [away(), away(state="leave"), present(online=True)])
def test_leave_absence_and_online_are_no_stay(row):
    assert wheres("unattended", day([], [row])) == []


@pytest.mark.parametrize("who", ["n1", "n2"])
def test_between_two_sessions_an_adult_of_either_covers(who):
    moves = present("16:10", "17:10", released_to="next_session")
    adults = [adult("16:00", "17:10"), adult("17:20", "18:10", "n2"), adult("17:10", "17:20", who, "t3")]
    assert wheres("unattended", two_rooms(adults, [moves, present("17:20", "18:10", "n2")])) == []


def test_a_gap_between_two_sessions_belongs_to_the_first():
    moves = present("16:10", "17:10", released_to="next_session")
    adults = [adult("16:00", "17:10"), adult("17:20", "18:10", "n2")]
    (found,) = problems("unattended", two_rooms(adults, [moves, present("17:20", "18:10", "n2")]))
    assert found.where == "sessions.csv:n1"
    assert (found.evidence["from"], found.evidence["to"]) == ("2026-09-07 17:10:00", "2026-09-07 17:20:00")
    assert "上一位 17:10 离开，下一位 17:20 才到" in found.says


def test_the_next_session_is_the_very_next_of_three():
    third = session("n3", planned_start="18:20", planned_end="19:00")
    second = session("n2", planned_start="17:20", planned_end="18:10")
    rows = [present(released_to="next_session"), present("17:20", "18:10", "n2", released_to="next_session")]
    adults = [adult("16:00", "17:20"), adult("17:20", "18:10", "n2"), adult("18:20", "19:00", "n3")]
    (found,) = problems("unattended", day(adults, [*rows, present("18:20", "19:00", "n3")], [session(), second, third]))
    assert (found.where, found.evidence["from"]) == ("sessions.csv:n2", "2026-09-07 18:10:00")


def test_who_leaves_in_the_minute_of_coming_was_not_alone():
    assert wheres("unattended", day([], [present("16:10", "16:10")])) == []


def test_on_the_way_without_out_both_rooms_cover_from_the_end_of_the_session():
    moves = present("16:10", "", released_to="next_session")
    second = present("17:20", "18:10", "n2")
    from_the_second = [adult("16:00", "17:10"), adult("17:10", "18:10", "n2")]
    assert wheres("unattended", two_rooms(from_the_second, [moves, second])) == []
    too_early_left = [adult("16:00", "17:05"), adult("17:00", "18:10", "n2")]
    assert wheres("unattended", two_rooms(too_early_left, [moves, second])) == ["sessions.csv:n1"]


def test_next_session_without_a_next_session_ends_with_the_session():
    moves = present("16:10", "", released_to="next_session")
    assert wheres("unattended", two_rooms([adult("16:00", "17:10")], [moves, away("n2")])) == []


def test_handed_over_between_two_sessions_is_nobodys_gap():
    rows = [present("16:10", "17:10"), present("17:20", "18:10", "n2")]
    adults = [adult("16:00", "17:10"), adult("17:20", "18:10", "n2")]
    assert wheres("unattended", two_rooms(adults, rows)) == []


def test_the_next_session_of_another_day_is_no_next_session():
    tomorrow = session("n2", day="2026-09-08")
    rows = [present("16:10", "", released_to="next_session"), present(session="n2", day="2026-09-08")]
    adults = [adult("16:00", "17:10"), adult(session="n2", day="2026-09-08")]
    assert wheres("unattended", day(adults, rows, [session(), tomorrow])) == []


def test_one_finding_a_session_shows_when_who_and_the_adults_around():
    adults = [adult("16:00", "16:30"), adult("16:40", "17:15", adult="t2")]
    rows = [present(), present("16:35", student="s2"), present("16:10", "16:30", student="s3")]
    (found,) = problems("unattended", day(adults, rows))
    assert found.evidence["pupils"] == ["s1", "s2"]
    assert found.evidence["from"] == "2026-09-07 16:30:00"
    assert found.evidence["to"] == "2026-09-07 16:40:00"
    assert found.evidence["last_adult"] == {"adult": "t1", "left": "2026-09-07 16:30:00"}
    assert found.evidence["next_adult"] == {"adult": "t2", "came": "2026-09-07 16:40:00"}
    assert found.at == at("16:30")
    assert found.says == (
        "9月7日 16:10 的课从 16:30 到 16:40 有 2 名学生身边没有大人（上一位 16:30 离开，下一位 16:40 才到）。"
    )


def test_two_gaps_are_told_apart_with_the_adults_around_the_first():
    adults = [
        adult("16:00", "16:05"),
        adult("16:00", "16:30"),
        adult("16:40", "17:00", adult="t2"),
        adult("17:05", "17:15"),
    ]
    (found,) = problems("unattended", day(adults, [present(), present(student="s2")]))
    assert found.says == (
        "9月7日 16:10 的课从 16:30 到 16:40、17:00 到 17:05 有 2 名学生身边没有大人（上一位 16:30 离开，下一位 16:40 才到）。"
    )
    assert found.evidence["gaps"] == [
        ["2026-09-07 16:30:00", "2026-09-07 16:40:00"],
        ["2026-09-07 17:00:00", "2026-09-07 17:05:00"],
    ]


def test_a_child_in_a_session_that_was_not_held_still_needs_an_adult():
    dropped = session(start="", end="", early_reason="停电")
    assert wheres("unattended", day([], [present("16:10", "16:30")], [dropped])) == ["sessions.csv:n1"]
