"""What later rooms read off a day, and what the rules find in it."""

from datetime import date, timedelta

import pytest

from kehou.day import queries
from kehou.day.actions.hand_over import hand_over
from kehou.day.actions.sign_out_adult import sign_out_adult
from kehou.day.facts import term_facts
from kehou.day.models import Duty, Presence, Session
from kehou.day.queries.moves import day_figures
from kehou.people.models import Guardianship
from kehou.policy.pack import load_packs
from kehou.policy.rule import all_rules
from tests.make.day import WEDNESDAY, Afternoon, follow_up, make_afternoon, moment

pytestmark = pytest.mark.django_db


def lived(*, minute: int = 12) -> Afternoon:
    """An ordinary afternoon: one child absent, the others handed over, the teacher gone."""
    found = make_afternoon()
    found.sign_in()
    found.call_roll(child_2="absent")
    for child in found.children[:2]:
        tie = Guardianship.objects.get(pupil=child)
        at = moment(17, minute)
        hand_over(found.teacher_at(at), session_id=found.session.pk, child_id=child.pk, guardianship_id=tie.pk)
    sign_out_adult(found.teacher_at(moment(17, minute + 8)), **found.ids)
    return found


def found_by_rules(afternoon: Afternoon) -> set[str]:
    """Rules of the day itself that speak; those about the whole term's plan are not asked."""
    session = afternoon.session
    facts = term_facts(afternoon.school.pk, session.term_id, session_id=session.pk)
    params = load_packs(("wuhai-2021-92",)).params(session.date)
    names = (
        "unattended",
        "roll-call-missing",
        "release-not-recorded",
        "early-end",
        "adult-not-cleared",
        "session-not-held",
    )
    return {name for name in names if list(all_rules()[name].run(facts, params))}


def test_an_ordinary_afternoon_gives_no_finding() -> None:
    assert found_by_rules(lived()) == set()


@pytest.mark.clause("附.11")
def test_a_gap_between_two_adults_is_found_at_night() -> None:
    afternoon = lived()
    Duty.objects.update(out_at=moment(17, 5))
    assert found_by_rules(afternoon) == {"unattended"}


@pytest.mark.clause("附.5")
def test_a_session_that_everybody_left_early_is_found_at_night() -> None:
    afternoon = make_afternoon()
    afternoon.sign_in()
    afternoon.call_roll()
    for child in afternoon.children:
        tie = Guardianship.objects.get(pupil=child)
        at = moment(16, 40)
        hand_over(afternoon.teacher_at(at), session_id=afternoon.session.pk, child_id=child.pk, guardianship_id=tie.pk)
    sign_out_adult(afternoon.teacher_at(moment(16, 41)), **afternoon.ids)
    assert found_by_rules(afternoon) == {"early-end"}


@pytest.mark.clause("附.5")
def test_a_session_nobody_held_is_found_at_night() -> None:
    assert found_by_rules(make_afternoon()) == {"session-not-held"}


def test_facts_name_nobody() -> None:
    afternoon = lived()
    facts = term_facts(afternoon.school.pk, afternoon.session.term_id)
    assert facts.presence is not None
    assert facts.adults is not None
    number = afternoon.children[0].number
    assert facts.presence[0].student == f"s{number:05d}"
    assert facts.adults[0].adult == f"t{afternoon.teacher.number:03d}"
    text = repr((facts.presence, facts.adults, facts.sessions, facts.students))
    assert not any(name in text for name in (afternoon.teacher.name, *(child.name for child in afternoon.children)))


def test_facts_of_a_date_range_leave_the_others_out() -> None:
    afternoon = lived()
    ids = (afternoon.school.pk, afternoon.session.term_id)
    assert term_facts(*ids, first=WEDNESDAY + timedelta(days=1)).sessions == ()
    assert len(term_facts(*ids, first=WEDNESDAY, last=WEDNESDAY).sessions or ()) == 1


@pytest.mark.clause("二.2")
def test_only_days_of_presence_are_served() -> None:
    afternoon = lived()
    served = queries.days_served(afternoon.school.pk, date(2026, 10, 1), date(2026, 10, 31))
    assert served == {child.pk: [WEDNESDAY] for child in afternoon.children[:2]}
    assert queries.days_served(afternoon.school.pk, date(2026, 11, 1), date(2026, 11, 30)) == {}


def test_two_sessions_on_a_day_are_one_day_served() -> None:
    afternoon = make_afternoon()
    following = follow_up(afternoon)
    afternoon.sign_in()
    afternoon.call_roll()
    following.call_roll(moment(17, 13))
    served = queries.days_served(afternoon.school.pk, WEDNESDAY, WEDNESDAY)
    assert set(map(tuple, served.values())) == {(WEDNESDAY,)}


@pytest.mark.invariant("I7")
def test_work_counts_from_the_start_to_leaving_and_only_with_a_roll() -> None:
    afternoon = lived()
    stay = queries.stays(afternoon.school.pk, WEDNESDAY, WEDNESDAY)[0]
    assert (stay.staff_id, stay.minutes) == (afternoon.teacher.pk, 70)  # 16:10 to 17:20, coming at 16:05 earns nothing
    Session.objects.update(rolled_at=None)
    assert queries.stays(afternoon.school.pk, WEDNESDAY, WEDNESDAY) == []


@pytest.mark.invariant("I7")
def test_no_minute_of_a_person_is_paid_twice() -> None:
    afternoon = lived()
    second = make_afternoon(school=afternoon.school, name="四（3）班", teacher="图雅")
    Session.objects.filter(pk=second.session.pk).update(rolled_at=moment(16, 12), started_at=moment(16, 10))
    Duty.objects.create(
        district_id=afternoon.school.district_id, school=afternoon.school, session=second.session,
        staff=afternoon.teacher, in_at=moment(17, 0), out_at=moment(17, 40),
    )  # fmt: skip
    stays = queries.stays(afternoon.school.pk, WEDNESDAY, WEDNESDAY)
    assert sum(stay.minutes for stay in stays) == 90  # 16:10 to 17:40 once


def test_no_pay_for_a_cancelled_session() -> None:
    afternoon = lived()
    Session.objects.update(state="cancelled")
    assert queries.stays(afternoon.school.pk, WEDNESDAY, WEDNESDAY) == []
    assert queries.days_served(afternoon.school.pk, WEDNESDAY, WEDNESDAY) == {}


def test_sessions_of_a_day_come_by_time() -> None:
    afternoon = make_afternoon()
    following = follow_up(afternoon)
    found = queries.sessions_on(afternoon.school.pk, WEDNESDAY)
    assert [session.id for session in found] == [afternoon.session.pk, following.session.pk]
    assert Presence.objects.count() == 6


@pytest.mark.clause("八.5c")
def test_a_class_without_children_owes_nobody_a_lesson_or_a_roll_though_its_teacher_came() -> None:
    """Nobody of the class takes part (二.1): it is in no record, so that no rule asks why it was not held."""
    empty = make_afternoon(children=0)
    empty.sign_in()
    empty.call_roll()  # a press too many
    sign_out_adult(empty.teacher_at(moment(17, 12)), **empty.ids)
    facts = term_facts(empty.school.pk, empty.session.term_id, first=WEDNESDAY, last=WEDNESDAY)
    assert facts.sessions == () and facts.adults == ()
    [figures] = day_figures([empty.school.pk], WEDNESDAY, WEDNESDAY)
    assert (figures.planned, figures.held, figures.on_time) == (1, 0, 0)
