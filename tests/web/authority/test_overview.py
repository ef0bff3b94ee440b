"""Which schools need the officer today (第 13 步)."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from kehou.plan.actions.submit_plan import submit_plan
from tests.make.people import act_of, give_role, make_account, make_district, make_guardian, make_pupil, make_school
from tests.make.plan import WRITTEN_AT, decide, make_filed_plan, make_plan_cast, make_version
from tests.make.review import complain, make_finding

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch, at):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)


@pytest.fixture
def cast():
    cast = make_plan_cast()
    make_filed_plan(cast)
    return cast


@pytest.fixture
def officer(cast):
    client = Client()
    client.force_login(cast.officer)
    return client


def _overview(cast, query=""):
    return reverse("authority:overview", args=[cast.school.district_id]) + query


def test_a_school_that_goes_its_way_is_calm(cast, officer):
    html = officer.get(_overview(cast)).content.decode()
    assert "今天没有学校需要您" in html and "没有等您办的事" in html
    assert html.count("kh-cell--done") >= 3 and "kh-cell--block" not in html


def test_a_finding_without_an_answer_says_its_word_and_leads_to_the_school(cast, officer, at):
    make_finding(cast.school, at)
    html = officer.get(_overview(cast)).content.decode()
    assert "今天有 1 所学校需要您" in html and "早放学" in html
    assert reverse("authority:school", args=[cast.school.pk]) + "#service" in html


def test_an_answered_finding_waits_for_the_officer(cast, officer, at):
    make_finding(cast.school, at, state="answered", answer="停电", answered_at=at)
    html = officer.get(_overview(cast)).content.decode()
    assert "待复核" in html and "整改复核" in html


def test_a_sign_troubles_no_cell(cast, officer, at):
    make_finding(cast.school, at, level="sign", rule="early-end-habit", where="sessions.csv")
    html = officer.get(_overview(cast)).content.decode()
    assert "今天没有学校需要您" in html


def test_a_filing_a_late_plan_and_a_complaint_are_in_the_list_by_deadline(cast, officer, at):
    waiting = make_plan_cast("望山路小学")
    version = make_version(waiting)
    decide(waiting, version)
    filing = submit_plan(act_of(waiting.coordinator, WRITTEN_AT), school_id=waiting.school.pk, version_id=version)
    make_school("沙坪教学点", district=cast.school.district)
    child = make_pupil(cast.school)
    complain(make_guardian(child), child, at)
    html = officer.get(_overview(cast)).content.decode()
    todo = html[html.index("待办") :]
    assert todo.index("望山路小学") < todo.index("沙坪教学点") < todo.index("滨河示范小学")
    assert reverse("authority:filing", args=[waiting.school.pk, filing]) in html
    assert "逾期" in html and "1 件没有答复" in html
    only = officer.get(_overview(cast, "?show=needed")).content.decode()
    assert "沙坪教学点" in only


def test_the_overview_is_a_workbook_too(cast, officer):
    answer = officer.get(reverse("authority:overview_table", args=[cast.school.district_id]))
    header, row = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert header[:2] == ["学校", "调查"] and row[0] == "滨河示范小学"


def test_ninety_schools_cost_as_many_statements_as_one(cast, officer, django_assert_max_num_queries, at):
    make_finding(cast.school, at)
    for n in range(90):
        make_school(f"第{n}小学", district=cast.school.district)
    officer.get(_overview(cast))  # the frame remembers where it is
    with django_assert_max_num_queries(12):
        assert "第89小学" in officer.get(_overview(cast)).content.decode()


def test_the_city_sees_every_district_and_goes_into_each(cast, at, django_assert_max_num_queries):
    make_finding(cast.school, at)
    make_school("乌达一小", district=make_district("150304", "乌达区"))
    city = make_account("市里")
    give_role(city, "city_officer")
    client = Client()
    client.force_login(city)
    with django_assert_max_num_queries(12):
        html = client.get(reverse("authority:city")).content.decode()
    client.get(_overview(cast))
    with django_assert_max_num_queries(12):
        client.get(_overview(cast))
    assert "海勃湾区" in html and "乌达区" in html and _overview(cast) in html
    assert client.get(_overview(cast)).status_code == 200
    assert client.get(reverse("authority:city_table")).status_code == 200


def test_nobody_elses_officer_and_no_school_gets_here(cast):
    other = make_account("别区")
    give_role(other, "district_officer", district=make_district("150304", "乌达区"))
    for account in (other, cast.coordinator, cast.members[0]):
        client = Client()
        client.force_login(account)
        assert client.get(_overview(cast)).status_code == 404
        assert client.get(reverse("authority:city")).status_code == 404
        assert client.get(reverse("authority:school", args=[cast.school.pk])).status_code == 404


def test_one_school_shows_every_step_its_findings_and_takes_the_evaluation(
    cast, officer, at, django_assert_max_num_queries
):
    for n in range(30):
        make_finding(cast.school, at, where=f"session:{n}")
    url = reverse("authority:school", args=[cast.school.pk])
    officer.get(url)
    with django_assert_max_num_queries(12):
        assert "早放学" in officer.get(url).content.decode()
    with django_assert_max_num_queries(12):
        html = officer.get(reverse("authority:school_waiting", args=[cast.school.pk])).content.decode()
    assert html.count("看依据") == 10
    assert officer.post(url, {"score": "101"}).status_code == 422
    answer = officer.post(url, {"score": "86"}, follow=True)
    assert "评 86 分" in answer.content.decode()


def test_a_column_brings_whoever_is_furthest_from_done_to_the_top_and_a_name_finds_its_school(cast, officer, at):
    second = make_school("乌兰小学", district=cast.school.district)
    html = officer.get(_overview(cast, "?step=plan")).content.decode()
    assert html.index("乌兰小学") < html.index(cast.school.name) and 'aria-sort="descending"' in html
    found = officer.get(_overview(cast, "?name=乌兰")).content.decode()
    main = found[found.index("<table") : found.index("</table>")]
    assert second.name in main and cast.school.name not in main
    assert "没有这样的学校" in officer.get(_overview(cast, "?name=无此校")).content.decode()
