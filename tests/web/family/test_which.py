"""A message to the whole school is about each of one's children; nobody's second child is forgotten."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from kehou.org.rows import scope
from kehou.people.models import Guardianship
from tests.make.people import make_guardian, make_pupil, make_school

pytestmark = pytest.mark.django_db
FIRST = {"choose_first": "choose", "seat_first": "seat", "survey_first": "survey", "bills_first": "bills"}


@pytest.mark.parametrize(("first", "name"), FIRST.items())
def test_one_child_is_gone_to_and_of_two_one_chooses(
    client: Client, at: datetime, monkeypatch: pytest.MonkeyPatch, first: str, name: str
) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)
    school = make_school()
    older, younger = make_pupil(school, "周沐阳"), make_pupil(school, "周沐晴", grade=2)
    parent = make_guardian(older)
    client.force_login(parent)
    assert client.get(reverse(f"family:{first}"))["Location"] == reverse(f"family:{name}", args=[older.pk])
    Guardianship.objects.create(
        **scope(school.pk), pupil=younger, account=parent, name="王敏", relation="母亲",
        since=Guardianship.objects.get(pupil=older).since,
    )  # fmt: skip
    html = client.get(reverse(f"family:{first}")).content.decode()
    for child in (older, younger):
        assert child.name in html
        assert reverse(f"family:{name}", args=[child.pk]) in html
