"""Signing in: one answer for every mistake, waits that grow, nobody locked out by a stranger."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from kehou.kernel.models import AuditEvent
from kehou.people.models import Account, SignInAttempt
from kehou.people.throttle import BUDGET, FIRST_TRIES, FREE
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
URL = "/account/sign-in/"
RIGHT = "long-enough-7"
NETWORK = "192.0.2.7"


@pytest.fixture
def owner() -> Account:
    return set_password(make_account(phone="19900001111"), RIGHT)


def try_once(client: Client, password: str, *, phone: str = "19900001111", network: str = NETWORK):
    return client.post(URL, {"phone": phone, "password": password}, REMOTE_ADDR=network)


def test_the_right_password_opens_the_own_first_page(client: Client, owner: Account) -> None:
    answer = try_once(client, RIGHT)
    assert (answer.status_code, answer["Location"]) == (303, reverse("account:home"))
    assert client.session["_auth_user_id"] == str(owner.pk)


def test_a_phone_may_be_typed_with_spaces(client: Client, owner: Account) -> None:
    assert try_once(client, RIGHT, phone="199 0000 1111").status_code == 303


def test_a_wrong_password_and_an_unknown_phone_get_the_same_answer(client: Client, owner: Account) -> None:
    wrong = try_once(client, "wrong-password").content.decode()
    unknown = try_once(client, "wrong-password", phone="19900009999").content.decode()
    assert "手机号或密码不对" in wrong
    assert _shape(wrong).replace("19900001111", "") == _shape(unknown).replace("19900009999", "")


def _shape(html: str) -> str:
    """A page without its one-time values."""
    import re

    return re.sub(r'(value|content)="[^"]{20,}"|data-now="[^"]+"', "", html)


def test_an_unknown_phone_costs_one_hash_like_a_known_one(owner: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    from kehou.people.sign_in import PhoneBackend

    hashed: list[str] = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, p, s: hashed.append("") or real(self, p, s))
    costs = []
    for phone in ("19900001111", "19900009999"):
        hashed.clear()
        assert PhoneBackend().authenticate(None, phone=phone, password="wrong-password") is None
        costs.append(len(hashed))
    assert costs[0] == costs[1] == 1


def test_waits_grow_with_every_wrong_password(client: Client, owner: Account, clock) -> None:
    for _ in range(FREE):
        assert try_once(client, "wrong-password").status_code == 422
    assert try_once(client, RIGHT).status_code == 429
    clock.at += timedelta(seconds=31)
    assert try_once(client, "wrong-password").status_code == 422
    clock.at += timedelta(seconds=31)
    assert "请过 1 分钟再试" in try_once(client, RIGHT).content.decode()
    clock.at += timedelta(seconds=31)
    assert try_once(client, RIGHT).status_code == 303


def test_a_right_password_begins_the_count_anew(client: Client, owner: Account) -> None:
    for _ in range(FREE - 1):
        try_once(client, "wrong-password")
    assert try_once(client, RIGHT).status_code == 303
    fresh = Client()
    for _ in range(FREE - 1):
        assert try_once(fresh, "wrong-password").status_code == 422


def test_a_strangers_wrong_passwords_do_not_stop_the_owner_on_another_network(client: Client, owner: Account) -> None:
    for _ in range(FREE + 3):
        try_once(Client(), "guess-guess", network="203.0.113.5")
    assert try_once(Client(), RIGHT, network="203.0.113.5").status_code == 429
    assert try_once(client, RIGHT, network="192.0.2.7").status_code == 303


def test_a_neighbours_wrong_passwords_do_not_stop_the_owners_own_phone(client: Client, owner: Account) -> None:
    assert try_once(client, RIGHT).status_code == 303
    client.post(reverse("account:sign_out"))
    for number in range(BUDGET):
        SignInAttempt.objects.filter(ok=False).first()
        try_once(Client(), "guess-guess", phone=f"1990001{number:04d}")
    for _ in range(FREE + 1):
        try_once(Client(), "guess-guess")
    assert try_once(Client(), RIGHT).status_code == 429
    assert try_once(client, RIGHT).status_code == 303


def test_a_network_has_a_budget_whatever_the_phone(client: Client, owner: Account, clock) -> None:
    """Beyond it each phone gets one more try, so a guesser pays with a phone for each guess; at last nobody there does."""
    spend(BUDGET, clock.at)
    assert try_once(client, "guess-guess", phone="19900010001").status_code == 422
    assert try_once(client, "guess-guess", phone="19900010001").status_code == 429
    spend(FIRST_TRIES - BUDGET, clock.at)
    assert try_once(client, "guess-guess", phone="19900010002").status_code == 429
    assert try_once(Client(), RIGHT, network="192.0.2.8").status_code == 303
    clock.at += timedelta(minutes=16)
    assert try_once(client, RIGHT).status_code == 303


def spend(tries: int, at: datetime, network: str = NETWORK) -> None:
    """Wrong passwords for as many other phones."""
    from kehou.kernel.secrets import blind_index

    SignInAttempt.objects.bulk_create(
        SignInAttempt(account_index=f"other{n}", network_index=blind_index("sign_in.network", network), at=at, ok=False)
        for n in range(tries)
    )


def test_whatever_a_stranger_tries_the_owner_gets_in(client: Client, owner: Account, clock) -> None:
    """The adversary knows the phone and does the worst from wherever; the owner has a right password and one try."""
    elsewhere, beside = "203.0.113.5", NETWORK
    adversary = Client(HTTP_COOKIE="kehou_device=forged")
    for n in range(FREE + 5):  # at the owner's phone, from elsewhere
        try_once(adversary, f"guess-{n}", network=elsewhere)
    for n in range(8):  # from many networks at once
        try_once(Client(), f"guess-{n}", network=f"198.51.{n}.1")
    spend(FIRST_TRIES, clock.at, elsewhere)
    assert try_once(Client(), RIGHT).status_code == 303, "a new phone at home"
    SignInAttempt.objects.all().delete()
    spend(FIRST_TRIES - 10, clock.at, beside)  # on the owner's own network, at other phones
    assert try_once(Client(), RIGHT).status_code == 303, "a new phone beside a guesser"
    assert try_once(client, RIGHT).status_code == 303
    client.post(reverse("account:sign_out"))
    for n in range(FREE + 5):  # on the owner's own network, at the owner's phone
        try_once(adversary, f"guess-{n}")
    spend(FIRST_TRIES, clock.at, beside)
    assert try_once(client, RIGHT).status_code == 303, "a phone that signed in before"
    assert try_once(Client(), RIGHT, network="192.0.2.99").status_code == 303, "a new phone on mobile data"


def test_a_session_that_is_open_feels_nothing_of_a_flood(client: Client, owner: Account, clock) -> None:
    assert try_once(client, RIGHT).status_code == 303
    spend(FIRST_TRIES, clock.at)
    for n in range(FREE + 5):
        try_once(Client(), f"guess-{n}")
    assert client.get(reverse("account:me")).status_code == 200


def test_all_addresses_of_one_ipv6_line_count_together(client: Client, owner: Account) -> None:
    for n in range(FREE):
        try_once(client, "wrong-password", network=f"2001:db8:1:2::{n}")
    assert try_once(client, RIGHT, network="2001:db8:1:2::ffff").status_code == 429
    assert try_once(Client(), RIGHT, network="2001:db8:1:3::1").status_code == 303


@pytest.mark.invariant("I16")
def test_neither_phone_nor_password_nor_address_is_kept_of_a_try(client: Client, owner: Account) -> None:
    try_once(client, "wrong-password")
    kept = repr(list(SignInAttempt.objects.values())) + repr(list(AuditEvent.objects.values()))
    assert not [secret for secret in ("19900001111", "wrong-password", "192.0.2.7") if secret in kept]


@pytest.mark.invariant("I21")
def test_an_ended_account_is_out_at_the_next_request(client: Client, owner: Account, at: datetime) -> None:
    from kehou.kernel.act import by_system
    from kehou.people.actions.end_account import end_account

    gate = give_role(owner, "gate", school=make_school())
    try_once(client, RIGHT)
    assert client.get(reverse("account:me")).status_code == 200
    end_account(by_system("test", at), school_id=gate.school_id, account_id=owner.pk)
    assert client.get(reverse("account:me")).status_code == 302
    assert try_once(Client(), RIGHT).status_code == 422


@pytest.mark.invariant("I21")
def test_a_new_password_ends_every_other_session(client: Client, owner: Account) -> None:
    elsewhere = Client()
    try_once(client, RIGHT)
    try_once(elsewhere, RIGHT)
    answer = client.post(reverse("account:me"), {"old": RIGHT, "new": "another-long-1", "act_key": "k1"})
    assert answer.status_code == 303
    assert client.get(reverse("account:me")).status_code == 200
    assert elsewhere.get(reverse("account:me")).status_code == 302
    assert try_once(Client(), RIGHT).status_code == 422
    assert try_once(Client(), "another-long-1").status_code == 303


@pytest.mark.invariant("I21")
def test_somebody_can_end_all_their_sessions(client: Client, owner: Account) -> None:
    elsewhere = Client()
    try_once(client, RIGHT)
    try_once(elsewhere, RIGHT)
    client.post(reverse("account:sessions_end"))
    assert elsewhere.get(reverse("account:me")).status_code == 302


def test_a_wrong_present_password_changes_nothing(client: Client, owner: Account) -> None:
    try_once(client, RIGHT)
    answer = client.post(reverse("account:me"), {"old": "wrong-password", "new": "another-long-1"})
    assert answer.status_code == 422
    assert "现在的密码不对" in answer.content.decode()
    assert "太常见" in client.post(reverse("account:me"), {"old": RIGHT, "new": "12345678"}).content.decode()


def test_the_way_on_leads_nowhere_else(client: Client, owner: Account) -> None:
    answer = client.post(URL, {"phone": "19900001111", "password": RIGHT, "next": "https://elsewhere.example/"})
    assert answer["Location"] == reverse("account:home")
    inside = Client().post(URL, {"phone": "19900001111", "password": RIGHT, "next": "/account/letters/"})
    assert inside["Location"] == "/account/letters/"


def test_passwords_are_kept_by_argon2() -> None:
    from kehou import settings as real

    assert real.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert settings.AUTH_PASSWORD_VALIDATORS


def test_one_tie_goes_straight_to_its_page_and_several_ask(client: Client, owner: Account) -> None:
    school = make_school()
    client.force_login(make_guardian(make_pupil(school)))
    assert client.get(reverse("account:home"))["Location"] == reverse("family:home")
    client.force_login(make_officer("committee", school))
    assert client.get(reverse("account:home"))["Location"] == reverse("committee:ballots")
    both = make_guardian(make_pupil(school, "赵一鸣"))
    give_role(both, "coordinator", school=school)
    client.force_login(both)
    html = client.get(reverse("account:home")).content.decode()
    assert "您今天以什么身份来" in html
    assert "课后服务负责人" in html and "一鸣" in html


def test_somebody_without_any_tie_is_told_the_way(client: Client, owner: Account) -> None:
    client.force_login(owner)
    assert "您的账号还没有孩子，也没有岗位" in client.get(reverse("account:home")).content.decode()
