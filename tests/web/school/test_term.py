"""Where the term stands, what blocks the next step, and what was found (第 13 步)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kehou.kernel.clock import LOCAL
from kehou.plan.actions.answer_question import answer_question
from kehou.plan.actions.ask_school import ask_school
from kehou.plan.models import Question
from kehou.review.models import Complaint, Finding
from kehou.review.queries.track import term_track
from kehou.review.scanning import scan_day
from tests.make.day import WEDNESDAY, clock_at, make_afternoon, moment
from tests.make.people import act_of, make_guardian, make_officer, make_pupil, make_school, make_term
from tests.make.plan import make_filed_plan, make_plan_cast, make_version
from tests.make.review import complain, end_early, make_finding

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch, at):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)


def _open(account):
    client = Client()
    client.force_login(account)
    return client


def _term(cast, path="school:term"):
    return reverse(path, args=[cast.school.pk])


def test_a_school_without_a_plan_is_told_by_when_to_write_it(monkeypatch):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: datetime(2026, 9, 16, 9, tzinfo=LOCAL))
    cast = make_plan_cast()
    html = _open(cast.coordinator).get(_term(cast)).content.decode()
    assert "第3周" in html and "方案还没有动笔" in html and "剩 4 天" in html


def test_a_school_that_has_nothing_is_told_what_comes_first_and_where(monkeypatch):
    """The first page of a head who has just come in: the roll, then the families' wishes, then the plan (八.3a)."""
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: datetime(2026, 9, 16, 9, tzinfo=LOCAL))
    school = make_school()
    make_term(school.district)
    head = make_officer("coordinator", school)
    path = reverse("school:term", args=[school.pk])
    html = _open(head).get(path).content.decode()
    assert "最急的是：学生名册还没有传" in html and reverse("school:lists", args=[school.pk]) in html
    make_pupil(school)
    html = _open(head).get(path).content.decode()
    assert "学生名册还没有传" not in html and "教职工名单还没有传" in html and "还没有问过家长" in html


def test_a_change_has_a_line_of_its_own_and_the_steps_done_stay_done():
    cast = make_plan_cast()
    make_filed_plan(cast)
    make_version(cast)
    html = _open(cast.coordinator).get(_term(cast)).content.decode()
    assert "第2版变更" in html and "第1版有效" in html and "第2版方案还没有送家委会" in html


def test_what_was_found_and_said_blocks_with_its_deadline(at):
    cast = make_plan_cast()
    make_filed_plan(cast)
    make_finding(cast.school, at)
    child = make_pupil(cast.school)
    complain(make_guardian(child), child, at)
    html = _open(cast.coordinator).get(_term(cast)).content.decode()
    assert "1 个问题要答复" in html and "1 件投诉要答复" in html and "剩 7 天" in html


@pytest.mark.clause("八.3b")
def test_what_the_committee_asked_waits_on_the_first_page_with_its_age_until_it_is_answered(at):
    cast = make_plan_cast()
    make_filed_plan(cast)
    for text, days in (("冬天教室冷不冷", 3), ("退费怎么办", 0)):
        ask_school(act_of(cast.members[0], at - timedelta(days=days)), school_id=cast.school.pk, text=text)
    client = _open(cast.coordinator)
    html = client.get(_term(cast)).content.decode()
    assert "家委会有 2 个问题没有回答，最早的等了 3 天" in html and _term(cast, "school:questions") in html
    for question in Question.objects.all():
        answer_question(act_of(cast.coordinator, at), question_id=question.pk, answer="有暖气")
    assert "没有回答" not in client.get(_term(cast)).content.decode()


@pytest.mark.clause("八.3b")
def test_a_duty_leader_is_not_told_what_only_the_office_answers(at):
    cast = make_plan_cast()
    make_filed_plan(cast)
    ask_school(act_of(cast.members[0], at), school_id=cast.school.pk, text="冬天教室冷不冷")
    leader = _open(make_officer("duty_leader", cast.school))
    answer = leader.get(_term(cast))
    assert answer.status_code == 200 and "个问题没有回答" not in answer.content.decode()


