"""A family says on the phone whether the child needs the service."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kehou.voice.models import Answer
from tests.make.people import make_guardian, make_pupil, make_school
from tests.make.voice import make_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def child():
    return make_pupil(make_school())


@pytest.fixture
def asked(child, at, monkeypatch):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)
    return make_survey(child.school, opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=2))


@pytest.fixture
def page(child):
    return reverse("family:survey", args=[child.pk])


def test_the_page_asks_in_a_sentence_and_nothing_is_ticked(
    client, child, asked, page, django_assert_max_num_queries
) -> None:
    client.force_login(make_guardian(child))
    with django_assert_max_num_queries(12):
        html = client.get(page).content.decode()
    assert "放学后，沐阳需要留校吗" in html and "10月30日 16:00 截止" in html
    assert "checked" not in html


@pytest.mark.clause("八.3a")
def test_an_answer_reaches_the_school_and_can_be_changed(client, child, asked, page) -> None:
    client.force_login(make_guardian(child))
    sent = {"wants": "yes", "weekdays": ["mon", "wed"], "kinds": ["reading"], "remark": "想学棋"}
    answer = client.post(page, sent, follow=True)
    assert "已收到：沐阳需要，周一、周三" in answer.content.decode()
    assert Answer.objects.get().weekdays == ["mon", "wed"]
    client.post(page, {"wants": "no"})
    assert Answer.objects.get().wants is False


def test_what_is_missing_stands_at_its_field_and_the_rest_stays(client, child, asked, page) -> None:
    client.force_login(make_guardian(child))
    answer = client.post(page, {"wants": "yes", "remark": "想学棋"})
    assert answer.status_code == 422
    assert "至少选一天" in answer.content.decode() and "想学棋" in answer.content.decode()
    assert "请选需要或不需要" in client.post(page, {}).content.decode()


def test_when_nothing_is_asked_the_page_says_so(client, child, page, at, monkeypatch) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)
    client.force_login(make_guardian(child))
    assert "现在没有意愿调查" in client.get(page).content.decode()


def test_a_closed_survey_shows_what_was_said(client, child, asked, at, monkeypatch) -> None:
    client.force_login(make_guardian(child))
    named = reverse("family:survey_named", args=[child.pk, asked.pk])
    client.post(named, {"wants": "no"})
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at + timedelta(days=3))
    html = client.get(named).content.decode()
    assert "已经截止" in html and "您填的是：沐阳不需要" in html and "<form" not in html
    assert client.post(named, {"wants": "yes", "weekdays": ["mon"]}).status_code == 409


@pytest.mark.invariant("I15")
def test_another_family_finds_no_such_page(client, child, asked, page) -> None:
    other = make_pupil(make_school("河畔小学"))
    client.force_login(make_guardian(other))
    assert client.get(page).status_code == 404
    assert client.get(reverse("family:survey_named", args=[other.pk, asked.pk])).status_code == 404
