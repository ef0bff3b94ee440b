"""A family's phone: where is my child now, and who is with it?"""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from kehou.day.actions.hand_over import hand_over
from kehou.day.actions.move_on import move_on
from kehou.day.actions.tick_homework import tick_homework
from kehou.day.models import Collector, Leave, Presence, PulseTally, SoloLeave
from kehou.kernel.models import AuditEvent
from kehou.people.models import Guardianship
from tests.make.day import Afternoon, follow_up, make_afternoon, moment
from tests.make.menu import make_room

pytestmark = pytest.mark.django_db


class Clock:
    def __init__(self, at: datetime) -> None:
        self.at = at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    held = Clock(moment(16, 0))
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: held.at)
    yield held


@pytest.fixture
def afternoon(client: Client) -> Afternoon:
    found = make_afternoon()
    section = found.session.section
    section.room = make_room(found.school, "305 教室")
    section.save()
    client.force_login(found.guardians[0])
    return found


def page(client: Client, afternoon: Afternoon, name: str = "today") -> str:
    return client.get(reverse(f"family:{name}", args=[afternoon.children[0].pk])).content.decode()


def test_the_first_sentence_follows_the_child_through_the_afternoon(
    client: Client, clock: Clock, afternoon: Afternoon
) -> None:
    following = follow_up(afternoon)
    assert "16:10 起，雨桐在 305 教室" in page(client, afternoon)
    afternoon.sign_in()
    clock.at = moment(16, 11)
    assert "305 教室还没有点名，点到雨桐马上告诉您" in page(client, afternoon)
    afternoon.call_roll(moment(16, 12))
    clock.at = moment(16, 30)
    html = page(client, afternoon)
    assert "雨桐在 305 教室做作业辅导" in html
    assert "苏日娜" in html and "16:12 点名" in html
    move_on(afternoon.teacher_at(moment(17, 9)), session_id=afternoon.session.pk)
    clock.at = moment(17, 11)
    html = page(client, afternoon)
    assert "雨桐正去乒乓球一班，等老师点名" in html
    assert "<b>赵鹏</b> 老师还没有签到" in html
    following.sign_in(clock.at)
    assert "<b>赵鹏</b> 老师已经到了，等孩子来" in page(client, afternoon)
    following.call_roll(moment(17, 13))
    clock.at = moment(17, 30)
    html = page(client, afternoon)
    assert "雨桐在乒乓球一班" in html and "赵鹏" in html
    tie = Guardianship.objects.get(pupil=afternoon.children[0])
    hand_over(
        following.teacher_at(moment(18, 12)), session_id=following.session.pk, child_id=afternoon.children[0].pk,
        guardianship_id=tie.pk,
    )  # fmt: skip
    clock.at = moment(18, 20)
    html = page(client, afternoon)
    assert "雨桐 18:12 交给了母亲 王敏" in html
    assert "说说这次课" in html


@pytest.mark.clause("附.11")
@pytest.mark.parametrize("walked", [True, False])
def test_a_lesson_over_that_nobody_called_is_never_said_to_be_no_service(
    client: Client, clock: Clock, afternoon: Afternoon, walked: bool
) -> None:
    """Where the school lost sight of a child, the family is the first to be told so."""
    over = follow_up(afternoon) if walked else afternoon
    if walked:
        afternoon.sign_in()
        afternoon.call_roll()
        move_on(afternoon.teacher_at(moment(17, 9)), session_id=afternoon.session.pk)
    clock.at = moment(18, 11)
    html = page(client, afternoon)
    lesson = over.session.section.name
    assert f"<h1>{lesson}没有点名，没记下雨桐在哪</h1>" in html
    assert "马上打学校电话" in html and "没有记录" in html
    assert "今天没有课后服务" not in html and "不在学校" not in html
    over.call_roll(moment(18, 12))
    assert "没有点名" not in page(client, afternoon)


@pytest.mark.invariant("I10")
def test_an_absent_child_is_the_first_thing_said_with_what_to_do(
    client: Client, clock: Clock, afternoon: Afternoon
) -> None:
    afternoon.sign_in()
    afternoon.call_roll(child_0="absent")
    clock.at = moment(16, 14)
    html = page(client, afternoon)
    assert "点名时没有见到雨桐" in html
    assert "请马上看一下雨桐在哪" in html
    answer = client.post(
        reverse("family:leave", args=[afternoon.children[0].pk]), {"date": "2026-10-28", "reason": "发烧"}
    )
    assert answer.status_code == 303
    assert "雨桐今天请假" in page(client, afternoon)


def test_what_happened_stands_in_order_with_its_time(client: Client, clock: Clock, afternoon: Afternoon) -> None:
    afternoon.sign_in()
    afternoon.call_roll()
    tick_homework(
        afternoon.teacher_at(moment(17, 2)),
        session_id=afternoon.session.pk,
        done_ids=[afternoon.children[0].pk],
        open_ids=[],
    )
    clock.at = moment(17, 5)
    html = page(client, afternoon)
    assert (
        html.index("16:12") < html.index("到课") < html.index("17:02") < html.index("作业完成") < html.index("交接离校")
    )


def test_without_service_the_page_says_so(client: Client, clock: Clock, afternoon: Afternoon) -> None:
    """More of such days: test_free_day.py."""
    Presence.objects.all().delete()
    html = page(client, afternoon)
    assert "雨桐要参加课后服务吗，等您决定" in html and "交接离校" not in html