def test_lessons_of_a_school_with_a_plan_are_a_step_of_its_term():
    cast = make_plan_cast()
    make_filed_plan(cast)
    afternoon = make_afternoon(school=cast.school)
    afternoon.sign_in()
    afternoon.call_roll()
    track = term_track(act_of(cast.coordinator, moment(18)), school_id=cast.school.pk)
    assert [day.held for day in track.standing.days] == [1]


@pytest.mark.parametrize("role", ["coordinator", "duty_leader"])
def test_a_term_before_its_plan_costs_twelve_statements_at_most(role, django_assert_max_num_queries):
    school = make_school()
    make_term(school.district)
    make_pupil(school)
    client = _open(make_officer(role, school))
    path = reverse("school:term", args=[school.pk])
    client.get(path)
    with django_assert_max_num_queries(12):
        client.get(path)


def test_five_domains_count_hours_a_week():
    cast = make_plan_cast()
    make_filed_plan(cast)
    html = _open(cast.coordinator).get(_term(cast)).content.decode()
    # 绘本阅读 and 科学小实验: 4 sections × 5 days × 1 hour each
    assert "智 40 小时" in html


def test_the_term_costs_twelve_statements_at_most(at, django_assert_max_num_queries):
    cast = make_plan_cast()
    make_filed_plan(cast)
    for n in range(40):
        make_finding(cast.school, at, where=f"session:{n}")
    client = _open(cast.coordinator)
    client.get(_term(cast))  # the frame remembers where it is
    with django_assert_max_num_queries(12):
        client.get(_term(cast))
    with django_assert_max_num_queries(12):
        assert "还没有" in client.get(_term(cast, "school:term_figures")).content.decode()


def test_another_schools_head_does_not_see_it():
    cast = make_plan_cast()
    stranger = _open(make_officer("principal", make_school("望山路小学")))
    assert stranger.get(_term(cast)).status_code == 404
    assert stranger.get(_term(cast, "school:findings")).status_code == 404


def test_a_finding_leads_to_its_lesson_and_takes_an_answer(django_assert_max_num_queries):
    afternoon = make_afternoon()
    end_early(afternoon.session, moment(16, 45))
    scan_day(clock_at(moment(18)), afternoon.school.pk, WEDNESDAY)
    row = Finding.objects.get(rule="early-end")
    client = _open(make_officer("coordinator", afternoon.school))
    url = reverse("school:finding", args=[row.pk])
    with django_assert_max_num_queries(12):
        html = client.get(url).content.decode()
    assert "四（2）班" in html and "25 分钟" in html
    assert reverse("school:session", args=[afternoon.session.pk]) in html
    assert client.post(url, {"answer": " "}).status_code == 422
    client.post(url, {"answer": "当天停电，已补写原因"})
    assert Finding.objects.get(pk=row.pk).state == "answered"
    assert "都答复了" not in client.get(reverse("school:findings", args=[afternoon.school.pk])).content.decode()


def test_a_sign_asks_and_leads_to_nobody(at):
    school = make_school()
    row = make_finding(
        school, at, level="sign", rule="unattended-reported", clause="附.11", where="session:1",
        says="有 8 份匿名反馈，其中 4 份说没有老师在场。", evidence={"answers": 8, "say_so": 4},
    )  # fmt: skip
    html = _open(make_officer("coordinator", school)).get(reverse("school:finding", args=[row.pk])).content.decode()
    assert "统计上的一个问号" in html and "看这次课的记录" not in html


def test_the_school_answers_a_complaint(at):
    school = make_school()
    child = make_pupil(school)
    row = complain(make_guardian(child), child, at)
    client = _open(make_officer("coordinator", school))
    assert "1 件投诉要答复" in client.get(reverse("school:complaints", args=[school.pk])).content.decode()
    url = reverse("school:complaint", args=[row.pk])
    assert client.post(url, {"answer": "已在校门公示"}).status_code == 422
    answer = client.post(url, {"answer": "已在校门公示", "upheld": "1"}, follow=True)
    assert "这件投诉已经答复" in answer.content.decode() and Complaint.objects.get().upheld is True
