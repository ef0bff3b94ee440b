"""A teacher's phone: whom am I answerable for now, and what is next?"""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from kehou.day.actions.ask_exception import ask_exception
from kehou.day.models import Duty, Presence, ReleaseException
from kehou.people.models import Guardianship
from tests.make.day import Afternoon, follow_up, make_afternoon, moment, put_on_roster
from tests.make.people import give_role, make_account, make_officer, make_staff

pytestmark = pytest.mark.django_db


class Clock:
    """The demo's hand on the clock."""

    def __init__(self, at: datetime) -> None:
        self.at = at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    held = Clock(moment(16, 5))
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: held.at)
    yield held


@pytest.fixture
def afternoon() -> Afternoon:
    return make_afternoon()


@pytest.fixture
def teacher(client: Client, afternoon: Afternoon) -> Client:
    assert afternoon.teacher.account is not None
    client.force_login(afternoon.teacher.account)
    return client


def page(client: Client, name: str = "teacher:today", *args: int) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_before_the_lesson_the_page_says_when_it_is(teacher: Client, clock: Clock) -> None:
    html = page(teacher)
    assert "16:10 带四（2）班" in html
    assert "我到了，签到" in html


def test_from_signing_in_over_the_roll_to_the_gate(teacher: Client, clock: Clock, afternoon: Afternoon) -> None:
    answer = teacher.post(reverse("teacher:sign_in", args=[afternoon.session.pk]))
    assert answer.status_code == 303
    assert answer["Location"] == reverse("teacher:roll_call", args=[afternoon.session.pk])
    html = page(teacher, "teacher:roll_call", afternoon.session.pk)
    assert "完成点名" in html
    assert all(child.name in html for child in afternoon.children)
    clock.at = moment(16, 12)
    teacher.post(reverse("teacher:roll_call", args=[afternoon.session.pk]), {})
    assert "四（2）班，3 个孩子由您负责" in page(teacher)


@pytest.mark.clause("附.11")
def test_signing_out_with_children_there_says_why_not(teacher: Client, clock: Clock, afternoon: Afternoon) -> None:
    afternoon.sign_in()
    afternoon.call_roll()
    clock.at = moment(17, 10)
    answer = teacher.post(reverse("teacher:sign_out", args=[afternoon.session.pk]))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "还有 3 名学生未离开，您是在场的最后一位老师" in html
    assert "附.11" in html
    assert Duty.objects.get().out_at is None


def test_children_go_on_to_their_next_class_in_one_tap(teacher: Client, clock: Clock, afternoon: Afternoon) -> None:
    afternoon.sign_in()
    afternoon.call_roll()
    follow_up(afternoon)
    clock.at = moment(17, 9)
    html = teacher.post(reverse("teacher:move_on", args=[afternoon.session.pk]), follow=True).content.decode()
    assert "3 个孩子去下一个班了，那边有老师签到以前仍由您负责" in html
    assert Presence.objects.filter(session=afternoon.session, released_to="next_session").count() == 3


@pytest.mark.clause("附.11")
def test_the_page_says_who_is_on_the_way_and_whether_somebody_awaits_them(
    teacher: Client, clock: Clock, afternoon: Afternoon
) -> None:
    afternoon.sign_in()
    afternoon.call_roll()
    following = follow_up(afternoon)
    clock.at = moment(17, 9)
    teacher.post(reverse("teacher:move_on", args=[afternoon.session.pk]))
    html = page(teacher)
    assert "<h1>3 个孩子在路上，那边还没有老师</h1>" in html
    assert "那边还没有老师签到，您先别走" in html
    answer = teacher.post(reverse("teacher:sign_out", args=[afternoon.session.pk]))
    assert answer.status_code == 409
    assert "请等那边的老师到了，再签退" in answer.content.decode()
    clock.at = moment(17, 10)
    following.sign_in(clock.at)
    html = page(teacher)
    assert "那边的老师已经在等" in html
    assert "您先别走" not in html
    assert teacher.post(reverse("teacher:sign_out", args=[afternoon.session.pk])).status_code == 303


