"""One adult gives a session to another from the desk, and nobody's room is empty in between (附.11)."""

import pytest
from django.test import Client
from django.urls import reverse

from kehou.day.models import Duty
from kehou.kernel.secrets import opaque_id
from kehou.people.models import StaffMember
from tests.make.day import Afternoon, make_afternoon, moment, put_on_roster
from tests.make.people import make_officer, make_staff

pytestmark = pytest.mark.django_db
NOW = moment(16, 40)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: NOW)


@pytest.fixture
def a() -> Afternoon:
    found = make_afternoon()
    found.sign_in()
    found.call_roll()
    return found


@pytest.fixture
def other(a: Afternoon) -> StaffMember:
    """Somebody cleared from outside, free all afternoon."""
    return make_staff(a.school, "李文静", "retired", qualification="教师资格证", cleared_until="2027-08-31")


@pytest.fixture
def leader(a: Afternoon) -> Client:
    client = Client()
    client.force_login(make_officer("duty_leader", a.school))
    return client


def cover(a: Afternoon) -> str:
    return reverse("school:cover", args=[a.session.pk])


@pytest.mark.clause("附.11")
def test_the_leader_changes_the_adult_in_one_press(a: Afternoon, other: StaffMember, leader: Client) -> None:
    html = leader.get(cover(a)).content.decode()
    assert f"谁来替{a.teacher.name}带" in html and "换成李文静" in html and "换人值守" in html
    relieve = reverse("school:hand_over_duty", args=[a.session.pk])
    answer = leader.post(
        relieve, {"leaving": opaque_id("staff", a.teacher.pk), "staff": opaque_id("staff", other.pk)}, follow=True
    )
    assert "已换人" in answer.content.decode()
    left, came = Duty.objects.get(staff=a.teacher, session=a.session), Duty.objects.get(staff=other)
    assert left.out_at == came.in_at == NOW and came.out_at is None


@pytest.mark.clause("附.11")
def test_an_empty_room_gets_somebody_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    found = make_afternoon()
    make_staff(found.school, "李文静", "retired", qualification="教师资格证", cleared_until="2027-08-31")
    client = Client()
    client.force_login(make_officer("duty_leader", found.school))
    html = client.get(cover(found)).content.decode()
    assert "现在没有老师在，派谁去" in html and "派李文静去" in html
    assert reverse("school:send_adult", args=[found.session.pk]) in html


def test_a_name_nobody_free_has_leads_back_to_all(a: Afternoon, other: StaffMember, leader: Client) -> None:
    assert "换成李文静" in leader.get(cover(a) + "?name=文静").content.decode()
    html = leader.get(cover(a) + "?name=无此人").content.decode()
    assert "没有名字带" in html and "看所有空闲的人" in html


@pytest.mark.parametrize("posted", [{}, {"leaving": "x", "staff": "y"}])
def test_what_a_button_never_posts_is_not_found(a: Afternoon, leader: Client, posted: dict[str, str]) -> None:
    assert leader.post(reverse("school:hand_over_duty", args=[a.session.pk]), posted).status_code == 404


def test_the_page_costs_at_most_twelve_statements(
    a: Afternoon, other: StaffMember, leader: Client, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    with django_assert_max_num_queries(12):
        assert leader.get(cover(a)).status_code == 200


@pytest.mark.clause("五.3")
def test_the_leader_signs_in_somebody_without_an_account_and_the_record_says_who(a: Afternoon, leader: Client) -> None:
    volunteer = make_staff(
        a.school, "陈静", "volunteer", account=False, cleared_on="2026-08-01", cleared_until="2027-08-31"
    )
    put_on_roster(a.session, volunteer)
    page = reverse("school:session", args=[a.session.pk])
    assert "替陈静签到" in leader.get(page).content.decode()
    sign = reverse("school:sign_by_name", args=[a.session.pk])
    html = leader.post(sign, {"staff": opaque_id("staff", volunteer.pk), "do": "in"}, follow=True).content.decode()
    assert "陈静 16:40（孟晓东代签）" in html and "替陈静签退" in html
    assert leader.post(sign, {"staff": "x"}).status_code == 404


def test_nobody_has_forgotten_to_sign_out_of_a_lesson_that_runs(
    a: Afternoon, leader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = reverse("school:duty_times", args=[a.session.pk])
    assert "没有漏记的" in leader.get(times).content.decode()
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: moment(17, 30))
    assert "1 位老师的签到或签退没有记" in leader.get(times).content.decode()
