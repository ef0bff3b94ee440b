"""The coordinator asks, watches who answers, and closes."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from kehou.kernel.clock import LOCAL
from kehou.voice.models import Survey
from tests.make.people import give_role, make_account, make_guardian, make_officer, make_pupil, make_school, make_staff
from tests.make.voice import make_answer, make_survey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(at, monkeypatch):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)


@pytest.fixture
def school():
    return make_school()


@pytest.fixture
def coordinator(client, school):
    account = make_officer("coordinator", school)
    client.force_login(account)
    return account


@pytest.mark.clause("八.3a")
def test_a_school_that_has_not_asked_is_shown_the_way_to(client, school, coordinator) -> None:
    make_pupil(school)
    page = client.get(reverse("school:survey", args=[school.pk])).content.decode()
    assert "这学期还没有问过家长" in page and "开始问家长" in page
    url = reverse("school:survey_open", args=[school.pk])
    sent = {"about": "term", "title": "秋季学期课后服务需求", "day": "2026-11-05", "hour": "18:00"}
    answer = client.post(url, sent, follow=True)
    assert "1 个孩子的家长都收到了，还没有人答" in answer.content.decode()
    assert Survey.objects.get().closes_at == datetime(2026, 11, 5, 18, 0, tzinfo=LOCAL)


def test_what_is_wrong_stands_at_its_field(client, school, coordinator) -> None:
    make_pupil(school)
    url = reverse("school:survey_open", args=[school.pk])
    sent = {"about": "term", "title": "需求", "day": "2026-10-01", "hour": "18:00"}
    answer = client.post(url, sent)
    assert answer.status_code == 422 and "请填以后的时间" in answer.content.decode()
    answer = client.post(url, sent | {"day": "32号"})
    assert answer.status_code == 422 and "这个日期读不懂" in answer.content.decode()


def test_results_are_figures_by_class_and_never_who_said_what(
    client, school, coordinator, at, django_assert_max_num_queries
) -> None:
    survey = make_survey(school, opens_at=at - timedelta(days=2), closes_at=at + timedelta(days=1))
    for place in range(40):
        child = make_pupil(school, f"孩子{place}", grade=1 + place % 6, class_no=1 + place % 2)
        if place % 2:
            make_answer(survey, child, weekdays=["mon"], kinds=["reading"], remark=f"第{place}句")
    with django_assert_max_num_queries(12):
        page = client.get(reverse("school:survey_results", args=[survey.pk])).content.decode()
    assert "40 个孩子，20 家答了，20 个需要" in page
    assert "一（1）班" in page and "没人答" in page
    assert "第39句" in page and "孩子39" not in page


def test_the_school_closes_early_or_gives_more_time(client, school, coordinator, at) -> None:
    survey = make_survey(school, opens_at=at - timedelta(days=2), closes_at=at + timedelta(days=1))
    extend = reverse("school:survey_extend", args=[survey.pk])
    assert client.post(extend, {"day": "2026-10-28", "hour": "18:00"}).status_code == 422
    assert client.post(extend, {"day": "2026-11-02", "hour": "18:00"}).status_code == 303
    client.post(reverse("school:survey_close", args=[survey.pk]))
    assert Survey.objects.get().closed_at == at
    assert client.post(extend, {"day": "2026-11-05", "hour": "18:00"}).status_code == 409


def test_from_the_one_survey_that_is_over_a_way_leads_to_the_next(client, school, coordinator, at) -> None:
    """With a single survey the list is skipped; the winter has to be asked about all the same (六.3)."""
    make_survey(school, opens_at=at - timedelta(days=9), closes_at=at - timedelta(days=2))
    page = client.get(reverse("school:survey", args=[school.pk]), follow=True).content.decode()
    assert reverse("school:survey_open", args=[school.pk]) in page


@pytest.mark.invariant("I15")
def test_who_only_reads_the_results_is_not_offered_to_ask_again(client, school, coordinator, at) -> None:
    survey = make_survey(school, opens_at=at - timedelta(days=9), closes_at=at - timedelta(days=2))
    results, again = reverse("school:survey_results", args=[survey.pk]), reverse("school:survey_open", args=[school.pk])
    assert again in client.get(results).content.decode()
    officer = make_account("郝志刚")
    give_role(officer, "district_officer", district=school.district)
    client.force_login(officer)
    page = client.get(results)
    assert page.status_code == 200 and again not in page.content.decode()


@pytest.mark.clause("六.3")
def test_the_committees_decision_about_a_holiday_is_noted_after_the_survey(client, school, coordinator, at) -> None:
    survey = make_survey(
        school, kind="holiday", period="winter", opens_at=at - timedelta(days=9), closes_at=at - timedelta(days=2),
        closed_at=at - timedelta(days=2),
    )  # fmt: skip
    url = reverse("school:survey_decide", args=[survey.pk])
    assert client.post(url, {"decided": "2026-10-20"}).status_code == 422
    assert client.post(url, {"decided": "2026-10-27"}).status_code == 303
    assert "已决定" in client.get(reverse("school:survey_results", args=[survey.pk])).content.decode()


@pytest.mark.invariant("I15")
def test_a_teacher_a_guardian_and_another_school_find_no_such_page(client, school, at) -> None:
    survey = make_survey(school, closes_at=at + timedelta(days=1))
    teacher, guardian = make_staff(school).account, make_guardian(make_pupil(school))
    for account in (teacher, guardian, make_officer("coordinator", make_school("河畔小学"))):
        client.force_login(account)
        assert client.get(reverse("school:survey", args=[school.pk])).status_code == 404
        assert client.get(reverse("school:survey_results", args=[survey.pk])).status_code == 404
        assert client.post(reverse("school:survey_close", args=[survey.pk])).status_code == 404
    assert Survey.objects.get().closed_at is None
