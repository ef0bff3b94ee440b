"""The district's desk: the deadline list, one plan to read, return or file (八.1)."""

import pytest
from django.test import Client
from django.urls import reverse

from kehou.kernel.models import OutboxMessage
from kehou.plan.actions.submit_plan import submit_plan
from kehou.plan.models import Filing, PlanVersion
from tests.make.people import act_of, give_role, make_account, make_district, make_school
from tests.make.plan import WRITTEN_AT, decide, make_filed_plan, make_plan_cast, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: WRITTEN_AT)


@pytest.fixture
def cast():
    return make_plan_cast()


@pytest.fixture
def case(cast):
    version = make_version(cast)
    decide(cast, version)
    filing = submit_plan(act_of(cast.coordinator, WRITTEN_AT), school_id=cast.school.pk, version_id=version)
    return reverse("authority:filing", args=[cast.school.pk, filing])


@pytest.fixture
def officer(cast):
    client = Client()
    client.force_login(cast.officer)
    return client


def _list(cast):
    return reverse("authority:filings", args=[cast.school.district_id])


@pytest.mark.clause("八.1")
def test_the_list_says_who_waits_and_who_is_missing(cast, case, officer):
    make_filed_plan(make_plan_cast("望山路小学"))
    make_school("沙坪教学点", district=cast.school.district)
    html = officer.get(_list(cast)).content.decode()
    assert "1 份方案等您审阅" in html and "9月20日" in html and "还有 27 天" in html
    assert html.index("滨河示范小学") < html.index("沙坪教学点") < html.index("望山路小学")
    only = officer.get(_list(cast) + "?show=missing").content.decode()
    assert "沙坪教学点" in only and "望山路小学" not in only


def test_a_filing_is_read_in_words_with_its_check_and_its_vote(cast, case, officer):
    html = officer.get(case).content.decode()
    assert "检查没有必须解决的问题，可以备案" in html
    assert "乒乓球" in html and "赞成 5，反对 0，弃权 0，通过" in html
    assert "after_class" not in html and "onsite" not in html


def test_the_letters_of_a_filing_lead_to_it(cast, case, officer):
    asks = OutboxMessage.objects.get(kind="plan_submitted")
    assert (asks.account_id, asks.link) == (cast.officer.pk, case)
    officer.post(case, {"do": "accept"})
    told = OutboxMessage.objects.get(kind="plan_filed")
    assert (told.account_id, told.link) == (cast.coordinator.pk, reverse("school:plan", args=[cast.school.pk]))


def test_accepting_files_the_plan(cast, case, officer):
    assert officer.post(case, {"do": "accept"}).status_code == 302
    assert PlanVersion.objects.get().state == "filed"
    assert "第1版已备案" in officer.get(case).content.decode()


def test_returning_needs_a_word_and_puts_it_where_it_belongs(cast, case, officer):
    answer = officer.post(case, {"do": "return"})
    assert answer.status_code == 409 and "退回要写明哪里要改" in answer.content.decode()
    officer.post(case, {"do": "return", "reason:windows[0]": "冬季另写一段", "reason:fees.refund": ""})
    assert Filing.objects.get().reasons == [{"path": "windows[0]", "says": "冬季另写一段"}]


def test_a_second_answer_is_refused_on_the_page(cast, case, officer):
    officer.post(case, {"do": "accept"})
    answer = officer.post(case, {"do": "return", "reason:duties": "x"})
    assert answer.status_code == 409 and "已经备案" in answer.content.decode()


def test_only_the_districts_own_officer_gets_here(cast, case):
    other = make_account("别区")
    give_role(other, "district_officer", district=make_district("150304", "乌达区"))
    for account in (other, cast.coordinator, cast.members[0]):
        client = Client()
        client.force_login(account)
        assert client.get(case).status_code == 404
        assert client.get(_list(cast)).status_code == 404


def test_both_pages_cost_twelve_statements_at_most(cast, case, officer, django_assert_max_num_queries):
    for n in range(6):
        make_filed_plan(make_plan_cast(f"第{n}小学"))
    with django_assert_max_num_queries(12):
        officer.get(_list(cast))
    with django_assert_max_num_queries(12):
        officer.get(case)
