"""The aid officer's pages: from when to when, which bills follow, and nobody else looks in (八.3c, I16)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kehou.kernel.models import OutboxMessage
from kehou.people.models import Account, AidPeriod, Pupil
from tests.make.fund import NOW, OCTOBER, Money, make_money, october
from tests.make.people import make_guardian, make_officer

pytestmark = pytest.mark.django_db

FORM = {"category": "城市低保", "evidence": "低保证 7 号", "first_day": "2026-10-13", "last_day": "", "act_key": "a"}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: NOW)


@pytest.fixture
def money() -> Money:
    return make_money()


@pytest.fixture
def officer(money: Money) -> Account:
    return make_officer("aid_officer", money.school, "温专员")


@pytest.fixture
def child(money: Money) -> Pupil:
    pupil = money.child()
    money.serve([pupil], october(12, 13, 14))
    money.issue(OCTOBER)
    return pupil


def desk(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.mark.clause("八.3c")
def test_the_officer_records_aid_sees_the_bill_that_follows_and_asks_the_office(
    money: Money, officer: Account, child: Pupil
) -> None:
    client = desk(officer)
    board = reverse("school:aid", args=[money.school.pk])
    assert child.name in client.get(f"{board}?class={child.grade}-{child.class_no}").content.decode()
    record = reverse("school:aid_record", args=[child.pk])
    wrong = client.post(record, {**FORM, "evidence": ""})
    assert wrong.status_code == 422 and "请写看了什么材料" in wrong.content.decode()
    assert 'value="2026-10-13"' in wrong.content.decode(), "what was typed is still there"
    html = client.post(record, FORM, follow=True).content.decode()
    assert "现在享受资助：城市低保" in html and "10月账单有 2 天少减了" in html
    bill = money.bill(child)
    client.post(reverse("school:aid_ask", args=[bill.pk]), {"act_key": "b"})
    assert OutboxMessage.objects.filter(account_id=money.maker.pk).count() == 1
    end = reverse("school:aid_end", args=[child.pk, AidPeriod.objects.get().pk])
    assert client.post(end, {"last_day": "2026-10-01", "act_key": "c"}).status_code == 422
    html = client.post(end, {"last_day": "2026-10-13", "act_key": "d"}, follow=True).content.decode()
    assert "现在没有资助" in html and "10月账单有 1 天少减了" in html


@pytest.mark.invariant("I16")
def test_nobody_else_finds_the_pages(money: Money, officer: Account, child: Pupil) -> None:
    desk(officer).post(reverse("school:aid_record", args=[child.pk]), FORM)
    pages = [reverse("school:aid", args=[money.school.pk]), reverse("school:aid_child", args=[child.pk])]
    others = [
        money.maker,
        money.checker,
        money.principal,
        money.coordinator,
        money.teacher.account,
        make_guardian(child),
    ]
    other_school = make_officer("aid_officer", make_money("沙坡小学").school, "外校专员")
    for account in [*others, other_school]:
        assert account is not None
        assert [desk(account).get(url).status_code for url in pages] == [404, 404], account.name
    bill = desk(money.maker).get(reverse("school:bill", args=[money.bill(child).pk])).content.decode()
    assert "低保" not in bill


@pytest.mark.parametrize("children", [40, 400])
def test_the_pages_cost_the_same_however_many_children(
    money: Money,
    officer: Account,
    children: int,
    django_assert_max_num_queries: Callable,  # type: ignore[type-arg]
) -> None:
    everybody = [money.child(n) for n in range(children)]
    for pupil in everybody[::8]:
        desk(officer).post(reverse("school:aid_record", args=[pupil.pk]), {**FORM, "act_key": str(pupil.pk)})
    client = desk(officer)
    board = reverse("school:aid", args=[money.school.pk])
    for url in (f"{board}?class=4-1", reverse("school:aid_child", args=[everybody[0].pk])):
        client.get(url)
        with django_assert_max_num_queries(12):
            assert client.get(url).status_code == 200
