"""What a school stands on before a term, and who has to do what is missing."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from kehou.org.models import Campus, Term
from tests.make.people import make_officer, make_pupil, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)


def test_what_is_missing_comes_first_with_whose_it_is(client: Client, django_assert_max_num_queries) -> None:
    school = make_school()
    Term.objects.all().delete()
    client.force_login(make_officer("coordinator", school))
    page = reverse("school:setup", args=[school.pk])
    html = client.get(page).content.decode()
    assert "还缺：学期（区教育局设）、确认过的校历（区教育局确认）、机关下班时间（区教育局填）、学生名册" in html
    make_pupil(school)
    with django_assert_max_num_queries(12):
        assert "学生名册" not in client.get(page).content.decode().split("</h1>")[0]


def test_a_campus_is_added_once(client: Client) -> None:
    school = make_school()
    client.force_login(make_officer("coordinator", school))
    page = reverse("school:setup", args=[school.pk])
    assert client.post(page, {"name": "西校区"}).status_code == 303
    again = client.post(page, {"name": "西校区"})
    assert again.status_code == 422 and "已经有了" in again.content.decode()
    assert Campus.objects.filter(school=school).count() == 2


@pytest.mark.invariant("I15")
def test_another_schools_office_does_not_find_it(client: Client) -> None:
    school = make_school()
    client.force_login(make_officer("coordinator", make_school("别校")))
    assert client.get(reverse("school:setup", args=[school.pk])).status_code == 404
