"""The demo's doors: one-tap sign-in and the clock. Neither exists outside demo mode."""

from datetime import date, datetime

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from kehou.kernel.clock import LOCAL
from kehou.people.models import Account
from kehou.web.account import demo_day
from tests.make.people import (
    give_role,
    make_account,
    make_guardian,
    make_officer,
    make_pupil,
    make_school,
    set_password,
)

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 10, 28, 17, 5, tzinfo=LOCAL)


@pytest.fixture
def demo(settings: LazySettings) -> LazySettings:
    settings.KEHOU_DEMO = True
    return settings


@pytest.fixture
def mother() -> Account:
    account = make_guardian(make_pupil(make_school()), "韩雪梅")
    account.demo_name = "family"
    account.save()
    return set_password(account, "demo-demo-1")


def test_everybody_of_the_demo_stands_on_the_page_with_the_own_question(
    client: Client, demo: LazySettings, mother: Account, django_assert_max_num_queries
) -> None:
    school = make_school("望山路小学")
    for role, name in (("coordinator", "孟晓东"), ("finance_maker", "冯丽"), ("committee", "贺建军")):
        account = make_officer(role, school, name)
        account.demo_name = role
        account.save()
    with django_assert_max_num_queries(12):
        html = client.get(reverse("account:sign_in")).content.decode()
    assert "沐阳现在在哪、谁带着" in html
    for words in ("韩雪梅", "课后服务负责人", "学校财务", "家委会委员", "选一个人，看他的今天"):
        assert words in html


def test_the_second_person_of_a_role_says_what_is_different_there(client: Client, demo: LazySettings) -> None:
    for name, school in (("孟晓东", "望山路小学"), ("邢丽", "葡萄架小学")):
        account = make_officer("coordinator", make_school(school), name)
        Account.objects.filter(pk=account.pk).update(demo_name=name)
    html = client.get(reverse("account:sign_in")).content.decode()
    assert "学期走到哪、什么挡着" in html and "葡萄架小学的方案还差什么" in html


def test_one_tap_signs_in(client: Client, demo: LazySettings, mother: Account) -> None:
    answer = client.post(reverse("account:demo_enter", args=[mother.pk]))
    assert answer["Location"] == reverse("family:home")
    assert client.session["_auth_user_id"] == str(mother.pk)


def test_somebody_with_two_offices_comes_in_as_what_the_card_says(client: Client, demo: LazySettings) -> None:
    school = make_school("望山路小学")
    account = make_officer("coordinator", school, "孟晓东")
    give_role(account, "teacher", school=school)
    Account.objects.filter(pk=account.pk).update(demo_name="coordinator")
    answer = client.post(reverse("account:demo_enter", args=[account.pk]))
    assert answer["Location"] == reverse("school:term", args=[school.pk])


def test_one_tap_opens_no_account_that_is_not_the_demos(client: Client, demo: LazySettings) -> None:
    real = make_account("真人")
    client.post(reverse("account:demo_enter", args=[real.pk]))
    assert "_auth_user_id" not in client.session


def test_outside_demo_mode_the_demos_doors_do_not_exist(client: Client, mother: Account) -> None:
    assert client.post(reverse("account:demo_enter", args=[mother.pk])).status_code == 404
    assert client.post(reverse("account:demo_clock"), {"to": "next"}).status_code == 404
    html = client.get(reverse("account:sign_in")).content.decode()
    assert "韩雪梅" not in html and "演示" not in html


def test_outside_demo_mode_a_demo_account_is_nobody(client: Client, settings: LazySettings, mother: Account) -> None:
    phone = mother.phone
    answer = client.post(reverse("account:sign_in"), {"phone": phone, "password": "demo-demo-1"})
    assert answer.status_code == 422
    settings.KEHOU_DEMO = True
    client.post(reverse("account:demo_enter", args=[mother.pk]))
    assert client.get(reverse("account:me")).status_code == 200
    settings.KEHOU_DEMO = False
    assert client.get(reverse("account:me")).status_code == 302


def test_the_demos_strip_stands_on_every_page_of_the_demo_only(
    client: Client, demo: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kehou.kernel.demo.has_beginning", lambda: True)
    assert "回到起点" in client.get(reverse("account:sign_in")).content.decode()
    demo.KEHOU_DEMO = False
    assert "回到起点" not in client.get(reverse("account:sign_in")).content.decode()


def test_moving_the_clock_does_the_work_of_every_stop_on_the_way(
    client: Client, demo: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: list[datetime] = []
    worked: list[int] = []
    monkeypatch.setattr("kehou.web.account.demo_clock.set_demo_time", moved.append)
    monkeypatch.setattr("kehou.web.account.demo_clock.ticks", lambda: (1,))
    monkeypatch.setattr("kehou.web.account.demo_clock.beat", worked.append)
    answer = client.post(reverse("account:demo_clock"), {"to": "22:00"}, HTTP_REFERER="http://testserver/teacher/")
    assert answer["Location"] == "/teacher/" or answer["Location"].endswith("/teacher/")
    assert [f"{at:%H:%M}" for at in moved] == ["16:10", "17:02", "17:12", "18:10", "22:00"]
    assert len(worked) == len(moved)


def test_the_clock_really_moves_and_the_page_shows_it(
    client: Client, demo: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kehou.kernel.models import DemoClock

    monkeypatch.setattr("kehou.web.account.demo_clock.ticks", lambda: ())
    client.post(reverse("account:demo_clock"), {"to": "17:02"})
    assert DemoClock.objects.exists()
    assert client.post(reverse("account:demo_clock"), {"to": "no such stop"}).status_code == 404


def test_a_day_goes_stop_by_stop_and_then_to_the_next_school_day() -> None:
    friday = date(2026, 10, 30)
    stop = demo_day.walk(WEDNESDAY, "next", friday)
    assert stop is not None and [f"{at:%H:%M}" for at in stop] == ["17:12"]
    evening = WEDNESDAY.replace(hour=22, minute=1)
    morning = demo_day.walk(evening, "next", friday)
    assert morning == [datetime(2026, 10, 30, 7, 30, tzinfo=LOCAL)]
    assert demo_day.walk(WEDNESDAY, "16:10", friday) == [WEDNESDAY.replace(hour=16, minute=10)]


def test_the_next_school_day_skips_the_weekend() -> None:
    from kehou.org.queries import school_day_after

    make_school()
    assert school_day_after(date(2026, 10, 30)) == date(2026, 11, 2)


def test_the_strip_names_the_stop_the_clock_is_at() -> None:
    bar = demo_day.bar(WEDNESDAY.replace(minute=13))
    assert [(s.label, s.state) for s in bar.stops][2] == ("17:12 无人值守", "here")
    assert bar.next_label == "18:10 交接"
    assert demo_day.bar(WEDNESDAY.replace(day=29)).stops[2].label == "17:12 换到选修课"


def test_somebody_from_outside_and_a_leader_who_teaches_are_known_by_their_first_role(
    demo: LazySettings, at: datetime
) -> None:
    from kehou.people.demo import demo_people
    from tests.make.people import make_staff

    school = make_school()
    coach = make_staff(school, "赵鹏", "qualified").account
    leader = make_staff(school, "王海峰").account
    assert coach is not None and leader is not None
    give_role(leader, "duty_leader", school=school)
    for account, key in ((coach, "coach"), (leader, "leader")):
        account.demo_name = key
        account.save()
    assert [(p.name, p.role) for p in demo_people(at)] == [("赵鹏", "outside"), ("王海峰", "duty_leader")]
