"""What a committee member reads besides the votes: the plan, the fund, questions and answers (八.3b)."""

import pytest
from django.test import Client
from django.urls import reverse

from kehou.fund.actions.record_movement import record_movement
from kehou.plan.models import Question
from tests.make.people import act_of, give_role, make_account, make_officer, make_pupil
from tests.make.plan import WRITTEN_AT, decide, make_filed_plan, make_plan_cast, make_version

pytestmark = [pytest.mark.django_db, pytest.mark.clause("八.3b")]
PAGES = ("plan", "fund", "questions")


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: WRITTEN_AT)


@pytest.fixture
def cast():
    return make_plan_cast()


def _client(account):
    client = Client()
    client.force_login(account)
    return client


def _read(account, page, **data):
    return _client(account).get(reverse(f"committee:{page}"), data).content.decode()


def test_before_anything_is_filed_the_pages_say_so(cast):
    member = cast.members[0]
    assert "还没有备案的方案" in _read(member, "plan") and "没有方案，学校不能开课后服务" in _read(member, "plan")
    assert "这学期还没有付过钱" in _read(member, "fund")


def test_the_plan_in_force_and_the_minutes_of_its_vote(cast):
    make_filed_plan(cast)
    html = _read(cast.members[0], "plan")
    assert "现在按第1版做，已公示" in html and "16:10–18:10" in html and "赞成 5，反对 0，弃权 0，通过" in html


def test_the_fund_shows_sources_and_uses_and_no_person(cast):
    maker = make_officer("finance_maker", cast.school, "陆明")
    make_pupil(cast.school, "周沐阳")
    for kind, amount in (("subsidy", 500_000), ("external_pay", 120_050)):
        record_movement(act_of(maker, WRITTEN_AT), **cast.ids, kind=kind, amount=amount, memo="拨款通知")
    html = _read(cast.members[0], "fund")
    assert "¥5,000.00" in html and "¥1,200.50" in html and "¥3,799.50" in html
    assert "财政补贴" in html and "占 100%" in html and "陆明" not in html and "周沐阳" not in html


def test_a_question_about_a_vote_is_answered_on_the_ballot_and_at_the_desk(cast):
    meeting = decide(cast, make_version(cast))
    member, office = _client(cast.members[0]), _client(cast.coordinator)
    ballot = reverse("committee:ballot", args=[cast.school.pk, meeting])
    html = member.get(ballot).content.decode()
    assert "会议记录" in html and "?vote=" in html
    to = reverse("committee:questions") + "?vote=" + html.split("?vote=")[1].split('"')[0]
    assert member.post(to, {"text": "冬天几点接孩子？"}).status_code == 303
    assert Question.objects.get().meeting_id == meeting
    desk = reverse("school:questions", args=[cast.school.pk])
    html = office.get(desk).content.decode()
    assert "家委会有 1 个问题等学校回答" in html
    key = html.split('name="question" value="')[1].split('"')[0]
    answer = reverse("school:question_answer", args=[cast.school.pk])
    assert office.post(answer, {"question": key, f"{key}-answer": ""}).status_code == 422
    assert office.post(answer, {"question": key, f"{key}-answer": "11月起 17:30。"}).status_code == 303
    assert "11月起 17:30。" in member.get(ballot).content.decode()
    assert "学校都回答了" in _read(cast.members[1], "questions")


def test_an_empty_question_comes_back_with_what_is_missing(cast):
    answer = _client(cast.members[0]).post(reverse("committee:questions"), {"text": " "})
    assert answer.status_code == 422 and "写一写想问学校什么" in answer.content.decode()


def test_a_member_of_two_schools_chooses_which(cast):
    other = make_plan_cast("河东小学")
    give_role(cast.members[0], "committee", school=other.school)
    assert "换一所学校" in _read(cast.members[0], "fund")
    assert "河东小学" in _read(cast.members[0], "plan", at="1")
    assert "换一所学校" not in _read(cast.members[1], "fund")


def test_only_members_read(cast):
    for account in (cast.coordinator, cast.officer, make_account()):
        for page in PAGES:
            assert _client(account).get(reverse(f"committee:{page}")).status_code == 404
    assert _client(cast.members[0]).get(reverse("committee:questions"), {"vote": "x"}).status_code == 200
    assert (
        _client(cast.members[0]).post(reverse("committee:questions") + "?vote=x", {"text": "问一问学校"}).status_code
        == 404
    )


def test_each_page_costs_twelve_statements_at_most(cast, django_assert_max_num_queries):
    make_filed_plan(cast)
    for page in PAGES:
        client = _client(cast.members[0])
        with django_assert_max_num_queries(12):
            client.get(reverse(f"committee:{page}"))
