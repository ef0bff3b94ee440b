"""Roll, release and the adults of a session (rulebook §6, Safety)."""

from dataclasses import replace
from datetime import date

import pytest

from kehou.policy.facts.plan import Person, Provider
from tests.make.term import adult, at, facts, not_held, plan, present, problems, session, wheres


@pytest.mark.clause("附.11")
@pytest.mark.parametrize(("second_in", "found"), [("17:10", []), ("17:05", []), ("17:04", ["adults.csv"])])
def test_an_adult_may_overlap_two_sessions_by_five_minutes(second_in, found):
    sessions = [session(), session("n2", planned_start="17:10", planned_end="18:10")]
    adults = [adult("16:00", "17:10"), adult(second_in, "18:10", "n2")]
    assert wheres("adult-in-two-places", facts(sessions=sessions, adults=adults)) == found


@pytest.mark.clause("附.11")
def test_two_stays_in_one_session_or_on_a_screen_or_in_a_dropped_session_are_one_place():
    sessions = [session(), session("n2"), not_held("n3", reason="停电")]
    first = adult()
    for other in (adult(), adult(session="n2", remote=True), adult(session="n3"), adult(session="n2", adult="t2")):
        assert wheres("adult-in-two-places", facts(sessions=sessions, adults=[first, other])) == []


@pytest.mark.clause("附.11")
def test_an_adult_without_out_is_there_until_the_session_ends():
    sessions = [session(), session("n2", planned_start="17:04", planned_end="18:10")]
    adults = [adult("16:00", ""), adult("17:04", "18:10", "n2")]
    assert wheres("adult-in-two-places", facts(sessions=sessions, adults=adults)) == ["adults.csv"]


@pytest.mark.clause("附.11")
def test_one_adult_in_two_places_twice_is_one_sign():
    sessions = [session(), session("n2"), session("n3", day="2026-09-08"), session("n4", day="2026-09-08")]
    adults = [adult(session=held.session, day=held.date.isoformat()) for held in sessions]
    (found,) = problems("adult-in-two-places", facts(sessions=sessions, adults=adults))
    assert len(found.evidence["rows"]) == 2
    assert "重叠 75 分钟，这样的情况共 2 次" in found.says


@pytest.mark.clause("附.11")
def test_being_in_two_places_begins_when_the_second_stay_does():
    sessions = [session(), session("n2", planned_start="17:00", planned_end="18:10")]
    adults = [adult("16:00", "17:10"), adult("17:00", "18:10", "n2")]
    (found,) = problems("adult-in-two-places", facts(sessions=sessions, adults=adults))
    assert found.at == at("17:00")
    assert found.evidence["minutes"] == 10


@pytest.mark.clause("八.5c")
def test_a_held_session_has_its_roll_called():
    sessions = [session(), session("n2"), not_held("n3")]
    assert wheres("roll-call-missing", facts(sessions=sessions, presence=[present()])) == ["sessions.csv:n2"]


@pytest.mark.clause("八.5c")
@pytest.mark.parametrize(
    ("row", "missing"),
    [
        (present(), None),
        (present(left="", released_to="next_session"), None),
        (present(left=""), ["离开时间"]),
        (present(released_to=""), ["交给了谁"]),
        (present(left="", released_to=""), ["离开时间", "交给了谁"]),
        (present(left="", released_to="", online=True), None),
        (replace(present(left="", released_to=""), state="leave"), None),
    ],
)
def test_leaving_is_recorded_with_a_time_and_a_person(row, missing):
    found = problems("release-not-recorded", facts(presence=[row]))
    assert [problem.evidence["missing"] for problem in found] == ([missing] if missing else [])


@pytest.mark.clause("五.2")
@pytest.mark.parametrize(
    ("role", "applied", "fires"),
    [
        ("school_teacher", False, True),
        ("exchange_teacher", False, True),
        ("school_teacher", True, False),
        ("volunteer", False, False),
        ("institution", False, False),
    ],
)
def test_a_teacher_on_duty_has_applied(role, applied, fires):
    assert bool(problems("adult-not-applied", facts(adults=[adult(role=role, applied=applied)]))) is fires


DAY, DAY_BEFORE = date(2026, 9, 7), date(2026, 9, 6)


@pytest.mark.clause("五.3")
@pytest.mark.parametrize(
    ("role", "cleared", "qualified", "fires"),
    [
        ("volunteer", DAY, None, False),
        ("volunteer", DAY_BEFORE, None, True),
        ("volunteer", None, DAY, True),
        ("retired", DAY, DAY_BEFORE, False),
        ("qualified", DAY, DAY, False),
        ("qualified", DAY, DAY_BEFORE, True),
        ("institution", DAY, None, True),
        ("institution", DAY_BEFORE, DAY, True),
        ("school_teacher", None, None, False),
    ],
)
def test_an_outside_person_is_cleared_and_qualified_to_the_day(role, cleared, qualified, fires):
    row = adult(role=role, cleared_until=cleared, qualified_until=qualified)
    assert bool(problems("adult-not-cleared", facts(sessions=[session()], adults=[row]))) is fires


def with_provider(licence: date | None, *, provider: str = "p1"):
    person = Person("staff[0]", "o1", "赵教练", "institution", provider=provider)
    firm = Provider("providers[0]", "p1", "河畔体育俱乐部", "non_subject", True, licence)
    return plan(staff=(person,), providers=(firm,))


@pytest.mark.clause("附.7")
@pytest.mark.parametrize(
    ("licence", "fires"),
    [
        (DAY, False),
        (DAY_BEFORE, True),
        (date(2026, 8, 31), True),  # good on the first day, not on this
        (date(2026, 8, 30), False),  # the plan's own finding
        (None, False),
    ],
)
def test_a_licence_lasts_to_the_day_of_the_session(licence, fires):
    given = facts(with_provider(licence), sessions=[session()], adults=[adult(role="institution", adult="o1")])
    assert bool(problems("provider-not-in-force", given)) is fires


@pytest.mark.clause("附.7")
def test_an_institutions_person_is_in_the_plan_with_a_provider():
    stranger = adult(role="institution", adult="o9")
    good = date(2027, 1, 31)
    sessions = [session()]
    assert problems("provider-not-in-force", facts(with_provider(good), sessions=sessions, adults=[stranger]))
    unnamed = facts(with_provider(good, provider=""), sessions=sessions, adults=[adult(role="institution", adult="o1")])
    assert problems("provider-not-in-force", unnamed)
    volunteer = facts(with_provider(good), sessions=sessions, adults=[adult(role="volunteer", adult="o9")])
    assert not problems("provider-not-in-force", volunteer)


@pytest.mark.clause("附.7")
def test_without_staff_in_the_plan_the_missing_part_speaks():
    given = facts(sessions=[session()], adults=[adult(role="institution", adult="o9")])
    assert not problems("provider-not-in-force", given)
