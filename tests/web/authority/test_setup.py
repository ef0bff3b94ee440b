"""From an empty system to a school with somebody in charge: every step in the browser (六.1)."""

import re
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from kehou.org.models import CalendarDay, CalendarYear, District, OfficeHours, School, Term
from kehou.people.models import Account, Role
from tests.make.people import give_role, make_account, make_district, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)


@pytest.fixture
def city(client: Client) -> Account:
    account = make_account("云桂芳")
    give_role(account, "city_officer")
    client.force_login(account)
    return account


@pytest.fixture
def district(client: Client) -> District:
    """A district with its officer signed in."""
    found = make_district()
    officer = make_account("郝志刚")
    give_role(officer, "district_officer", district=found)
    client.force_login(officer)
    return found


def code_on(html: str) -> str:
    found = re.search(r'kh-fig">([0-9A-Z ]+)<', html)
    assert found
    return found[1]


def test_a_city_grows_from_nothing_to_a_school_in_charge(client: Client, city: Account) -> None:
    page = reverse("authority:setup")
    assert "先把区设好" in client.get(page).content.decode()
    client.post(page, {"code": "150302", "name": "海勃湾区", "city": "乌海市"})
    html = client.post(
        reverse("authority:officer_invite"),
        {"role": "district_officer", "place": "150302", "name": "郝志刚", "phone": "15400001111"},
    ).content.decode()
    assert "郝志刚的邀请码" in html
    district = District.objects.get()
    officer = Client()
    officer.post(reverse("account:invitation"), {"code": code_on(html), "password": "long-enough-7"})
    answer = officer.post(
        reverse("authority:schools", args=[district.pk]),
        {
            "code": "2115000001", "name": "滨河示范小学", "stages": ["primary"], "ownership": "public",
            "boarding": "none", "campuses": "东校区、西校区",
        },
    )  # fmt: skip
    school = School.objects.get()
    assert [c.name for c in school.campus_set.order_by("pk")] == ["东校区", "西校区"]
    html = officer.post(
        answer["Location"], {"role": "coordinator", "name": "孟晓东", "phone": "15400002222"}
    ).content.decode()
    head = Client()
    head.post(reverse("account:invitation"), {"code": code_on(html), "password": "long-enough-7"})
    assert Role.objects.get(school=school).account.name == "孟晓东"
    assert head.get(reverse("school:accounts", args=[school.pk])).status_code == 200


