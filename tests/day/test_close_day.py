"""The day is closed when every head is accounted for."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from kehou.day.actions.acknowledge_alarm import acknowledge_alarm
from kehou.day.actions.cancel_session import cancel_session
from kehou.day.actions.close_day import close_day
from kehou.day.actions.end_session import end_session
from kehou.day.actions.hand_over import hand_over
from kehou.day.actions.log_session import log_session
from kehou.day.actions.move_on import move_on
from kehou.day.actions.note_patrol import note_patrol
from kehou.day.models import Alarm, DayClose, Presence, Session
from kehou.ground.refusal import Refusal
from kehou.invariants import check_all
from kehou.org.models import DistrictParameter
from kehou.people.models import Guardianship
from tests.make.day import WEDNESDAY, Afternoon, follow_up, make_afternoon, moment
from tests.make.people import act_of, make_officer

pytestmark = pytest.mark.django_db


def release(afternoon: Afternoon, place: int, minute: int = 12) -> None:
    child = afternoon.children[place]
    tie = Guardianship.objects.get(pupil=child)
    act = afternoon.teacher_at(moment(17, minute))
    hand_over(act, session_id=afternoon.session.pk, child_id=child.pk, guardianship_id=tie.pk)


def close(afternoon: Afternoon, hour: int = 19) -> int:
    leader = make_officer("duty_leader", afternoon.school)
    return close_day(act_of(leader, moment(hour)), school_id=afternoon.school.pk, date=WEDNESDAY)


@pytest.fixture
def afternoon() -> Afternoon:
    found = make_afternoon()
    found.sign_in()
    found.call_roll()
    return found


@pytest.mark.clause("附.11")
@pytest.mark.invariant("I10")
def test_the_day_cannot_be_closed_with_a_child_still_in(afternoon: Afternoon) -> None:
    release(afternoon, 0)
    release(afternoon, 1)
    with pytest.raises(Refusal) as refused:
        close(afternoon)
    assert refused.value.code == "child_still_in"
    assert refused.value.says == "1 名学生还没有交接离校，今天还不能关账"
    release(afternoon, 2)
    assert close(afternoon) == DayClose.objects.get().pk


@pytest.mark.invariant("I10")
def test_nor_with_a_child_lost_between_two_rooms(afternoon: Afternoon) -> None:
    following = follow_up(afternoon)
    move_on(afternoon.teacher_at(moment(17, 9)), session_id=afternoon.session.pk)
    with pytest.raises(Refusal, match="child_on_the_way"):
        close(afternoon)
    following.call_roll(moment(17, 13), child_2="absent")
    with pytest.raises(Refusal, match="child_still_in"):
        close(afternoon)


def test_nor_with_a_roll_not_called() -> None:
    afternoon = make_afternoon()
    with pytest.raises(Refusal, match="roll_not_called"):
        close(afternoon)
    leader = make_officer("duty_leader", afternoon.school)
    cancel_session(act_of(leader, moment(16)), session_id=afternoon.session.pk, reason="停电")
    assert close(afternoon)


def test_nor_with_an_alarm_nobody_took_on(afternoon: Afternoon) -> None:
    afternoon.call_roll(moment(16, 30), child_0="absent")
    release(afternoon, 1)
    release(afternoon, 2)
    with pytest.raises(Refusal, match="alarm_open"):
        close(afternoon)
    leader = make_officer("duty_leader", afternoon.school)
    acknowledge_alarm(act_of(leader, moment(17, 20)), alarm_id=Alarm.objects.get().pk, note="家长接走，已核实")
    assert close(afternoon)


def test_after_closing_nothing_is_marked_only_corrected(afternoon: Afternoon) -> None:
    for place in range(3):
        release(afternoon, place)
    close(afternoon)
    with pytest.raises(Refusal, match="day_closed"):
        afternoon.call_roll(moment(19, 1))
    assert close(afternoon) == DayClose.objects.get().pk


@pytest.mark.invariant("I10")
@pytest.mark.parametrize("seed", range(4))
def test_heads_are_conserved_through_any_afternoon(seed: int) -> None:
    """Deeds in random order, lawful or refused: after each, every head is in one place and the SQL agrees."""
    draw = random.Random(seed)
    first = make_afternoon(children=5)
    second = follow_up(first)
    first.sign_in()
    second.sign_in(moment(16, 40))
    deeds = ["roll", "roll", "move", "release", "release", "release_second", "roll_second", "close"] * 3
    draw.shuffle(deeds)
    leader = make_officer("duty_leader", first.school)
    at = moment(16, 50)
    for deed in ["roll", *deeds]:
        at += timedelta(minutes=1)
        marks = {f"child_{n}": draw.choice(["present", "late", "absent"]) for n in range(5) if draw.random() < 0.3}
        try:
            if deed == "roll":
                first.call_roll(at, **marks)
            elif deed == "roll_second":
                second.call_roll(at, **marks)
            elif deed == "move":
                move_on(first.teacher_at(at), session_id=first.session.pk)
            elif deed == "close":
                close_day(act_of(leader, at), school_id=first.school.pk, date=WEDNESDAY)
            else:
                room, child = (second if deed.endswith("second") else first), draw.choice(first.children)
                tie = Guardianship.objects.get(pupil=child)
                hand_over(room.teacher_at(at), session_id=room.session.pk, child_id=child.pk, guardianship_id=tie.pk)
        except Refusal:
            pass
        for session in (first.session, second.session):
            rows = Presence.objects.filter(session=session)
            states = Counter(rows.values_list("state", flat=True))
            present = rows.filter(state="present")
            gone = present.filter(out_at__isnull=False)
            assert sum(states.values()) == 5  # expected = present + excused + unexplained + not called yet
            assert states["present"] == present.filter(out_at=None).count() + gone.count()
            assert gone.filter(released_to="").count() == 0
        assert not [name for name, _, rows in check_all() if rows and name.startswith(("i09", "i10", "i11"))]


@pytest.mark.clause("附.5")
@pytest.mark.parametrize(("minute", "refused"), [(4, True), (5, False), (10, False)])
def test_ending_more_than_five_minutes_early_needs_a_reason(afternoon: Afternoon, minute: int, refused: bool) -> None:
    act = afternoon.teacher_at(moment(17, minute))
    if refused:
        with pytest.raises(Refusal) as caught:
            end_session(act, session_id=afternoon.session.pk)
        assert (caught.value.code, caught.value.clause) == ("early_reason_missing", "附.5")
        end_session(act, session_id=afternoon.session.pk, early_reason="停电")
    else:
        end_session(act, session_id=afternoon.session.pk)
    session = Session.objects.get(pk=afternoon.session.pk)
    assert session.ended_at == moment(17, minute)
    assert session.early_reason == ("停电" if refused else "")


@pytest.mark.clause("附.5")
def test_cancelling_needs_a_reason_and_an_empty_room(afternoon: Afternoon) -> None:
    leader = act_of(make_officer("duty_leader", afternoon.school), moment(16, 40))
    with pytest.raises(Refusal, match="reason_missing"):
        cancel_session(leader, session_id=afternoon.session.pk, reason="")
    with pytest.raises(Refusal, match="children_present"):
        cancel_session(leader, session_id=afternoon.session.pk, reason="停电")


@pytest.mark.clause("七.1a")
@pytest.mark.parametrize(("grade", "refused"), [(1, True), (2, True), (3, False)])
def test_written_homework_is_not_logged_for_grades_one_and_two(grade: int, refused: bool) -> None:
    afternoon = make_afternoon(grade=grade)
    afternoon.sign_in()
    ids, act = {"session_id": afternoon.session.pk}, afternoon.teacher_at(moment(17, 0))
    if refused:
        with pytest.raises(Refusal, match="written_homework_low"):
            log_session(act, **ids, content=["reading"], written_homework=True)
    else:
        log_session(act, **ids, content=["reading"], written_homework=True)
    assert Session.objects.get().written_homework is not refused


@pytest.mark.clause("七.1a")
def test_what_a_patrol_sees_is_recorded_also_where_it_must_not_be() -> None:
    afternoon = make_afternoon(grade=1)
    afternoon.sign_in()
    leader = act_of(make_officer("duty_leader", afternoon.school), moment(16, 40))
    note_patrol(leader, session_id=afternoon.session.pk, content=["reading"], written_homework=True)
    assert Session.objects.get().written_homework


@pytest.mark.clause("附.5")
def test_a_district_may_say_how_early_needs_no_reason(afternoon: Afternoon) -> None:
    """The deed asks as the night will judge."""
    DistrictParameter.objects.create(
        district_id=afternoon.school.district_id, name="early_tolerance", value=8, reference="海教发〔2026〕3号",
        from_date=afternoon.session.term.first_day, set_at=moment(8, 0),
    )  # fmt: skip
    with pytest.raises(Refusal, match="early_reason_missing"):
        end_session(afternoon.teacher_at(moment(17, 1)), session_id=afternoon.session.pk)
    end_session(afternoon.teacher_at(moment(17, 2)), session_id=afternoon.session.pk)
