"""The bill on a phone: what to pay, why, and nobody else's business (screens/04, 八.3c, 八.5b)."""

import pytest
from django.test import Client
from django.urls import reverse

from kehou.day.models import Presence
from kehou.fund.models import Payment
from kehou.people.models import Account, Pupil
from tests.make.fund import NOW, Money, make_money, october

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: NOW)


@pytest.fixture
def money() -> Money:
    return make_money()


def billed(money: Money, **care: str) -> tuple[Pupil, Account]:
    """Three days served, one on leave; the bill is out."""
    child = money.child(**care)
    sessions = money.serve([child], october(12, 13, 14, 15))
    Presence.objects.filter(session=sessions[3]).update(state="leave", in_at=None, out_at=None, released_to="")
    money.issue()
    return child, money.guardian(child)


def client_of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def page(client: Client, money: Money, child: Pupil) -> str:
    return client.get(reverse("family:bill", args=[money.bill(child).pk])).content.decode()


def test_the_bill_says_what_to_pay_and_every_day_it_comes_from(money: Money, django_assert_max_num_queries) -> None:
    child, guardian = billed(money)
    client = client_of(guardian)
    found = client.get(reverse("family:bills", args=[child.pk]))
    assert found.status_code == 302
    with django_assert_max_num_queries(12):
        text = client.get(found["Location"]).content.decode()
    assert "¥8.57" in text and "参加 3 天，没参加的天不收钱" in text
    assert "每月 ¥60.00，这个月开了 21 天，参加 3 天：¥60.00 × 3 ÷ 21" in text
    assert "请假" in text and text.count("计费") >= 3
    assert "支付 ¥8.57" in text and "不会真的扣款" in text


@pytest.mark.invariant("I3")
def test_a_double_tap_pays_once(money: Money) -> None:
    child, guardian = billed(money)
    client, bill = client_of(guardian), money.bill(child)
    for _ in range(2):
        done = client.post(reverse("family:bill_pay", args=[bill.pk]), {"act_key": "tap-1"})
    assert done.status_code in (303, 409) and Payment.objects.count() == 1
    text = page(client, money, child)
    assert "已结清" in text and "演示支付" in text and "支付 ¥" not in text


@pytest.mark.clause("八.3c")
def test_the_waivers_reason_is_for_the_family_alone(money: Money) -> None:
    child, guardian = billed(money, aid_category="孤儿")
    client, bill = client_of(guardian), money.bill(child)
    text = page(client, money, child)
    assert "减免" in text and "孤儿" not in text and "¥0.00" in text
    assert "孤儿" in client.get(reverse("family:bill_waiver", args=[bill.pk])).content.decode()
    for who in (money.maker, money.checker, money.principal):
        assert client_of(who).get(reverse("family:bill_waiver", args=[bill.pk])).status_code == 404
        assert client_of(who).get(reverse("school:bill_aid", args=[bill.pk])).status_code == 404


@pytest.mark.invariant("I15")
def test_no_other_family_opens_the_bill_or_pays_it(money: Money) -> None:
    child, _guardian = billed(money)
    stranger = client_of(money.guardian(money.child(1)))
    bill = money.bill(child)
    for name in ("bill", "bill_waiver"):
        assert stranger.get(reverse(f"family:{name}", args=[bill.pk])).status_code == 404
    assert stranger.post(reverse("family:bill_pay", args=[bill.pk]), {"act_key": "x"}).status_code == 404
    assert not Payment.objects.exists()


def test_a_family_without_a_bill_is_told_when_one_comes(money: Money) -> None:
    child = money.child()
    client = client_of(money.guardian(child))
    text = client.get(reverse("family:bills_first"), follow=True).content.decode()
    assert "还没有账单" in text and "没参加的天不收钱" in text


def test_a_day_that_was_corrected_is_marked_on_the_bill(money: Money) -> None:
    child, guardian = billed(money)
    mark = Presence.objects.filter(pupil=child, state="present").order_by("session__date").first()
    assert mark is not None
    Presence.objects.filter(pk=mark.pk).update(state="absent", in_at=None, out_at=None, released_to="")
    text = page(client_of(guardian), money, child)
    assert "已更正" in text and "多收的会退" in text
