"""Taking part on the phone: each answer is one tap, nothing is ticked, the words are shown in full (二.1)."""

import pytest
from django.test import Client
from django.urls import reverse

from kehou.enrol.actions.record_paper_consent import record_paper_consent
from kehou.enrol.models import Consent, FeltCount
from kehou.enrol.queries import joined
from kehou.enrol.texts import CURRENT
from tests.make.enrol import Family, make_choosing
from tests.make.people import act_of, make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.clause("二.1")]


@pytest.fixture(autouse=True)
def _now(monkeypatch, at) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)


def phone(family: Family) -> Client:
    client = Client()
    client.force_login(family.guardian)
    return client


def url(family: Family) -> str:
    return reverse("family:consent", args=[family.child.pk])


def tap(family: Family, answer: str):
    return phone(family).post(url(family), {"answer": answer, "text_version": CURRENT.version})


def test_the_words_stand_in_full_and_joining_and_declining_weigh_the_same() -> None:
    family = make_choosing().family(joins=False)
    page = phone(family).get(url(family)).content.decode()
    assert all(line in page for line in CURRENT.lines)
    assert page.count('class="btn kh-even"') == 2, "two buttons of one weight"
    assert "checked" not in page
    assert "btn-primary" not in page


def test_each_answer_is_one_tap(at) -> None:
    choosing = make_choosing()
    family = choosing.family(joins=False)
    for answer, takes_part in (("decline", False), ("join", True), ("withdraw", False), ("join", True)):
        assert tap(family, answer).status_code == 303
        assert (family.child.pk in joined(**choosing.ids, at=at)) is takes_part
    assert "沐阳参加课后服务" in phone(family).get(url(family)).content.decode()


def test_old_words_are_refused_and_shown_anew() -> None:
    family = make_choosing().family(joins=False)
    answer = phone(family).post(url(family), {"answer": "join", "text_version": "2019-1"})
    assert answer.status_code == 409
    assert "重新看一遍" in answer.content.decode()
    assert not Consent.objects.exists()


def test_a_paper_is_confirmed_or_denied_by_the_guardian(at) -> None:
    choosing = make_choosing()
    family = choosing.family(joins=False)
    coordinator = act_of(make_officer("coordinator", choosing.school), at)
    record_paper_consent(coordinator, child_id=family.child.pk, term_id=choosing.term.pk)
    page = phone(family).get(url(family)).content.decode()
    assert "是您签的吗" in page
    assert tap(family, "confirm").status_code == 303
    assert joined(**choosing.ids, at=at) == {family.child.pk}


@pytest.mark.clause("附.3")
def test_the_anonymous_question_is_asked_once_and_may_be_left_out() -> None:
    family = make_choosing().family()
    assert "可以不答" in phone(family).get(url(family)).content.decode()
    assert tap(family, "free").status_code == 303
    assert FeltCount.objects.get().answers == 1
    assert "可以不答" not in phone(family).get(url(family)).content.decode()


def test_another_familys_page_is_not_found() -> None:
    choosing = make_choosing(1)
    other = choosing.family(joins=False)
    assert phone(choosing.families[0]).get(url(other)).status_code == 404
    assert phone(choosing.families[0]).post(url(other), {"answer": "join"}).status_code == 404
    assert Client().get(url(other)).status_code == 302


def test_the_page_costs_few_statements(django_assert_max_num_queries) -> None:
    family = make_choosing().family()
    client = phone(family)
    with django_assert_max_num_queries(12):
        client.get(url(family))
