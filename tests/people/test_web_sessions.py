"""A browser's session and its account are one read; whoever may not be signed in is nobody (I21)."""

from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from kehou.people.models import Account, WebSession
from kehou.people.web_sessions import SessionStore, account_of
from tests.make.people import make_account, set_password

pytestmark = [pytest.mark.django_db, pytest.mark.invariant("I21")]


@pytest.fixture
def owner() -> Account:
    return set_password(make_account("王敏"), "long-enough-7")


def session_of(account: Account) -> SessionStore:
    client = Client()
    client.force_login(account)
    return SessionStore(client.cookies["sessionid"].value)


def test_session_and_account_are_one_statement(owner, django_assert_num_queries) -> None:
    assert import_module(settings.SESSION_ENGINE).SessionStore is SessionStore
    session = session_of(owner)
    with django_assert_num_queries(1):
        found = account_of(session)
        assert (found.pk, found.name, found.is_authenticated) == (owner.pk, "王敏", True)
    assert WebSession.objects.get().account_id == owner.pk


def test_the_sealed_phone_is_not_opened_for_every_page(owner) -> None:
    assert "phone" in account_of(session_of(owner)).get_deferred_fields()


@pytest.mark.parametrize(
    "change",
    [{"ended_at": "2026-10-01T00:00:00Z"}, {"session_epoch": 1}, {"password": "another"}, {"demo_name": "demo"}],
    ids=["ended", "all sessions ended", "new password", "a demo account outside the demo"],
)
def test_what_ends_a_session_ends_it_at_the_next_read(owner, change) -> None:
    session = session_of(owner)
    Account.objects.filter(pk=owner.pk).update(**change)
    assert isinstance(account_of(session), AnonymousUser)


def test_a_session_whose_row_names_another_account_is_nobodys(owner) -> None:
    session = session_of(owner)
    WebSession.objects.update(account=make_account("李强"))
    assert isinstance(account_of(session), AnonymousUser)


def test_a_session_over_its_time_and_an_invented_one_are_nobodys(owner) -> None:
    session = session_of(owner)
    WebSession.objects.update(expire_date="2020-01-01T00:00:00Z")
    assert isinstance(account_of(session), AnonymousUser)
    assert isinstance(account_of(SessionStore("a" * 32)), AnonymousUser)
