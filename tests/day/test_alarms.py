"""The watch: within a minute of the clock, until a human says who and what."""

from datetime import datetime, timedelta

import pytest

from kehou.day import alarms, watch
from kehou.day.actions.acknowledge_alarm import acknowledge_alarm
from kehou.day.actions.cancel_session import cancel_session
from kehou.day.actions.move_on import move_on
from kehou.day.actions.sign_in_adult import sign_in_adult
from kehou.day.actions.sign_out_adult import sign_out_adult
from kehou.day.models import Alarm, Duty, Presence
from kehou.ground.refusal import NotYours, Refusal
from kehou.jobs import watch_presence
from kehou.kernel.models import AuditEvent, OutboxMessage
from tests.make.day import Afternoon, expect, follow_up, make_afternoon, moment
from tests.make.people import act_of, give_role, make_account, make_officer, make_pupil, make_staff

pytestmark = pytest.mark.django_db


def watch_until(first: datetime, last: datetime) -> datetime | None:
    """Beat as the worker does; the moment at which the first alarm rang."""
    at = first
    while at <= last:
        watch_presence.run(at)
        if Alarm.objects.exists():
            return at
        at += timedelta(seconds=watch_presence.EVERY_SECONDS)
    return None


@pytest.mark.clause("附.11")
@pytest.mark.invariant("I10")
@pytest.mark.parametrize("phase", [0, 3, 7])
def test_a_session_without_an_adult_alarms_within_60_seconds_of_its_start(phase: int) -> None:
    make_afternoon()
    rang = watch_until(moment(16, 5, phase), moment(16, 20))
    assert rang is not None
    assert moment(16, 10, 30) <= rang <= moment(16, 11)
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.since) == ("uncovered", moment(16, 10))


def test_an_adult_who_comes_half_a_minute_late_is_no_alarm() -> None:
    afternoon = make_afternoon()
    watch_until(moment(16, 9), moment(16, 10, 24))
    afternoon.sign_in(moment(16, 10, 30))
    assert watch_until(moment(16, 10, 32), moment(16, 19)) is None


@pytest.mark.invariant("I10")
def test_an_adult_who_vanishes_from_the_record_alarms_within_60_seconds() -> None:
    afternoon = make_afternoon()
    afternoon.sign_in()
    afternoon.call_roll()
    Duty.objects.update(out_at=moment(16, 40, 5))  # no deed does this; the watch does not trust that
    rang = watch_until(moment(16, 40, 6), moment(16, 45))
    assert rang is not None
    assert rang <= moment(16, 41, 5)
    assert Alarm.objects.get().since == moment(16, 40, 5)


def test_nobody_expected_means_no_alarm() -> None:
    afternoon = make_afternoon(children=0)
    assert watch_until(moment(16, 10), moment(16, 25)) is None
    make_pupil(afternoon.school)


def test_children_with_their_first_teacher_are_not_alone_yet_somebody_is_told_when_the_second_does_not_come() -> None:
    """The first lesson ends at 17:10: two minutes are for walking, then the room without a teacher rings."""
    afternoon = make_afternoon()
    afternoon.sign_in()
    afternoon.call_roll()
    following = follow_up(afternoon)
    move_on(afternoon.teacher_at(moment(17, 9)), session_id=afternoon.session.pk)
    assert watch_until(moment(17, 9), moment(17, 11, 59)) is None
    rang = watch_until(moment(17, 12), moment(17, 13))
    assert rang is not None
    assert Alarm.objects.get().session_id == following.session.pk


def test_a_second_teacher_who_comes_while_the_children_walk_is_no_alarm() -> None:
    afternoon = make_afternoon()
    afternoon.sign_in()
    afternoon.call_roll()
    following = follow_up(afternoon)
    move_on(afternoon.teacher_at(moment(17, 9)), session_id=afternoon.session.pk)
    watch_until(moment(17, 9), moment(17, 11, 30))
    following.sign_in(moment(17, 11, 30))
    assert watch_until(moment(17, 11, 30), moment(17, 15)) is None


def test_an_alarm_ends_when_an_adult_comes_and_can_ring_again() -> None:
    afternoon = make_afternoon()
    watch_until(moment(16, 10), moment(16, 12))
    afternoon.sign_in(moment(16, 12))
    assert Alarm.objects.get().resolved_at == moment(16, 12)
    Duty.objects.update(out_at=moment(16, 13))
    watch_presence.run(moment(16, 14))
    assert Alarm.objects.filter(resolved_at=None).count() == 1
    assert Alarm.objects.count() == 2


@pytest.mark.clause("八.5c")
def test_a_roll_that_nobody_calls_alarms_after_ten_minutes() -> None:
    afternoon = make_afternoon()
    afternoon.sign_in()
    rang = watch_until(moment(16, 18), moment(16, 25))
    assert rang is not None
    assert moment(16, 20) <= rang <= moment(16, 20, 10)
    assert Alarm.objects.get().kind == "not_started"
    afternoon.call_roll(moment(16, 22))
    assert Alarm.objects.get().resolved_at == moment(16, 22)


def test_a_child_whom_nobody_collects_alarms_half_an_hour_after_the_end() -> None:
    afternoon = make_afternoon(children=1)
    afternoon.sign_in()
    afternoon.call_roll()
    rang = watch_until(moment(17, 35), moment(17, 45))
    assert rang is not None
    assert moment(17, 40) <= rang <= moment(17, 40, 10)
    assert Alarm.objects.get().pupil_id == afternoon.children[0].pk


