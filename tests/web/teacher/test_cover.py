"""Going before the end: the children go to another adult first, and whoever has no account is signed in by name."""

import pytest
from django.test import Client
from django.urls import reverse

from kehou.day.models import Duty
from tests.make.day import WEDNESDAY, make_afternoon, moment, put_on_roster
from tests.make.people import give_role, make_account, make_staff

pytestmark = pytest.mark.django_db
DAY_ONE = WEDNESDAY.replace(day=1)


@pytest.fixture
def afternoon(client: Client, monkeypatch: pytest.MonkeyPatch):
    found = make_afternoon()
    found.sign_in()
    found.call_roll()
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: moment(16, 40))
    client.force_login(found.teacher.account)
    return found


@pytest.fixture
def coach(afternoon):
    return make_staff(afternoon.school, "赵鹏", role="qualified", qualification="教练证", cleared_on=DAY_ONE,
                      cleared_until=WEDNESDAY, qualified_until=WEDNESDAY)  # fmt: skip


@pytest.mark.clause("附.11")
def test_refused_to_leave_the_page_offers_who_could_take_over(client: Client, afternoon, coach) -> None:
    cover = reverse("teacher:cover", args=[afternoon.session.pk])
    html = client.post(reverse("teacher:sign_out", args=[afternoon.session.pk])).content.decode()
    assert "您是在场的最后一位老师" in html and html.count(cover) == 2
    html = client.get(cover).content.decode()
    assert "谁来接着带四（2）班" in html and "赵鹏" in html and afternoon.teacher.name not in html
    key = html.split('name="staff" value="')[1].split('"')[0]
    give = reverse("teacher:hand_over_duty", args=[afternoon.session.pk])
    html = client.post(give, {"staff": key}, follow=True).content.decode()
    assert "接班的老师已签到，您已签退" in html
    assert Duty.objects.get(staff=coach).in_at == Duty.objects.get(staff=afternoon.teacher).out_at == moment(16, 40)


def test_with_nobody_free_the_page_says_whom_to_call(client: Client, afternoon) -> None:
    html = client.get(reverse("teacher:cover", args=[afternoon.session.pk])).content.decode()
    assert "现在没有空闲的老师" in html and "值守组长" in html


def test_somebody_of_another_school_or_nobody_at_all_cannot_be_given_the_children(client: Client, afternoon) -> None:
    give = reverse("teacher:hand_over_duty", args=[afternoon.session.pk])
    for key in ("", "x"):
        assert client.post(give, {"staff": key}).status_code == 404
    client.force_login(make_staff(afternoon.school, "李文静").account)
    assert client.get(reverse("teacher:cover", args=[afternoon.session.pk])).status_code == 404


@pytest.mark.clause("五.3")
def test_a_volunteer_without_an_account_is_signed_in_from_the_main_adults_page(client: Client, afternoon) -> None:
    volunteer = make_staff(
        afternoon.school, "陈静", role="volunteer", account=False, cleared_on=DAY_ONE, cleared_until=WEDNESDAY
    )
    put_on_roster(afternoon.session, volunteer)
    today = reverse("teacher:today")
    html = client.get(today).content.decode()
    assert "陈静" in html and "替他签到" in html
    key = html.split('name="staff" value="')[1].split('"')[0]
    sign = reverse("teacher:sign_other", args=[afternoon.session.pk])
    html = client.post(sign, {"staff": key, "do": "in"}, follow=True).content.decode()
    assert "记录里写着是您代签" in html and "替他签退" in html
    assert Duty.objects.get(staff=volunteer).in_by_id == afternoon.teacher.account_id
    client.post(sign, {"staff": key, "do": "out"})
    assert Duty.objects.get(staff=volunteer).out_at == moment(16, 40)


def test_who_keeps_only_the_gate_starts_at_the_gate(client: Client, afternoon) -> None:
    keeper = make_account("孙军刚")
    give_role(keeper, "gate", school=afternoon.school)
    client.force_login(keeper)
    answer = client.get(reverse("account:home"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("teacher:gate") and "还有孩子没走" in answer.content.decode()


def test_the_pages_cost_twelve_statements_at_most(
    client: Client, afternoon, coach, django_assert_max_num_queries
) -> None:
    for page in ("today", "cover", "roll_call"):
        args = [] if page == "today" else [afternoon.session.pk]
        with django_assert_max_num_queries(12):
            client.get(reverse(f"teacher:{page}", args=args))
