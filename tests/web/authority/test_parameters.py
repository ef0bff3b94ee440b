"""What schools are judged by, and what the district may set of it (rulebook §2)."""

import pytest
from django.test import Client
from django.urls import reverse

from kehou.org.models import DistrictParameter
from tests.make.people import give_role, make_account, make_officer, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch, at):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)


@pytest.fixture
def school():
    return make_school()


def _signed_in(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def officer(school):
    account = make_account("郝志刚")
    give_role(account, "district_officer", district=school.district)
    return _signed_in(account)


def _of(school, name):
    return reverse("authority:parameter", args=[school.district_id, name])


def _given(**more):
    return {"value": "20", "from_date": "2027-02-01", "reference": "海教发〔2026〕8号"} | more


def test_every_figure_stands_there_with_its_clause_and_source(school, officer, django_assert_max_num_queries):
    url = reverse("authority:parameters", args=[school.district_id])
    with django_assert_max_num_queries(12):
        html = officer.get(url).content.decode()
    assert "14 项标准区里可以定，现在都按默认" in html
    for says in (
        "小学 ¥300.00、初中 ¥300.00、高中 ¥600.00",
        "内蒙古自治区课后服务收费通知",
        "最多 10 分钟",
        "9月20日以前",
        "最晚 20:30",
    ):
        assert says in html
    assert "closing_tolerance" not in html and "default" not in html


def test_a_figure_is_set_ahead_shown_and_taken_back(school, officer, django_assert_max_num_queries):
    url = _of(school, "closing-tolerance")
    html = officer.post(url, _given(), follow=True).content.decode()
    assert "已定，学校会收到通知" in html and "海教发〔2026〕8号" in html and "还没到" in html
    with django_assert_max_num_queries(12):
        officer.get(url)
    html = officer.get(reverse("authority:parameters", args=[school.district_id])).content.decode()
    assert "定了 1 项" in html and "2027年2月1日起 最多 20 分钟" in html
    withdraw = reverse("authority:parameter_withdraw", args=[school.district_id, "closing-tolerance"])
    assert "已收回" in officer.post(withdraw, {"since": "2027-02-01"}, follow=True).content.decode()
    assert not DistrictParameter.objects.exists()
    assert officer.post(withdraw, {"since": "2027-02-01"}).status_code == 409
    assert officer.post(withdraw, {"since": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        ({"value": "31"}, "请填 0 到 30"),
        ({"value": ""}, "请填 0 到 30"),
        ({"from_date": "2026-10-28"}, "请填明天以后的日期"),
        ({"from_date": "x"}, "这个日期读不懂"),
        ({"reference": " "}, "请写文件名或文号"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(school, officer, spoil, says):
    answer = officer.post(_of(school, "closing-tolerance"), _given(**spoil))
    html = answer.content.decode()
    assert answer.status_code == 422 and says in html
    assert "海教发〔2026〕8号" in html or "reference" in spoil
    assert not DistrictParameter.objects.exists()


def test_a_figure_of_several_numbers_has_a_field_for_each(school, officer):
    html = officer.get(_of(school, "early-habit")).content.decode()
    assert 'name="value_share"' in html and "满几次课才看" in html
    officer.post(_of(school, "early-habit"), _given(value_share="8", value_sessions="30"))
    assert DistrictParameter.objects.get().value == {"share": 8, "sessions": 30}


def test_the_city_reads_and_the_school_does_not(school, officer):
    city = make_account("云桂芳")
    give_role(city, "city_officer")
    html = _signed_in(city).get(_of(school, "closing-tolerance")).content.decode()
    assert "定这项标准" not in html and f"由{school.district.name}教育局定" in html
    assert _signed_in(city).post(_of(school, "closing-tolerance"), _given()).status_code == 404
    stranger = _signed_in(make_officer("coordinator", school))
    assert stranger.get(_of(school, "closing-tolerance")).status_code == 404
    assert officer.get(_of(school, "fee-ceiling")).status_code == 404
    assert officer.get(_of(school, "no-such")).status_code == 404