def uncovered() -> tuple[Afternoon, dict[str, int]]:
    """An alarm raised at 16:10:48, and the account that each level reaches."""
    afternoon = make_afternoon()
    officer = make_account("白洁")
    give_role(officer, "district_officer", district=afternoon.school.district)
    accounts = {
        "leader": make_officer("duty_leader", afternoon.school).pk,
        "principal": make_officer("principal", afternoon.school).pk,
        "district": officer.pk,
    }
    watch_presence.run(moment(16, 10, 48))
    return afternoon, accounts


def told(accounts: dict[str, int]) -> dict[str, int]:
    return {
        who: OutboxMessage.objects.filter(account_id=a, kind__startswith="alarm").count() for who, a in accounts.items()
    }


@pytest.mark.invariant("I10")
def test_an_alarm_rises_at_three_six_and_ten_minutes_until_somebody_acknowledges() -> None:
    _, accounts = uncovered()
    raised = Alarm.objects.get().raised_at
    seen = {}
    for minutes in (2.9, 3, 5.9, 6, 9.9, 10, 20):
        watch_presence.run(raised + timedelta(minutes=minutes))
        seen[minutes] = tuple(told(accounts).values())
    assert seen == {
        2.9: (1, 0, 0), 3: (1, 1, 0), 5.9: (1, 1, 0), 6: (1, 1, 1), 9.9: (1, 1, 1), 10: (2, 2, 2), 20: (2, 2, 2),
    }  # fmt: skip


def test_a_worker_that_slept_skips_nobody() -> None:
    _, accounts = uncovered()
    watch_presence.run(Alarm.objects.get().raised_at + timedelta(minutes=7))
    assert tuple(told(accounts).values()) == (1, 1, 1)


@pytest.mark.invariant("I10")
def test_acknowledging_says_who_and_what_and_stops_the_rising() -> None:
    _, accounts = uncovered()
    alarm = Alarm.objects.get()
    leader = {"at": alarm.raised_at + timedelta(minutes=1)}
    from kehou.kernel.act import by_account

    act = by_account(accounts["leader"], leader["at"])
    with pytest.raises(Refusal, match="note_missing"):
        acknowledge_alarm(act, alarm_id=alarm.pk, note=" ")
    acknowledge_alarm(act, alarm_id=alarm.pk, note="我去 206")
    watch_presence.run(alarm.raised_at + timedelta(minutes=8))
    alarm.refresh_from_db()
    assert (alarm.level, alarm.note, alarm.acknowledged_by_id) == (1, "我去 206", accounts["leader"])
    assert alarm.resolved_at is None


def test_a_teacher_or_another_schools_leader_acknowledges_nothing() -> None:
    afternoon, _ = uncovered()
    alarm = Alarm.objects.get()
    other = make_officer("duty_leader", make_afternoon(name="四（9）班").school)
    for act in (afternoon.teacher_at(moment(16, 12)), act_of(other, moment(16, 12))):
        with pytest.raises(NotYours):
            acknowledge_alarm(act, alarm_id=alarm.pk, note="我去")


def test_a_ringing_alarm_is_not_raised_again_on_every_beat() -> None:
    uncovered()
    deeds = AuditEvent.objects.count()
    for second in range(50, 59):
        watch_presence.run(moment(16, 10, second))
    assert Alarm.objects.count() == 1
    assert AuditEvent.objects.count() == deeds


def test_where_all_is_well_a_beat_costs_six_statements_for_any_number_of_classes(django_assert_max_num_queries) -> None:
    first = make_afternoon()
    first.sign_in()
    first.call_roll()
    for number in range(3, 6):
        more = make_afternoon(school=first.school, name=f"四（{number}）班")
        more.sign_in()
        more.call_roll()
    with django_assert_max_num_queries(6):
        assert watch_presence.run(moment(16, 30)) == 0


def test_a_cancelled_session_rings_no_more() -> None:
    afternoon, _ = uncovered()
    leader = make_officer("duty_leader", afternoon.school)
    cancel_session(act_of(leader, moment(16, 12)), session_id=afternoon.session.pk, reason="停电")
    assert Alarm.objects.get().resolved_at == moment(16, 12)
    watch_presence.run(moment(16, 30))
    assert Alarm.objects.count() == 1


def test_the_levels() -> None:
    minutes = [0, 2.99, 3, 5.99, 6, 9.99, 10, 99]
    assert [alarms.level_at(timedelta(minutes=m)) for m in minutes] == [1, 1, 2, 2, 3, 3, 4, 4]


def test_watching_and_leaving_ask_the_same_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    afternoon = make_afternoon()
    afternoon.sign_in()
    afternoon.call_roll()
    from kehou.day import charge

    asked: list[str] = []
    real = charge.all_rules

    def spy() -> object:
        asked.append("rule")
        return real()

    monkeypatch.setattr(charge, "all_rules", spy)
    with pytest.raises(Refusal):
        sign_out_adult(afternoon.teacher_at(moment(16, 30)), **afternoon.ids)
    assert asked == ["rule"]
    lonely = make_afternoon(school=afternoon.school, name="四（3）班")
    assert [due.session_id for due in watch.due(moment(16, 10, 50))] == [lonely.session.pk]
    assert len(asked) == 2


def test_a_child_expected_late_in_the_day_does_not_hide_the_others() -> None:
    afternoon = make_afternoon()
    late = make_pupil(afternoon.school, "新来")
    afternoon.sign_in()
    afternoon.call_roll()
    expect(afternoon.session, [late])
    assert Presence.objects.filter(state="expected").count() == 1
    other = make_staff(afternoon.school, "图雅")
    Duty.objects.create(
        district_id=afternoon.school.district_id, school=afternoon.school, session=afternoon.session, staff=other
    )
    sign_in_adult(act_of(other.account, moment(16, 30)), session_id=afternoon.session.pk, staff_id=other.pk)
    assert watch_until(moment(16, 31), moment(16, 33)) is None
