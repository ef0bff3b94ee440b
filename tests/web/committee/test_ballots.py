"""A committee member's phone: what is asked, what changes, one vote."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kehou.plan.actions.open_meeting import open_meeting
from kehou.plan.models import Vote
from tests.make.people import act_of
from tests.make.plan import WRITTEN_AT, decide, make_plan_cast, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch):
    moment = [WRITTEN_AT]
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: moment[0])
    return moment


@pytest.fixture
def cast():
    return make_plan_cast()


@pytest.fixture
def meeting(cast):
    return open_meeting(
        act_of(cast.coordinator, WRITTEN_AT),
        school_id=cast.school.pk,
        version_id=make_version(cast),
        agenda="按新方案开课后服务",
        closes_at=WRITTEN_AT + timedelta(days=2),
    )


def _client(account):
    client = Client()
    client.force_login(account)
    return client


def _url(cast, meeting):
    return reverse("committee:ballot", args=[cast.school.pk, meeting])


def test_the_list_puts_what_waits_first(cast, meeting):
    html = _client(cast.members[0]).get(reverse("committee:ballots")).content.decode()
    assert "有 1 件事等您表决" in html and "按新方案开课后服务" in html


def test_the_ballot_asks_the_question_and_shows_the_fee_and_the_times(cast, meeting):
    html = _client(cast.members[0]).get(_url(cast, meeting)).content.decode()
    assert "按新方案开课后服务，您同意吗？" in html
    assert "16:10–18:10" in html and "¥60.00 / 月" in html and "没有必须解决的问题" in html
    assert "赞成" not in html


@pytest.mark.clause("八.3b")
def test_a_vote_with_a_remark_is_counted_and_can_be_changed(cast, meeting):
    client = _client(cast.members[0])
    assert client.post(_url(cast, meeting), {"choice": "for", "remark": "加挡风棚"}).status_code == 302
    html = client.get(_url(cast, meeting)).content.decode()
    assert "改投这一票" in html and "加挡风棚" in html and "1 人已投" in html
    client.post(_url(cast, meeting), {"choice": "against"})
    assert Vote.objects.get().choice == "against"


def test_without_a_choice_the_page_says_so_and_keeps_the_remark(cast, meeting):
    answer = _client(cast.members[0]).post(_url(cast, meeting), {"remark": "先记下"})
    assert answer.status_code == 409 and "请选一项" in answer.content.decode() and "先记下" in answer.content.decode()


def test_after_the_end_the_count_and_the_opinion_are_public_to_the_committee(cast, now):
    version = make_version(cast)
    meeting = decide(cast, version)
    html = _client(cast.members[0]).get(_url(cast, meeting)).content.decode()
    assert "赞成 5，反对 0，弃权 0，通过" in html and "投出我的一票" not in html


def test_too_late_is_said_on_the_ballot(cast, meeting, now):
    now[0] = WRITTEN_AT + timedelta(days=3)
    answer = _client(cast.members[0]).post(_url(cast, meeting), {"choice": "for"})
    assert answer.status_code == 409 and "没有投进去" in answer.content.decode()


def test_others_find_no_ballot(cast, meeting):
    for account in (cast.coordinator, cast.officer, make_plan_cast("河东小学").members[0]):
        assert _client(account).get(_url(cast, meeting)).status_code == 404


def test_ballot_and_list_cost_twelve_statements_at_most(cast, meeting, django_assert_max_num_queries):
    client = _client(cast.members[0])
    with django_assert_max_num_queries(12):
        client.get(_url(cast, meeting))
    with django_assert_max_num_queries(12):
        client.get(reverse("committee:ballots"))
