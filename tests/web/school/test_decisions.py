"""What waits for one person's yes: money for the second person, the appraisal and an unanswered alarm for the principal (八.4)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kehou.day.models import Alarm
from kehou.fund.actions.open_appraisal import open_appraisal
from kehou.fund.actions.prepare_refund import prepare_refund
from kehou.fund.actions.record_payment import record_payment
from kehou.fund.actions.score_appraisal import score_appraisal
from kehou.fund.models import Appraisal, Bill
from kehou.org.rows import scope
from kehou.people.models import Account
from tests.make.fund import NOW, Money, make_money, october
from tests.make.people import act_of, give_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: NOW)


@pytest.fixture
def money() -> Money:
    found = make_money()
    found.serve([found.child(n) for n in range(3)], october(12, 13))
    return found


def page(account: Account, money: Money, **more: dict[str, str]) -> str:
    client = Client()
    client.force_login(account)
    answer = client.get(reverse("school:decisions", args=[money.school.pk]), **more)
    assert answer.status_code == 200
    return answer.content.decode()


def ask_refund(money: Money) -> None:
    money.issue()
    bill = Bill.objects.order_by("pk")[0]
    record_payment(money.act(), bill_id=bill.pk, amount=571, ref="1")
    prepare_refund(money.act(), bill_id=bill.pk, amount=100, reason="转学")


@pytest.mark.clause("八.4c")
def test_a_refund_waits_on_the_second_persons_first_page_and_not_on_the_makers(money: Money) -> None:
    assert "没有等您决定的事" in page(money.checker, money)
    ask_refund(money)
    html = page(money.checker, money)
    assert "1 件事等您决定" in html and "账单退费" in html and "¥1.00" in html and "孙会计" in html
    assert "安雨桐" not in html
    mine = page(money.maker, money)
    assert "没有等您决定的事" in mine and "等别人复核" in mine and "您自己" in mine
    desk = Client()
    desk.force_login(money.checker)
    assert desk.get("/account/", follow=True).redirect_chain[-1][0].endswith("/decisions/")


@pytest.mark.clause("八.4c")
def test_who_holds_both_hats_does_not_decide_what_they_prepared(money: Money) -> None:
    give_role(money.maker, "finance_checker", school=money.school)
    ask_refund(money)
    html = page(money.maker, money)
    assert "没有等您决定的事" in html and "等别人复核" in html


@pytest.mark.clause("八.4e")
def test_the_appraisal_waits_for_the_principal_once_everybody_has_a_score(money: Money) -> None:
    open_appraisal(act_of(money.coordinator, NOW), **money.ids)
    assert "没有等您决定的事" in page(money.principal, money)
    for row in Appraisal.objects.all():
        score_appraisal(act_of(money.coordinator, NOW), appraisal_id=row.pk, score=90)
    assert "1 人都记了分，等您结束考评" in page(money.principal, money)
    assert "没有等您决定的事" in page(money.coordinator, money)


@pytest.mark.invariant("I10")
def test_an_alarm_nobody_took_on_stands_on_the_principals_first_page_until_it_is(money: Money) -> None:
    [session] = money.serve([], october(20))
    alarm = Alarm.objects.create(
        **scope(money.school.pk), kind="uncovered", session=session, since=NOW, raised_at=NOW, level=2
    )
    part = page(money.principal, money, headers={"HX-Request": "true"})
    assert "有一个班没有老师" in part and "还没有人接手" in part and "<html" not in part
    assert reverse("school:today", args=[money.school.pk]) in part
    term = Client()
    term.force_login(money.principal)
    assert (
        reverse("school:decisions", args=[money.school.pk])
        in term.get(reverse("school:term", args=[money.school.pk])).content.decode()
    )
    Alarm.objects.filter(pk=alarm.pk).update(acknowledged_at=NOW, acknowledged_by=money.principal)
    assert "有一个班没有老师" not in page(money.principal, money)


def test_the_page_costs_at_most_twelve_statements(money: Money, django_assert_max_num_queries: Callable) -> None:
    ask_refund(money)
    for who in (money.checker, money.principal):
        client = Client()
        client.force_login(who)
        with django_assert_max_num_queries(12):
            client.get(reverse("school:decisions", args=[money.school.pk]))