def test_whoever_leads_the_next_class_too_walks_along(teacher: Client, clock: Clock, afternoon: Afternoon) -> None:
    afternoon.sign_in()
    afternoon.call_roll()
    put_on_roster(follow_up(afternoon).session, afternoon.teacher)
    clock.at = moment(17, 10)
    teacher.post(reverse("teacher:move_on", args=[afternoon.session.pk]))
    html = page(teacher)
    assert "乒乓球一班已经开始，等您签到" in html
    assert "您先别走" not in html


def test_the_second_person_confirms_an_exception_on_the_own_phone(
    client: Client, clock: Clock, afternoon: Afternoon
) -> None:
    afternoon.sign_in()
    afternoon.call_roll()
    clock.at = moment(17, 12)
    ask_exception(
        afternoon.teacher_at(clock.at), session_id=afternoon.session.pk, child_id=afternoon.children[0].pk, name="李秀英",
        relation="姑姑", guardianship_id=Guardianship.objects.get(pupil=afternoon.children[0]).pk,
    )  # fmt: skip
    second = make_staff(afternoon.school, "王海峰")
    assert second.account is not None
    client.force_login(second.account)
    html = page(client)
    assert "来接的姑姑不在名单里" in html
    key = html.split('name="exception" value="')[1].split('"')[0]
    client.post(reverse("teacher:confirm_exception"), {"exception": key})
    assert ReleaseException.objects.get().confirmed_by_id == second.account.pk


def test_a_made_up_exception_is_not_found(teacher: Client, clock: Clock) -> None:
    assert teacher.post(reverse("teacher:confirm_exception"), {"exception": "x"}).status_code == 404


def test_without_a_lesson_the_page_says_so(client: Client, clock: Clock, afternoon: Afternoon) -> None:
    other = make_staff(afternoon.school, "图雅").account
    assert other is not None
    client.force_login(other)
    assert "今天没有要您带的班" in page(client)


@pytest.mark.invariant("I15")
def test_another_teacher_finds_none_of_this_sessions_pages(client: Client, clock: Clock, afternoon: Afternoon) -> None:
    other = make_staff(afternoon.school, "图雅").account
    assert other is not None
    client.force_login(other)
    for name in ("roll_call", "session_log", "hand_over"):
        assert client.get(reverse(f"teacher:{name}", args=[afternoon.session.pk])).status_code == 404
    for name in ("sign_in", "sign_out", "move_on"):
        assert client.post(reverse(f"teacher:{name}", args=[afternoon.session.pk])).status_code == 404


def test_the_gate_sees_the_classes_that_still_have_children(client: Client, clock: Clock, afternoon: Afternoon) -> None:
    afternoon.sign_in()
    afternoon.call_roll()
    client.force_login(make_officer("gate", afternoon.school))
    assert "1 个班还有孩子没走" in page(client, "teacher:gate")
    assert "交接" in page(client, "teacher:hand_over", afternoon.session.pk)


@pytest.mark.parametrize("children", [3, 40])
def test_pages_cost_at_most_twelve_statements(
    client: Client, clock: Clock, children: int, django_assert_max_num_queries
) -> None:
    found = make_afternoon(children=children)
    found.sign_in()
    found.call_roll()
    assert found.teacher.account is not None
    client.force_login(found.teacher.account)
    clock.at = moment(17, 12)
    with django_assert_max_num_queries(12):
        page(client)
    for name in ("roll_call", "session_log", "hand_over"):
        with django_assert_max_num_queries(12):
            page(client, f"teacher:{name}", found.session.pk)


def test_a_family_has_no_business_here(client: Client, clock: Clock, afternoon: Afternoon) -> None:
    client.force_login(afternoon.guardians[0])
    assert client.get(reverse("teacher:today")).status_code == 404
    stranger = make_account("路人")
    give_role(stranger, "committee", school=afternoon.school)
    client.force_login(stranger)
    assert client.get(reverse("teacher:today")).status_code == 404
