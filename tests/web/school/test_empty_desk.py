"""A school just founded, one between terms, a district without schools: each page says what is true and what comes next."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from kehou.kernel.clock import LOCAL
from kehou.org.models import School, Term
from tests.make.people import give_role, make_account, make_district, make_officer, make_school
from tests.make.plan import make_filed_plan, make_plan_cast

pytestmark = pytest.mark.django_db
DESK = (
    "term", "survey", "applications", "plan", "rounds", "sections", "today", "bills", "ledger", "appraisal", "pay",
    "findings", "complaints", "people", "adults", "setup", "accounts", "decisions", "outside", "lists",
)  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch):
    def _clock(text: str) -> None:
        monkeypatch.setattr("kehou.kernel.clock.now", lambda: at(text))

    _clock("2026-10-28T16:00")
    return _clock


def desk(school: School, role: str = "coordinator") -> Client:
    client = Client()
    client.force_login(make_officer(role, school))
    return client


def page(client: Client, name: str, school: School) -> str:
    answer = client.get(reverse(f"school:{name}", args=[school.pk]), follow=True)
    assert answer.status_code == 200, name
    return answer.content.decode()


@pytest.mark.parametrize("terms", ["with_a_term", "without"])
def test_every_page_of_a_school_just_founded_opens_and_none_is_blank(clock, terms: str) -> None:
    school = make_school()
    if terms == "without":
        Term.objects.all().delete()
    client = desk(school, "principal")
    for name in DESK:
        html = page(client, name, school)
        assert html.count("<h1") == 1, name
        assert "None" not in html[html.index("<main") :], name


def test_today_says_why_there_is_no_service_and_what_comes_next(clock) -> None:
    cast = make_plan_cast()
    school, client = cast.school, desk(cast.school)
    html = page(client, "today", school)
    assert "还没有备案的方案" in html and reverse("school:plan", args=[school.pk]) in html
    leader = page(desk(school, "duty_leader"), "today", school)
    assert "还没有备案的方案" in leader and "去看方案" not in leader
    make_filed_plan(cast)
    clock("2026-10-31T10:00")
    assert "今天不上学" in page(client, "today", school) and "11月2日 周一" in page(client, "today", school)
    clock("2026-08-25T10:00")
    assert "学期还没有开始" in page(client, "today", school)
    clock("2027-02-01T10:00")
    assert "这学期结束了" in page(client, "today", school)


def test_after_the_last_day_the_term_is_over_and_the_next_is_missing(clock) -> None:
    cast = make_plan_cast()
    make_filed_plan(cast)
    client = desk(cast.school)
    clock("2027-02-01T10:00")
    html = page(client, "term", cast.school)
    assert "结束了，" in html and "挡住下一步" not in html
    assert "下一个学期（区教育局设）" in page(client, "setup", cast.school)
    officer = Client()
    officer.force_login(cast.officer)
    overview = officer.get(reverse("authority:overview", args=[cast.school.district_id])).content.decode()
    assert "设下一个学期" in overview


@pytest.mark.parametrize("name", ["overview", "filings", "findings", "complaints", "schools", "calendar"])
def test_a_district_without_schools_is_told_what_to_do_first(clock, name: str) -> None:
    district = make_district()
    account = make_account("新区员")
    give_role(account, "district_officer", district=district)
    officer = Client()
    officer.force_login(account)
    answer = officer.get(reverse(f"authority:{name}", args=[district.pk]))
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "全区学校都已备案" not in html and "None" not in html[html.index("<main") :]