def test_a_code_that_names_no_district_is_refused_and_what_was_typed_stays(client: Client, city: Account) -> None:
    answer = client.post(reverse("authority:setup"), {"code": "150301", "name": "市辖区", "city": "乌海市"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "乌海的三个区是 150302、150303、150304" in html and 'value="市辖区"' in html
    assert not District.objects.exists()


def test_another_citys_district_may_be_entered(client: Client, city: Account) -> None:
    client.post(reverse("authority:setup"), {"code": "110108", "name": "海淀区", "city": "北京市"})
    assert District.objects.get().code == "110108"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [({"code": "123"}, "十位数字"), ({"stages": []}, "至少选一个学段"), ({"name": ""}, "请填学校名称")],
)
def test_a_school_without_a_proper_code_name_or_stage_is_refused(
    client: Client, district: District, spoil: dict[str, object], says: str
) -> None:
    given = {"code": "2115000001", "name": "滨河", "stages": ["primary"], "ownership": "public", "boarding": "none"}
    answer = client.post(reverse("authority:schools", args=[district.pk]), given | spoil)
    assert answer.status_code == 422 and says in answer.content.decode()
    assert not School.objects.exists()


@pytest.mark.clause("六.1")
def test_a_known_year_is_proposed_and_a_person_confirms_it(client: Client, district: District) -> None:
    page = reverse("authority:calendar", args=[district.pk])
    client.post(reverse("authority:calendar_seed", args=[district.pk]) + "?year=2026", {})
    html = client.get(page + "?year=2026").content.decode()
    assert "2026 年校历等您核对确认" in html and "国庆节" in html
    makeups = CalendarDay.objects.filter(day="workday")
    assert makeups and all(day.follows for day in makeups)
    client.post(reverse("authority:calendar_confirm", args=[district.pk]) + "?year=2026", {})
    assert "2026 年校历已由郝志刚确认" in client.get(page + "?year=2026").content.decode()


@pytest.mark.clause("六.1")
def test_a_year_the_library_lacks_is_entered_by_hand(client: Client, district: District) -> None:
    url = reverse("authority:calendar_seed", args=[district.pk]) + "?year=2031"
    assert "请在日历上逐天填" in client.post(url, {}, follow=True).content.decode()
    day = reverse("authority:calendar_day", args=[district.pk])
    client.post(f"{day}?day=2031-10-01", {"day": "off", "follows": "", "note": "国庆节"})
    refused = client.post(f"{day}?day=2031-10-11", {"day": "workday", "follows": ""})
    assert refused.status_code == 422 and "选周一到周五" in refused.content.decode()
    client.post(f"{day}?day=2031-10-11", {"day": "workday", "follows": "fri"})
    assert list(CalendarDay.objects.order_by("date").values_list("day", "follows")) == [("off", ""), ("workday", "fri")]
    client.post(reverse("authority:calendar_confirm", args=[district.pk]) + "?year=2031", {})
    assert CalendarYear.objects.get().confirmed_by


@pytest.mark.clause("六.1")
def test_a_change_after_confirming_asks_for_a_new_confirmation(client: Client, district: District) -> None:
    day = reverse("authority:calendar_day", args=[district.pk])
    client.post(f"{day}?day=2026-10-01", {"day": "off"})
    client.post(reverse("authority:calendar_confirm", args=[district.pk]) + "?year=2026", {})
    client.post(f"{day}?day=2026-10-02", {"day": "off"})
    assert CalendarYear.objects.get().confirmed_at is None
    client.post(f"{day}?day=2026-10-02", {"day": "plain"})
    assert CalendarDay.objects.count() == 1


def test_an_empty_year_cannot_be_confirmed(client: Client, district: District) -> None:
    answer = client.post(reverse("authority:calendar_confirm", args=[district.pk]) + "?year=2031", {})
    assert answer.status_code == 409 and "还没有放假和调休的日期" in answer.content.decode()


def test_terms_do_not_overlap_and_office_hours_count_from_a_date(client: Client, district: District) -> None:
    url = reverse("authority:term_add", args=[district.pk])
    client.post(url, {"first_day": "2026-08-31", "last_day": "2027-01-15"})
    assert Term.objects.get().name == "2026年秋季学期"
    answer = client.post(url, {"first_day": "2027-01-01", "last_day": "2027-07-01"})
    assert answer.status_code == 422 and "和已有的学期重叠" in answer.content.decode()
    assert client.post(url, {"first_day": "bad", "last_day": ""}).status_code == 422
    hours = reverse("authority:hours_set", args=[district.pk])
    client.post(hours, {"from_date": "2026-10-01", "closes": "17:30"})
    client.post(hours, {"from_date": "2026-10-01", "closes": "17:00"})
    assert OfficeHours.objects.get().closes.hour == 17
    from kehou.org.queries import closing_time

    assert closing_time(district.pk, date(2026, 9, 30)) is None


@pytest.mark.invariant("I15")
def test_nobody_sets_up_what_is_not_theirs(client: Client, district: District) -> None:
    other = make_district("150303", "海南区")
    school = make_school("别区", district=other)
    assert client.get(reverse("authority:setup")).status_code == 404
    for name in ("schools", "calendar"):
        assert client.get(reverse(f"authority:{name}", args=[other.pk])).status_code == 404
    assert client.get(reverse("authority:school_head", args=[school.pk])).status_code == 404
    assert client.post(reverse("authority:calendar_confirm", args=[other.pk])).status_code == 404


@pytest.mark.parametrize("n", [1, 60])
def test_pages_cost_the_same_for_few_and_many_schools(
    client: Client, district: District, n: int, django_assert_max_num_queries
) -> None:
    for number in range(n):
        make_school(f"第{number}小学", district=district)
    client.post(reverse("authority:calendar_seed", args=[district.pk]) + "?year=2026", {})
    for name in ("schools", "calendar"):
        with django_assert_max_num_queries(12):
            assert client.get(reverse(f"authority:{name}", args=[district.pk])).status_code == 200
