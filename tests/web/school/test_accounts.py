"""A school places its own people, and takes a role back at once (I21)."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from kehou.org.models import School
from kehou.people.models import Account, Role
from tests.make.people import (
    give_role,
    make_account,
    make_guardian,
    make_officer,
    make_pupil,
    make_school,
    set_password,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)


@pytest.fixture
def school() -> School:
    return make_school()


@pytest.fixture
def office(school: School, client: Client) -> Account:
    account = make_officer("coordinator", school)
    client.force_login(account)
    return account


def test_the_page_says_which_posts_are_empty(client: Client, school: School, office: Account) -> None:
    html = client.get(reverse("school:accounts", args=[school.pk])).content.decode()
    assert "还没有：校长、值守组长、门卫" in html


@pytest.mark.invariant("I16")
def test_phones_are_masked_in_the_list(client: Client, school: School, office: Account) -> None:
    account = make_account("陈志", "15400003333")
    give_role(account, "gate", school=school)
    html = client.get(reverse("school:accounts", args=[school.pk])).content.decode()
    assert "15400003333" not in html and "154****3333" in html


@pytest.mark.invariant("I21")
def test_a_role_taken_back_opens_nothing_at_the_next_click(client: Client, school: School, office: Account) -> None:
    maker = make_officer("principal", school, "齐国强")
    phone = Client()
    phone.force_login(maker)
    page = reverse("school:accounts", args=[school.pk])
    assert phone.get(page).status_code == 200
    client.post(reverse("school:role_end", args=[school.pk, Role.objects.get(account=maker).pk]))
    assert phone.get(page).status_code == 404


def test_the_last_in_charge_is_told_why_not(client: Client, school: School, office: Account) -> None:
    answer = client.post(reverse("school:role_end", args=[school.pk, Role.objects.get(account=office).pk]))
    assert answer.status_code == 409 and "先加上接手的人再停" in answer.content.decode()


@pytest.mark.invariant("I15")
def test_a_role_of_another_school_is_not_found_here(client: Client, school: School, office: Account) -> None:
    other = make_officer("gate", make_school("别校"))
    answer = client.post(reverse("school:role_end", args=[school.pk, Role.objects.get(account=other).pk]))
    assert answer.status_code == 404
    assert Role.objects.get(account=other).until is None


def test_a_code_is_shown_once_and_is_on_no_other_page(client: Client, school: School, office: Account) -> None:
    page = reverse("school:accounts", args=[school.pk])
    html = client.post(page, {"role": "gate", "name": "陈志", "phone": "15400003333"}).content.decode()
    code = html.split('kh-fig">')[1].split("<")[0]
    assert len(code) == 11
    assert code not in client.get(page).content.decode()
    again = client.post(
        reverse("school:code_again", args=[school.pk, Account.objects.get(name="陈志").pk])
    ).content.decode()
    assert "陈志的邀请码" in again and code not in again


def test_a_parent_who_forgot_gets_a_fresh_code_from_the_school(client: Client, school: School, office: Account) -> None:
    mother = set_password(make_guardian(make_pupil(school)), "forgotten-pass")
    assert "的邀请码" in client.post(reverse("school:code_again", args=[school.pk, mother.pk])).content.decode()
