"""Roll-call: everyone is preset, exceptions are tapped; events add up to what stands."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from kehou.day.actions.ask_leave import ask_leave
from kehou.day.actions.cancel_leave import cancel_leave
from kehou.day.actions.correct_presence import correct_presence
from kehou.day.actions.finish_roll_call import finish_roll_call
from kehou.day.actions.marking import standing_of
from kehou.day.actions.move_on import move_on
from kehou.day.actions.tick_homework import tick_homework
from kehou.day.models import Alarm, Presence, PresenceEvent
from kehou.day.standing import Standing, after
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.models import AuditEvent, OutboxMessage
from tests.make.day import Afternoon, follow_up, make_afternoon, moment
from tests.make.people import act_of, make_guardian, make_officer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def afternoon() -> Afternoon:
    found = make_afternoon()
    found.sign_in()
    return found


def presence_equals_replay() -> bool:
    for row in Presence.objects.all():
        events = PresenceEvent.objects.filter(session_id=row.session_id, pupil_id=row.pupil_id).order_by("pk")
        standing = Standing()
        for kind, at, detail in events.values_list("kind", "at", "detail"):
            standing = after(standing, kind, at, detail)
        if standing_of(row) != standing:
            return False
    return True


@pytest.mark.clause("八.5c")
def test_everyone_not_tapped_is_present_from_the_start(afternoon: Afternoon) -> None:
    assert afternoon.call_roll(moment(16, 14), child_1="absent") == {"present": 2, "leave": 0, "absent": 1}
    assert afternoon.presence(0).in_at == moment(16, 10)
    assert afternoon.presence(1).state == "absent"


def test_a_late_child_came_when_it_was_seen(afternoon: Afternoon) -> None:
    afternoon.call_roll(moment(16, 14), child_0="late")
    assert afternoon.presence(0).in_at == moment(16, 14)


def test_leave_is_filled_in_and_raises_no_alarm(afternoon: Afternoon) -> None:
    act = act_of(afternoon.guardians[2], moment(12))
    ask_leave(act, child_id=afternoon.children[2].pk, date=act.today, reason="看牙")
    assert afternoon.call_roll() == {"present": 2, "leave": 1, "absent": 0}
    assert not Alarm.objects.exists()


def test_leave_taken_back_makes_the_child_expected_again(afternoon: Afternoon) -> None:
    act = act_of(afternoon.guardians[2], moment(12))
    leave = ask_leave(act, child_id=afternoon.children[2].pk, date=act.today, reason="看牙")
    cancel_leave(act_of(afternoon.guardians[2], moment(13)), child_id=afternoon.children[2].pk, leave_id=leave)
    assert afternoon.presence(2).state == "expected"
    assert afternoon.call_roll()["present"] == 3


def test_nobody_asks_leave_for_another_familys_child(afternoon: Afternoon) -> None:
    act = act_of(afternoon.guardians[0], moment(12))
    with pytest.raises(NotYours):
        ask_leave(act, child_id=afternoon.children[2].pk, date=act.today, reason="看牙")


@pytest.mark.invariant("I10")
def test_absence_without_leave_tells_the_guardian_and_the_duty_leader_at_once(afternoon: Afternoon) -> None:
    leader = make_officer("duty_leader", afternoon.school)
    afternoon.call_roll(child_1="absent")
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.pupil_id, alarm.level) == ("unexplained", afternoon.children[1].pk, 1)
    told = {m.account_id: m for m in OutboxMessage.objects.all()}
    assert set(told) == {leader.pk, afternoon.guardians[1].pk}
    assert afternoon.children[1].name not in told[leader.pk].title + told[leader.pk].body
    assert all(message.urgent for message in told.values())


def test_a_guardian_who_explains_the_absence_ends_the_alarm(afternoon: Afternoon) -> None:
    afternoon.call_roll(child_1="absent")
    act = act_of(afternoon.guardians[1], moment(16, 20))
    ask_leave(act, child_id=afternoon.children[1].pk, date=act.today, reason="发烧")
    assert afternoon.presence(1).state == "leave"
    assert Alarm.objects.get().resolved_at == moment(16, 20)


def test_the_roll_may_be_taken_again_on_the_day_and_only_changes_are_new_events(afternoon: Afternoon) -> None:
    afternoon.call_roll(moment(16, 12), child_1="absent")
    before = PresenceEvent.objects.count()
    afternoon.call_roll(moment(16, 20), child_1="present", child_2="absent")
    assert PresenceEvent.objects.count() == before + 2
    assert afternoon.presence(1).in_at == moment(16, 20)
    assert afternoon.presence(2).state == "absent"
    found = Alarm.objects.get(pupil=afternoon.children[1])
    assert found.resolved_at == moment(16, 20)
    assert presence_equals_replay()


def test_who_is_not_named_the_second_time_stays_as_called(afternoon: Afternoon) -> None:
    afternoon.call_roll(child_1="absent")
    assert afternoon.call_roll(moment(16, 20))["absent"] == 1


def test_next_day_the_roll_is_only_corrected(afternoon: Afternoon) -> None:
    afternoon.call_roll()
    with pytest.raises(Refusal, match="roll_closed"):
        afternoon.call_roll(moment(16, 12) + timedelta(days=1), child_1="absent")


@pytest.mark.clause("附.11")
def test_no_roll_without_an_adult_there(afternoon: Afternoon) -> None:
    other = make_afternoon(school=afternoon.school, name="四（3）班", teacher="图雅")
    leader = make_officer("duty_leader", afternoon.school)
    with pytest.raises(Refusal) as refused:
        finish_roll_call(act_of(leader, moment(16, 12)), session_id=other.session.pk, marks={})
    assert (refused.value.code, refused.value.clause) == ("nobody_on_duty", "附.11")


def test_a_teacher_who_calls_the_roll_is_signed_in(afternoon: Afternoon) -> None:
    other = make_afternoon(school=afternoon.school, name="四（3）班", teacher="图雅")
    other.call_roll(moment(16, 11))
    assert other.session.duty_set.get().in_at == moment(16, 11)


def test_a_teacher_of_another_class_cannot_call_this_roll(afternoon: Afternoon) -> None:
    stranger = make_staff(afternoon.school, "图雅")
    with pytest.raises(NotYours):
        finish_roll_call(act_of(stranger.account, moment(16, 12)), session_id=afternoon.session.pk, marks={})


@pytest.mark.invariant("I3")
def test_a_double_tap_is_one_roll_call(afternoon: Afternoon) -> None:
    act = afternoon.teacher_at(moment(16, 12), key="form-1")
    marks = {afternoon.children[0].pk: "absent"}
    first = finish_roll_call(act, session_id=afternoon.session.pk, marks=marks)
    events, deeds = PresenceEvent.objects.count(), AuditEvent.objects.count()
    assert finish_roll_call(act, session_id=afternoon.session.pk, marks=marks) == first
    assert (PresenceEvent.objects.count(), AuditEvent.objects.count()) == (events, deeds)


def test_a_correction_keeps_old_and_new_with_its_reason(afternoon: Afternoon) -> None:
    afternoon.call_roll(child_1="absent")
    leader = make_officer("duty_leader", afternoon.school)
    tomorrow = moment(9) + timedelta(days=1)
    correct_presence(
        act_of(leader, tomorrow), session_id=afternoon.session.pk, child_id=afternoon.children[1].pk, state="present",
        reason="在隔壁班，点名漏了", in_at=moment(16, 10), out_at=moment(17, 15), released_to="guardian",
    )  # fmt: skip
    event = PresenceEvent.objects.get(kind="correct")
    assert (event.detail["old"]["state"], event.detail["new"]["state"]) == ("absent", "present")
    assert event.reason == "在隔壁班，点名漏了"
    assert afternoon.presence(1).out_at == moment(17, 15)
    assert presence_equals_replay()


def test_a_correction_without_reason_or_by_a_teacher_is_refused(afternoon: Afternoon) -> None:
    afternoon.call_roll(child_1="absent")
    leader, ids = make_officer("duty_leader", afternoon.school), {
        "session_id": afternoon.session.pk, "child_id": afternoon.children[1].pk, "state": "leave",
    }  # fmt: skip
    with pytest.raises(Refusal, match="reason_missing"):
        correct_presence(act_of(leader, moment(18)), **ids, reason="  ")
    with pytest.raises(NotYours):
        correct_presence(afternoon.teacher_at(moment(18)), **ids, reason="请过假")


@pytest.mark.invariant("I10")
def test_a_correction_leaves_nobody_standing_in_a_past_day(afternoon: Afternoon) -> None:
    afternoon.call_roll(child_1="absent")
    leader = make_officer("duty_leader", afternoon.school)
    with pytest.raises(Refusal, match="still_there"):
        correct_presence(
            act_of(leader, moment(9) + timedelta(days=1)), session_id=afternoon.session.pk,
            child_id=afternoon.children[1].pk, state="present", reason="漏点", in_at=moment(16, 10),
        )  # fmt: skip


@pytest.mark.invariant("I10")
def test_seen_in_the_next_room_means_left_the_one_before(afternoon: Afternoon) -> None:
    afternoon.call_roll()
    following = follow_up(afternoon)
    following.sign_in(moment(17, 8))
    following.call_roll(moment(17, 13))
    assert afternoon.presence(0).released_to == "next_session"
    assert afternoon.presence(0).out_at == following.presence(0).in_at == moment(17, 13)
    assert presence_equals_replay()


def test_children_sent_on_arrive_when_they_are_seen(afternoon: Afternoon) -> None:
    afternoon.call_roll()
    following = follow_up(afternoon)
    assert move_on(afternoon.teacher_at(moment(17, 9)), session_id=afternoon.session.pk) == 3
    following.call_roll(moment(17, 13))
    assert afternoon.presence(0).out_at == moment(17, 9)
    assert following.presence(0).in_at == moment(17, 13)


def test_a_child_without_a_later_session_is_not_sent_on(afternoon: Afternoon) -> None:
    afternoon.call_roll()
    with pytest.raises(Refusal, match="no_next_session"):
        move_on(
            afternoon.teacher_at(moment(17, 9)), session_id=afternoon.session.pk, child_ids=[afternoon.children[0].pk]
        )


@pytest.mark.clause("七.4b")
def test_homework_is_ticked_per_child(afternoon: Afternoon) -> None:
    afternoon.call_roll(child_2="absent")
    done, open_, absent = (child.pk for child in afternoon.children)
    act = afternoon.teacher_at(moment(17, 0))
    assert tick_homework(act, session_id=afternoon.session.pk, done_ids=[done, absent], open_ids=[open_]) == 2
    assert [afternoon.presence(n).homework_done for n in range(3)] == [True, False, None]
    assert presence_equals_replay()


@pytest.mark.invariant("I10")
def test_an_event_is_never_changed_by_any_path(afternoon: Afternoon) -> None:
    afternoon.call_roll()
    event = PresenceEvent.objects.first()
    assert event is not None
    for change in (
        lambda: PresenceEvent.objects.update(kind="absent"),
        lambda: PresenceEvent.objects.all().delete(),
        lambda: PresenceEvent.objects.bulk_update([event], ["kind"]),
        event.delete,
    ):
        with pytest.raises(TypeError):
            change()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE day_presenceevent SET kind = 'absent'")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        event.save()


def test_a_second_guardian_hears_nothing_twice(afternoon: Afternoon) -> None:
    make_guardian(afternoon.children[1], "周远", "父亲")
    afternoon.call_roll(child_1="absent")
    afternoon.call_roll(moment(16, 20))
    assert OutboxMessage.objects.filter(kind="absent").count() == 2


def test_calling_35_children_costs_as_many_statements_as_calling_five(django_assert_max_num_queries) -> None:
    many = make_afternoon(children=35)
    many.sign_in()
    with django_assert_max_num_queries(26):
        many.call_roll()
