"""The duty board: what rings, who goes, what is put right."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from kehou.day.models import Alarm, DayClose, Duty, PresenceEvent, Session
from kehou.jobs import watch_presence
from kehou.kernel.secrets import opaque_id
from kehou.people.models import Account
from kehou.staff.models import Application
from tests.make.day import Afternoon, make_afternoon, moment
from tests.make.menu import make_room
from tests.make.people import make_officer, make_staff, term_of

pytestmark = pytest.mark.django_db


class Clock:
    def __init__(self, at: datetime) -> None:
        self.at = at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    held = Clock(moment(16, 12))
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: held.at)
    yield held


@pytest.fixture
def afternoon() -> Afternoon:
    found = make_afternoon()
    section = found.session.section
    section.room = make_room(found.school, "206", floor="二楼")
    section.save()
    return found


@pytest.fixture
def leader(client: Client, afternoon: Afternoon) -> Account:
    account = make_officer("duty_leader", afternoon.school, "王海峰")
    client.force_login(account)
    return account


def board(client: Client, afternoon: Afternoon, **more: str) -> str:
    return client.get(reverse("school:today", args=[afternoon.school.pk]), more).content.decode()


def applied(afternoon: Afternoon, name: str):
    staff = make_staff(afternoon.school, name)
    Application.objects.create(
        district_id=afternoon.school.district_id, school=afternoon.school, term=term_of(afternoon.school), staff=staff,
        weekdays=["wed"], applied_at=moment(8), state="accepted",
    )  # fmt: skip
    return staff


@pytest.mark.clause("附.11")
def test_a_section_without_an_adult_stands_on_top_and_somebody_goes_in_one_step(
    client: Client, clock: Clock, leader: Account, afternoon: Afternoon
) -> None:
    watch_presence.run(moment(16, 10, 48))
    helper = applied(afternoon, "李文静")
    html = board(client, afternoon)
    assert "看谁空闲" in html and 'hx-trigger="load, every 10s"' in html
    html = board(client, afternoon, free="1")
    assert "0 个班在上课，1 个班没有老师" in html
    assert "四（2）班 206：3 个孩子已 2 分钟没有老师" in html
    assert "派李文静去" in html and "附.11" in html
    posted = {"staff": opaque_id("staff", helper.pk), "school": opaque_id("school", afternoon.school.pk)}
    html = client.post(reverse("school:send_adult", args=[afternoon.session.pk]), posted, follow=True).content.decode()
    alarm = Alarm.objects.get()
    assert (alarm.note, alarm.acknowledged_by_id, alarm.resolved_at) == ("派李文静去", leader.pk, None)
    assert "王海峰 16:12 已接手：派李文静去" in html
    assert Duty.objects.get(staff=helper).in_at is None


@pytest.mark.clause("五.2")
def test_a_teacher_who_did_not_apply_is_not_offered(
    client: Client, clock: Clock, leader: Account, afternoon: Afternoon
) -> None:
    make_staff(afternoon.school, "没申请")
    watch_presence.run(moment(16, 10, 48))
    assert "派没申请去" not in board(client, afternoon, free="1")


def test_all_well_is_said_in_one_sentence(client: Client, clock: Clock, leader: Account, afternoon: Afternoon) -> None:
    afternoon.sign_in()
    afternoon.call_roll()
    html = board(client, afternoon)
    assert "1 个班在上课，都有老师" in html
    assert "1 个班已点名，3 个孩子到了" in html
    assert "二楼" in html and "3/3" in html


def test_the_fragment_that_is_polled_is_the_board_alone(
    client: Client, clock: Clock, leader: Account, afternoon: Afternoon
) -> None:
    answer = client.get(reverse("school:today", args=[afternoon.school.pk]), headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert html.lstrip().startswith('<div id="board"')
    assert "every 10s" in html


@pytest.mark.invariant("I10")
def test_an_absence_is_taken_on_with_a_word(
    client: Client, clock: Clock, leader: Account, afternoon: Afternoon
) -> None:
    afternoon.sign_in()
    afternoon.call_roll(child_1="absent")
    assert f"{afternoon.children[1].name}没有到，没有请假" in board(client, afternoon)
    url, key = (
        reverse("school:acknowledge_alarm", args=[Alarm.objects.get().pk]),
        opaque_id("school", afternoon.school.pk),
    )
    assert client.post(url, {"note": "", "school": key}).status_code == 409
    client.post(url, {"note": "已打电话给妈妈", "school": key})
    assert Alarm.objects.get().note == "已打电话给妈妈"


@pytest.mark.invariant("I10")
def test_the_day_closes_on_the_board_only_when_everybody_has_gone(
    client: Client, clock: Clock, leader: Account, afternoon: Afternoon
) -> None:
    afternoon.sign_in()
    afternoon.call_roll()
    clock.at = moment(17, 30)
    assert "3 个孩子还没有交接" in board(client, afternoon)
    answer = client.post(reverse("school:close_day", args=[afternoon.school.pk]))
    assert answer.status_code == 409
    assert "3 名学生还没有交接离校，今天还不能关账" in answer.content.decode()
    assert not DayClose.objects.exists()


@pytest.mark.clause("八.5c")
def test_a_correction_is_made_here_with_its_reason(
    client: Client, clock: Clock, leader: Account, afternoon: Afternoon
) -> None:
    afternoon.sign_in()
    afternoon.call_roll(child_1="absent")
    key = opaque_id("pupil", afternoon.children[1].pk)
    url = reverse("school:correct_presence", args=[afternoon.session.pk])
    posted = {"child": key, "state": "present", "in_at": "16:20", "out_at": "", "released_to": ""}
    answer = client.post(url, posted)
    assert answer.status_code == 422
    assert "写一句原因，原来的记录会留着" in answer.content.decode()
    assert client.post(url, posted | {"reason": "在隔壁班"}).status_code == 303
    assert PresenceEvent.objects.get(kind="correct").reason == "在隔壁班"
    assert "在隔壁班" not in board(client, afternoon)


@pytest.mark.clause("附.5")
def test_cancelling_and_patrolling_are_on_the_sessions_page(
    client: Client, clock: Clock, leader: Account, afternoon: Afternoon
) -> None:
    page = reverse("school:session", args=[afternoon.session.pk])
    assert "四（2）班现在有 0 个孩子" in client.get(page).content.decode()
    client.post(
        reverse("school:note_patrol", args=[afternoon.session.pk]), {"content": ["reading"], "written_homework": "on"}
    )
    assert Session.objects.get().written_homework
    html = client.post(
        reverse("school:cancel_session", args=[afternoon.session.pk]), {"reason": "停电"}, follow=True
    ).content.decode()
    assert "四（2）班取消了" in html
    assert Session.objects.get().state == "cancelled"


def test_an_alarms_link_leads_to_ones_own_board(
    client: Client, clock: Clock, leader: Account, afternoon: Afternoon
) -> None:
    assert client.get("/school/today/")["Location"] == reverse("school:today", args=[afternoon.school.pk])


def test_a_school_without_a_filed_plan_has_an_empty_board(client: Client, clock: Clock, afternoon: Afternoon) -> None:
    from tests.make.people import make_school

    school = make_school("没有方案的小学")
    client.force_login(make_officer("duty_leader", school))
    assert "今天没有课后服务" in client.get(reverse("school:today", args=[school.pk])).content.decode()


@pytest.mark.invariant("I15")
def test_teachers_and_other_schools_see_no_board(client: Client, clock: Clock, afternoon: Afternoon) -> None:
    other = make_officer("duty_leader", make_afternoon(name="四（9）班").school)
    for account in (afternoon.teacher.account, other, afternoon.guardians[0]):
        assert account is not None
        client.force_login(account)
        assert client.get(reverse("school:today", args=[afternoon.school.pk])).status_code == 404
        assert client.get(reverse("school:session", args=[afternoon.session.pk])).status_code == 404
        assert client.post(reverse("school:close_day", args=[afternoon.school.pk])).status_code == 404


def test_the_board_costs_the_same_for_one_class_and_for_twenty(
    client: Client, clock: Clock, leader: Account, afternoon: Afternoon, django_assert_max_num_queries
) -> None:
    for n in range(19):
        make_afternoon(school=afternoon.school, name=f"班{n}", teacher=f"师{n}", children=2)
    watch_presence.run(moment(16, 10, 48))
    with django_assert_max_num_queries(12):
        board(client, afternoon)
    with django_assert_max_num_queries(12):
        client.get(reverse("school:today", args=[afternoon.school.pk]), headers={"HX-Request": "true"})
    with django_assert_max_num_queries(12):
        client.get(reverse("school:session", args=[afternoon.session.pk]))


def test_the_days_rolls_print_without_anything_but_names(
    client: Client, clock: Clock, leader: Account, afternoon: Afternoon
) -> None:
    answer = client.get(reverse("school:day_roster", args=[afternoon.school.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
