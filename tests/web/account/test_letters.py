"""Letters: one's own only, latest first, read when opened."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from kehou.kernel.act import by_system
from kehou.kernel.models import OutboxMessage
from kehou.kernel.outbox import send_waiting, tell
from tests.make.people import make_account

pytestmark = pytest.mark.django_db


def write(account_id: int, at: datetime, n: int = 1, link: str = "") -> None:
    act = by_system("test", at)
    for number in range(n):
        tell(act, [account_id], kind="test", title=f"第{number}条", body="内容", link=link)
    send_waiting(at)


def test_letters_are_ones_own_and_the_latest_comes_first(client: Client, at: datetime) -> None:
    me, other = make_account("王敏"), make_account("路人")
    write(me.pk, at, 2)
    write(other.pk, at)
    client.force_login(me)
    html = client.get(reverse("account:letters")).content.decode()
    assert "2 条消息没看" in html
    assert html.index("第1条") < html.index("第0条")


def test_opening_a_letter_marks_it_read_and_goes_where_it_points(client: Client, at: datetime) -> None:
    me = make_account()
    write(me.pk, at, link="/account/me/")
    letter = OutboxMessage.objects.get()
    client.force_login(me)
    assert client.post(reverse("account:letter_open", args=[letter.pk]))["Location"] == "/account/me/"
    letter.refresh_from_db()
    assert letter.read_at == at


@pytest.mark.invariant("I15")
def test_somebody_elses_letter_stays_unread_and_unseen(client: Client, at: datetime) -> None:
    other = make_account("路人")
    write(other.pk, at, link="/secret/")
    letter = OutboxMessage.objects.get()
    client.force_login(make_account())
    assert client.post(reverse("account:letter_open", args=[letter.pk]))["Location"] == reverse("account:letters")
    letter.refresh_from_db()
    assert letter.read_at is None


@pytest.mark.parametrize("n", [0, 1, 45])
def test_many_letters_are_paged(client: Client, at: datetime, n: int, django_assert_max_num_queries) -> None:
    me = make_account()
    write(me.pk, at, n)
    client.force_login(me)
    with django_assert_max_num_queries(8):
        html = client.get(reverse("account:letters")).content.decode()
    assert html.count("知道了") == min(n, 20)
    assert ("更早的" in html) == (n > 20)
    client.post(reverse("account:letters_read"))
    assert not OutboxMessage.objects.filter(read_at=None).exists()
