"""Where somebody starts: by what they do, not by which list they stand on."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from kehou.org.models import School
from kehou.people.models import StaffMember
from kehou.web.account.places import places
from tests.make.day import make_afternoon, put_on_roster
from tests.make.people import give_role, make_account, make_school, make_staff

pytestmark = pytest.mark.django_db


def on_the_staff_list(school: School, name: str, role: str = "school_teacher") -> StaffMember:
    """With an account and no office yet."""
    adult = make_staff(school, name, role, account=False)
    adult.account = make_account(name)
    adult.save()
    return adult


def labels(account_id: int, at: datetime) -> list[str]:
    return [place.label for place in places(account_id, at)]


def test_an_accountant_of_the_school_is_not_offered_lessons_and_goes_straight_to_work(
    client: Client, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)
    school = make_school()
    accountant = on_the_staff_list(school, "贺云").account
    assert accountant is not None
    give_role(accountant, "finance_maker", school=school)
    assert labels(accountant.pk, at) == ["经费经办"]
    client.force_login(accountant)
    assert client.get(reverse("account:home"))["Location"] == reverse("school:bills", args=[school.pk])


def test_an_accountant_who_was_sent_to_a_lesson_finds_it(at: datetime) -> None:
    afternoon = make_afternoon()
    accountant = on_the_staff_list(afternoon.school, "贺云")
    put_on_roster(afternoon.session, accountant)
    account = accountant.account
    assert account is not None
    give_role(account, "finance_maker", school=afternoon.school)
    assert labels(account.pk, at) == ["经费经办", "任课"]


def test_somebody_from_outside_without_an_office_came_for_lessons(at: datetime) -> None:
    coach = on_the_staff_list(make_school(), "赵鹏", "qualified").account
    assert coach is not None
    assert labels(coach.pk, at) == ["任课"]
