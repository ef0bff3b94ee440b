"""The family writes what the adults in charge must know (guarantees §4)."""

import pytest
from django.test import Client
from django.urls import reverse

from kehou.day.actions.open_safety_notes import open_safety_notes
from kehou.day.models import SafetyNote
from tests.make.day import make_afternoon, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def afternoon(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: moment(9))
    found = make_afternoon()
    client.force_login(found.guardians[0])
    return found


def test_from_my_page_to_a_note_and_back_to_none(client: Client, afternoon) -> None:
    url = reverse("family:safety", args=[afternoon.children[0].pk])
    assert url in client.get(reverse("family:child", args=[afternoon.children[0].pk])).content.decode()
    assert "还没有安全提示" in client.get(url).content.decode()
    html = client.post(url, {"text": "花生过敏"}, follow=True).content.decode()
    assert "老师看得到" in html and "花生过敏" in html
    html = client.post(url, {"text": ""}, follow=True).content.decode()
    assert "还没有安全提示" in html and not SafetyNote.objects.filter(ended_at=None).exists()


def test_the_family_sees_who_read_it(client: Client, afternoon) -> None:
    url = reverse("family:safety", args=[afternoon.children[0].pk])
    assert "还没有老师看过" in client.post(url, {"text": "花生过敏"}, follow=True).content.decode()
    open_safety_notes(
        afternoon.teacher_at(moment(16, 5)), session_id=afternoon.session.pk, child_ids=[afternoon.children[0].pk]
    )
    html = client.get(url).content.decode()
    assert "10月28日 16:05" in html and afternoon.teacher.account.name in html


def test_too_long_comes_back_with_what_was_typed(client: Client, afternoon) -> None:
    answer = client.post(reverse("family:safety", args=[afternoon.children[0].pk]), {"text": "长" * 101})
    assert (
        answer.status_code == 422 and "最多 100 字" in answer.content.decode() and "长长长" in answer.content.decode()
    )


def test_the_page_costs_twelve_statements_at_most(client: Client, afternoon, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(12):
        client.get(reverse("family:safety", args=[afternoon.children[0].pk]))
