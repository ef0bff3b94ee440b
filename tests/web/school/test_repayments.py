"""The page of pay that was too much: recorded at one desk, confirmed at another, each line opens into its lesson (八.4b, 八.4c)."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from kehou.day.models import Session
from kehou.fund.actions.approve_pay_out import approve_pay_out
from kehou.fund.actions.prepare_pay_out import prepare_pay_out
from kehou.fund.models import Repayment, Voucher
from kehou.kernel.secrets import opaque_id
from kehou.people.models import Account
from tests.make.fund import NOW, OCTOBER, Money, make_money, october

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: NOW)


@pytest.fixture
def money() -> Money:
    found = make_money()
    found.serve([], october(12, 13))
    found.rate()
    found.subsidy(20_000)
    found.appraise()
    approve_pay_out(found.act("checker"), run_id=prepare_pay_out(found.act(), **found.ids, period=OCTOBER))
    Session.objects.filter(date=date(2026, 10, 13)).update(state="cancelled", early_reason="记错了班")
    return found


def desk(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.mark.clause("八.4b")
def test_money_given_back_goes_from_the_maker_to_the_checker_and_opens_into_its_lesson(money: Money) -> None:
    page = reverse("school:repayments", args=[money.school.pk])
    maker, checker = desk(money.maker), desk(money.checker)
    assert "1 人多发了 ¥60.00" in maker.get(page).content.decode()
    record = reverse("school:repayment_record", args=[money.school.pk])
    form = {"staff": opaque_id("staff", money.teacher.pk), "receipt": "", "term": money.term.key, "act_key": "a"}
    wrong = maker.post(record, form)
    assert wrong.status_code == 422 and "请填收据号" in wrong.content.decode()
    assert checker.post(record, {**form, "receipt": "收 7"}).status_code == 404
    assert maker.post(record, {**form, "receipt": "收 7", "act_key": "b"}).status_code == 303
    decide = reverse("school:repayment_decide", args=[money.school.pk, Repayment.objects.get().pk])
    assert "钱到了，入账" not in maker.get(page).content.decode()
    assert maker.post(decide, {"answer": "yes", "act_key": "c"}).status_code == 404
    listed = checker.get(reverse("school:decisions", args=[money.school.pk])).content.decode()
    assert "苏日娜退回多发的补助" in listed and f"{page}?term={money.term.key}" in listed
    html = checker.post(decide, {"answer": "yes", "term": money.term.key, "act_key": "d"}, follow=True).content.decode()
    assert "已入账" in html and "没有多发的补助" in html
    voucher = Voucher.objects.get(kind="repayment")
    opened = checker.get(reverse("school:voucher", args=[voucher.pk])).content.decode()
    assert "这次课取消了：记错了班" in opened and "10月13日" in opened
    lessons = checker.get(reverse("school:repayment_duties", args=[Repayment.objects.get().pk])).content.decode()
    assert "10月13日" in lessons
    assert "已经办过" in checker.post(decide, {"answer": "no", "act_key": "e"}).content.decode()


@pytest.mark.invariant("I15")
def test_only_the_office_sees_who_was_paid_too_much(
    money: Money,
    django_assert_max_num_queries: Callable,  # type: ignore[type-arg]
) -> None:
    page = reverse("school:repayments", args=[money.school.pk])
    for stranger in (money.teacher.account, make_money("沙坡小学").maker):
        assert stranger and desk(stranger).get(page).status_code == 404
    client = desk(money.principal)
    client.get(page)
    with django_assert_max_num_queries(12):
        assert client.get(page).status_code == 200