def test_the_site_opens_on_the_first_child(client: Client, clock: Clock, afternoon: Afternoon) -> None:
    answer = client.get(reverse("family:home"))
    assert answer["Location"] == reverse("family:today", args=[afternoon.children[0].pk])


@pytest.mark.invariant("I15")
def test_another_familys_child_is_not_found(client: Client, clock: Clock, afternoon: Afternoon) -> None:
    other = afternoon.children[1].pk
    for name in ("today", "leave", "collectors"):
        assert client.get(reverse(f"family:{name}", args=[other])).status_code == 404
    assert client.post(reverse("family:leave", args=[other]), {"date": "2026-10-29"}).status_code == 404
    assert client.post(reverse("family:solo", args=[other]), {"solo": "yes"}).status_code == 404
    Guardianship.objects.filter(account=afternoon.guardians[0]).update(until=moment(12))
    assert client.get(reverse("family:today", args=[afternoon.children[0].pk])).status_code == 404


def test_leave_is_asked_and_taken_back_in_one_tap_each(client: Client, clock: Clock, afternoon: Afternoon) -> None:
    url = reverse("family:leave", args=[afternoon.children[0].pk])
    html = client.post(url, {"date": "2026-10-29", "reason": "看牙"}, follow=True).content.decode()
    assert "10月29日 周四已请假" in html
    leave = Leave.objects.get()
    client.post(reverse("family:cancel_leave", args=[afternoon.children[0].pk, leave.pk]))
    leave.refresh_from_db()
    assert leave.cancelled_at == clock.at


def test_a_wrong_day_stands_at_its_field_and_the_reason_stays(
    client: Client, clock: Clock, afternoon: Afternoon
) -> None:
    url = reverse("family:leave", args=[afternoon.children[0].pk])
    answer = client.post(url, {"date": "2026-10-27", "reason": "看牙"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "选今天或以后" in html and "看牙" in html
    assert "读不懂" in client.post(url, {"date": "明天"}).content.decode()


@pytest.mark.invariant("I11")
def test_a_one_day_collector_gets_a_code_that_the_family_can_read_again(
    client: Client, clock: Clock, afternoon: Afternoon
) -> None:
    url = reverse("family:collectors", args=[afternoon.children[0].pk])
    posted = {"name": "周国栋", "relation": "爷爷", "phone": "", "only_on": "2026-10-28"}
    html = client.post(url, posted, follow=True).content.decode()
    assert "接送码" in html
    assert "2 个人可以接雨桐" in html
    code = html.split("接送码 ")[1][:6]
    assert Collector.objects.get().code_hash and code not in Collector.objects.get().code_hash
    assert f"接送码 {code}" in page(client, afternoon)
    client.post(reverse("family:revoke_collector", args=[afternoon.children[0].pk, Collector.objects.get().pk]))
    assert "1 个人可以接雨桐" in page(client, afternoon, "collectors")


def test_going_alone_is_agreed_and_taken_back(client: Client, clock: Clock, afternoon: Afternoon) -> None:
    url = reverse("family:solo", args=[afternoon.children[0].pk])
    assert "雨桐可以自己走" in client.post(url, {"solo": "yes"}, follow=True).content.decode()
    assert "雨桐要有人接" in client.post(url, {}, follow=True).content.decode()
    assert SoloLeave.objects.get().until == clock.at


def test_an_answer_about_a_lesson_names_nobody_and_counts_once(
    client: Client, clock: Clock, afternoon: Afternoon
) -> None:
    afternoon.sign_in()
    afternoon.call_roll()
    clock.at = moment(19)
    ids = [afternoon.children[0].pk, afternoon.session.pk]
    url = reverse("family:pulse", args=ids)
    client.post(url, {"satisfied": "4", "new_lesson": "on"})
    answers = PulseTally.objects.get()
    assert (answers.satisfied_4, answers.new_lesson, answers.unattended) == (1, 1, 0)
    assert not AuditEvent.objects.filter(deed="day.answer_pulse").exists()
    assert "已经说过了" in client.get(url).content.decode()
    assert client.post(url, {"satisfied": "1"}).status_code == 409


@pytest.mark.clause("附.11")
def test_who_says_that_nobody_was_there_is_shown_how_to_be_heard_at_once(
    client: Client, clock: Clock, afternoon: Afternoon
) -> None:
    afternoon.sign_in()
    afternoon.call_roll()
    clock.at = moment(19)
    html = client.get(reverse("family:pulse", args=[afternoon.children[0].pk, afternoon.session.pk])).content.decode()
    signed = reverse("family:speak", args=[afternoon.children[0].pk]) + "?about=附.11"
    assert f'href="{signed}"' in html
    assert client.get(signed).context["form"]["about"].value() == "附.11"


def test_every_page_costs_at_most_twelve_statements(
    client: Client, clock: Clock, afternoon: Afternoon, django_assert_max_num_queries
) -> None:
    follow_up(afternoon)
    afternoon.sign_in()
    afternoon.call_roll()
    clock.at = moment(16, 30)
    for name in ("today", "leave", "collectors"):
        with django_assert_max_num_queries(12):
            page(client, afternoon, name)
