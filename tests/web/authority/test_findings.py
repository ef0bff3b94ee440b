"""The district reads an answer, and closes or sends back (第 13 步)."""

import pytest
from django.test import Client
from django.urls import reverse

from kehou.review.models import Finding
from tests.make.people import give_role, make_account, make_guardian, make_officer, make_pupil, make_school
from tests.make.review import complain, make_finding

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch, at):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)


@pytest.fixture
def school():
    return make_school()


@pytest.fixture
def officer(school):
    account = make_account("郝志刚")
    give_role(account, "district_officer", district=school.district)
    client = Client()
    client.force_login(account)
    return client


def _answered(school, at, **more):
    return make_finding(school, at, state="answered", answer="当天停电，补写了原因", answered_at=at, **more)


def test_the_list_opens_on_what_waits_for_the_officer(school, officer, at, django_assert_max_num_queries):
    _answered(school, at)
    for n in range(40):
        make_finding(school, at, where=f"session:{n + 2}")
    url = reverse("authority:findings", args=[school.district_id])
    with django_assert_max_num_queries(12):
        html = officer.get(url).content.decode()
    assert "1 个问题有了答复，等您复核" in html and "待答复 40" in html
    assert "第 1 页，共 2 页" in officer.get(url + "?show=open").content.decode()
    assert officer.get(url + "?show=open&page=99").status_code == 200


def test_where_nothing_waits_for_the_officer_the_list_opens_on_all(school, officer, at):
    url = reverse("authority:findings", args=[school.district_id])
    assert "还没有查出问题" in officer.get(url).content.decode()
    make_finding(school, at, where="session:7", says="第七次课早了")
    make_finding(school, at, where="session:8", says="第八次课结了案", state="closed", closed_at=at)
    html = officer.get(url).content.decode()
    assert 'href="?show=all" aria-current="true"' in html and "全部 2" in html
    assert html.index("第七次课早了") < html.index("第八次课结了案")
    _answered(school, at, where="session:9", says="第九次课有了答复")
    html = officer.get(url).content.decode()
    assert 'href="?show=answered" aria-current="true"' in html and "第七次课早了" not in html
    html = officer.get(url + "?show=all").content.decode()
    assert html.index("第九次课有了答复") < html.index("第七次课早了") < html.index("第八次课结了案")


def test_an_answer_is_accepted_and_the_finding_closed(school, officer, at):
    url = reverse("authority:finding", args=[_answered(school, at).pk])
    assert "当天停电，补写了原因" in officer.get(url).content.decode()
    html = officer.post(url, {"do": "close"}, follow=True).content.decode()
    assert Finding.objects.get().state == "closed" and "已结案" in html


def test_sending_back_needs_a_reason_which_stays_beside_its_field(school, officer, at):
    url = reverse("authority:finding", args=[_answered(school, at).pk])
    answer = officer.post(url, {"do": "send_back", "reason": " "})
    assert answer.status_code == 409 and "写一句还差什么" in answer.content.decode()
    officer.post(url, {"do": "send_back", "reason": "没写孩子去了哪里"})
    assert Finding.objects.get().sent_back == "没写孩子去了哪里"


def test_evidence_reads_in_words_and_shows_no_pseudonym(school, officer, at):
    evidence = {
        "session": "n00012", "pupils": ["s00001", "s00002"], "gaps": [["2026-10-27 16:40:00", "2026-10-27 16:52:00"]],
        "last_adult": {"adult": "t003", "left": "2026-10-27 16:40:00"}, "next_adult": None, "rows": ["presence:1"],
    }  # fmt: skip
    row = make_finding(school, at, rule="unattended", clause="附.11", evidence=evidence)
    html = officer.get(reverse("authority:finding", args=[row.pk])).content.decode()
    assert "2 名" in html and "16:40–16:52" in html and "10月27日 16:40" in html
    assert "s00001" not in html and "t003" not in html and "n00012" not in html


def test_a_complaint_past_its_day_is_the_first_sentence(
    school, officer, at, monkeypatch, django_assert_max_num_queries
):
    from datetime import timedelta

    child = make_pupil(school)
    row = complain(make_guardian(child), child, at)
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at + timedelta(days=30))
    url = reverse("authority:complaints", args=[school.district_id])
    with django_assert_max_num_queries(12):
        html = officer.get(url).content.decode()
    assert "1 件投诉过期没有答复" in html
    page = officer.get(reverse("authority:complaint", args=[row.pk])).content.decode()
    assert "收费标准没有公示" in page and "王敏" in page


def test_a_school_does_not_open_the_districts_pages(school, at):
    row = _answered(school, at)
    client = Client()
    client.force_login(make_officer("coordinator", school))
    assert client.get(reverse("authority:finding", args=[row.pk])).status_code == 404
    assert client.get(reverse("authority:findings", args=[school.district_id])).status_code == 404
