"""The first visit: a slip for a family, an invitation for somebody with a role."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from kehou.people.actions.invite_account import invite_account
from kehou.people.actions.issue_codes import issue_codes
from kehou.people.models import Account, Pupil, SignInAttempt
from kehou.people.queries import children_of
from kehou.people.throttle import FIRST_TRIES, FREE
from tests.make.people import act_of, make_officer, make_pupil, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def child() -> Pupil:
    return make_pupil(make_school())


@pytest.fixture
def office(child: Pupil) -> Account:
    return make_officer("coordinator", child.school)


@pytest.fixture
def code(child: Pupil, office: Account, at: datetime) -> str:
    return issue_codes(act_of(office, at), school_id=child.school_id, child_ids=[child.pk])[str(child.pk)]


def form(code: str, **more: str) -> dict[str, str]:
    return {
        "code": code, "child_name": "周沐阳", "name": "韩雪梅", "phone": "15400001111", "password": "long-enough-7",
    } | more  # fmt: skip


def test_a_family_binds_its_child_and_is_home(client: Client, child: Pupil, code: str, at: datetime) -> None:
    url = reverse("family:activate")
    assert "填纸条上的开通码" in client.get(url).content.decode()
    answer = client.post(url, form(code))
    assert answer["Location"] == reverse("account:home")
    account_id = int(client.session["_auth_user_id"])
    assert [c.id for c in children_of(account_id, at)] == [child.pk]


@pytest.mark.invariant("I16")
def test_what_was_typed_stays_but_never_the_password(client: Client, child: Pupil, code: str) -> None:
    answer = client.post(reverse("family:activate"), form("WRONG234"))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "请核对纸条" in html
    assert "韩雪梅" in html and "long-enough-7" not in html


def test_codes_cannot_be_tried_without_end(client: Client, child: Pupil, code: str) -> None:
    url = reverse("family:activate")
    for _ in range(FREE):
        assert client.post(url, form("WRONG234")).status_code == 422
    assert client.post(url, form(code)).status_code == 409
    last = SignInAttempt.objects.latest("pk")
    SignInAttempt.objects.bulk_create(
        SignInAttempt(account_index=f"{number}", network_index=last.network_index, at=last.at, ok=False)
        for number in range(FIRST_TRIES - FREE)
    )
    assert client.post(url, form(code, phone="15400009999")).status_code == 409
    assert Client().post(url, form(code), REMOTE_ADDR="203.0.113.9").status_code == 303


def test_an_invited_person_opens_the_account_and_is_home(
    client: Client, child: Pupil, office: Account, at: datetime
) -> None:
    code = invite_account(
        act_of(office, at), role="finance_maker", name="冯丽", phone="15400003333", school_id=child.school_id
    )
    url = reverse("account:invitation")
    assert "填邀请码" in client.get(url).content.decode()
    assert "请核对，或请学校重发" in client.post(url, {"code": "NOPE", "password": "long-enough-7"}).content.decode()
    assert client.post(url, {"code": code, "password": "12345678"}).status_code == 422
    assert client.post(url, {"code": code, "password": "long-enough-7"})["Location"] == reverse("account:home")


def test_the_bare_address_leads_to_sign_in_and_home(client: Client, office: Account) -> None:
    assert client.get("/")["Location"] == reverse("account:sign_in")
    client.force_login(office)
    assert client.get("/")["Location"] == reverse("account:home")
