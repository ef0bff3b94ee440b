"""The fund of a term as everybody may read it: it adds up, and nobody can be recognised in it (二.2, 八.4a, 八.5b)."""

import pytest
from django.test import Client
from django.urls import reverse

from kehou.fund import ledger
from kehou.fund.actions.approve_pay_out import approve_pay_out
from kehou.fund.actions.prepare_pay_out import prepare_pay_out
from kehou.fund.actions.record_movement import record_movement
from kehou.fund.actions.record_payment import record_payment
from kehou.fund.actions.reverse_voucher import reverse_voucher
from kehou.fund.models import Bill
from kehou.fund.queries import FundSummary, fund_of_term, fund_summary
from kehou.ground.refusal import NotYours
from kehou.org import queries as org
from kehou.plan.models import Publication
from tests.make.fund import NOW, OCTOBER, Money, make_money, october
from tests.make.people import make_officer

pytestmark = pytest.mark.django_db


def summary(money: Money) -> FundSummary:
    return fund_summary(money.school.pk, org.term(money.term.pk))


@pytest.fixture
def money() -> Money:
    """A subsidy, something carried over, three children of whom one paid, a pay-out, an invoice and a mistake taken back."""
    found = make_money()
    children = [found.child(n) for n in range(3)]
    found.serve(children, october(12, 13))
    record_movement(found.act(), **found.ids, kind="carried", source="subsidy", amount=700, memo="上学期结余")
    found.subsidy(100_000)
    record_movement(found.act(), **found.ids, kind="external_pay", amount=1500, memo="发票 7")
    wrong = found.subsidy(9_999)
    reverse_voucher(found.act("checker"), voucher_id=wrong, reason="多记一笔")
    found.issue()
    record_payment(found.act(), bill_id=Bill.objects.order_by("pk")[0].pk, amount=571, ref="1")
    found.rate()
    found.appraise()
    approve_pay_out(found.act("checker"), run_id=prepare_pay_out(found.act(), **found.ids, period=OCTOBER))
    return found


@pytest.mark.clause("二.2")
@pytest.mark.clause("八.4a")
def test_every_source_adds_up_and_what_is_left_is_what_the_fund_holds(money: Money) -> None:
    found = summary(money)
    assert [(line.before, line.came, line.went) for line in found.sources] == [
        (700, 100_000, 13_500),
        (0, 571, 0),
        (0, 0, 0),
    ]
    assert all(line.before + line.came - line.went == line.left for line in found.sources)
    assert found.left == sum(ledger.cash(money.school.pk).values())
    assert [(line.name, line.fen, line.percent) for line in found.uses] == [
        ("教师补助", 12_000, 88), ("校外人员和课程", 1_500, 11)
    ]  # fmt: skip
    assert found.teacher_percent == 88 and found.outstanding == 2 * 571


@pytest.mark.clause("八.3c")
def test_few_waived_children_are_not_counted_aloud(money: Money) -> None:
    def waive(number: int) -> None:
        children = [money.child(10 + n, aid_category="孤儿") for n in range(number)]
        money.serve(children, october(14))
        money.issue()

    waive(9)
    assert (summary(money).waived, summary(money).waived_children) == (None, None)
    waive(1)
    assert (summary(money).waived, summary(money).waived_children) == (10 * 285, 10)


@pytest.mark.invariant("I15")
def test_the_committee_of_the_school_reads_it_and_another_schools_does_not(money: Money) -> None:
    term, other = org.term(money.term.pk), make_money("沙坡小学")
    member = make_officer("committee", money.school, "许委员")
    from tests.make.people import act_of

    assert fund_of_term(act_of(member, NOW), school_id=money.school.pk, term=term).came == 100_571
    with pytest.raises(NotYours):
        fund_of_term(act_of(member, NOW), school_id=other.school.pk, term=term)


@pytest.mark.clause("八.5b")
def test_anyone_reads_the_fund_of_a_school_whose_plan_is_public(
    money: Money, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries
) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: NOW)
    url = reverse("public:fund", args=[money.school.code])
    with django_assert_max_num_queries(12):
        page = Client().get(url).content.decode()
    assert "¥100,571.00" not in page and "¥1,005.71" in page and "其中教师补助 88%" in page and "不到 10 名" in page
    assert "苏日娜" not in page and "安雨桐" not in page
    assert url in Client().get(reverse("public:school", args=[money.school.code])).content.decode()
    Publication.objects.all().delete()
    assert Client().get(url).status_code == 404
