"""Two thousand bills, one child: found by class and by name, on one page (I15, guarantees §4)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.make.fund import NOW, OCTOBER, Money, make_money, october
from tests.make.people import make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def money(monkeypatch: pytest.MonkeyPatch) -> Money:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: NOW)
    found = make_money()
    found.serve([*(found.child(n) for n in range(3)), found.child(3, grade=5)], october(12))
    found.issue()
    return found


def rows(client: Client, money: Money, query: str) -> str:
    html = client.get(reverse("school:bills", args=[money.school.pk]) + f"?period={OCTOBER}{query}").content.decode()
    return html[html.index("<main") :]


def test_a_bill_is_found_by_class_and_by_name(money: Money) -> None:
    desk, maker = Client(), Client()
    desk.force_login(money.coordinator)
    maker.force_login(money.maker)
    every = rows(desk, money, "")
    assert every.count("/school/bills/") == 4 and "五（2）班" in every
    of_class = rows(desk, money, "&class=5-2")
    assert of_class.count("/school/bills/") == 1 and "看各班" in of_class
    assert rows(desk, money, "&name=安雨").count("/school/bills/") == 1
    masked = rows(maker, money, "&name=安雨")
    assert "安*桐" in masked and "安雨桐" not in masked
    assert "没有找到这样的账单" in rows(desk, money, "&name=无此人")
    assert rows(desk, money, "&class=五").count("/school/bills/") == 4


def test_the_aid_officer_is_offered_no_sheet_they_may_not_have(money: Money) -> None:
    aid = Client()
    aid.force_login(make_officer("aid_officer", money.school))
    assert "导出表格" not in rows(aid, money, "")


def test_looking_one_up_costs_at_most_twelve_statements(money: Money, django_assert_max_num_queries: Callable) -> None:
    maker = Client()
    maker.force_login(money.maker)
    with django_assert_max_num_queries(12):
        rows(maker, money, "&class=4-2&name=安")
