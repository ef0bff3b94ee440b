"""The first page of a family leads to what the school asks right now (八.3a)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.make.people import make_guardian, make_pupil, make_school
from tests.make.voice import make_survey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch, at) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)


@pytest.mark.clause("八.3a")
def test_an_open_survey_is_one_tap_from_the_first_page_until_it_is_answered(
    client, at, django_assert_max_num_queries
) -> None:
    child = make_pupil(make_school())
    survey = make_survey(child.school, opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=2))
    client.force_login(make_guardian(child))
    part, page = reverse("family:asked", args=[child.pk]), reverse("family:survey_named", args=[child.pk, survey.pk])
    assert part in client.get(reverse("family:today", args=[child.pk])).content.decode()
    with django_assert_max_num_queries(12):
        assert page in client.get(part).content.decode()
    client.post(page, {"wants": "no"})
    assert page not in client.get(part).content.decode()


def test_the_message_to_the_whole_school_leads_to_the_first_childs_survey(client, at) -> None:
    child = make_pupil(make_school())
    client.force_login(make_guardian(child))
    answer = client.get(reverse("family:survey_first"))
    assert answer.url == reverse("family:survey", args=[child.pk])


@pytest.mark.invariant("I15")
def test_what_waits_for_one_family_is_not_shown_to_another(client) -> None:
    child = make_pupil(make_school())
    client.force_login(make_guardian(make_pupil(make_school("别校"))))
    assert client.get(reverse("family:asked", args=[child.pk])).status_code == 404
