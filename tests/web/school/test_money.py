"""Bills, ledger, appraisal and pay at the office's desk (八.4, I15)."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from kehou.fund.models import Appraisal, Bill, PayLine, Payment, PayRate, PayRun, Refund, Voucher
from kehou.people.models import Account
from tests.make.fund import NOW, OCTOBER, Money, make_money, october
from tests.make.people import give_role, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: NOW)


@pytest.fixture
def money() -> Money:
    found = make_money()
    children = [found.child(n) for n in range(3)]
    found.serve(children, october(12, 13))
    return found


def at_desk(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def urls(money: Money) -> dict[str, str]:
    return {name: reverse(f"school:{name}", args=[money.school.pk]) for name in ("bills", "ledger", "appraisal", "pay")}


def test_the_maker_issues_bills_and_sees_who_has_not_paid(money: Money) -> None:
    desk = at_desk(money.maker)
    assert "10月还没有出账单" in text(desk, f"{urls(money)['bills']}?period={OCTOBER}")
    issue = reverse("school:bills_issue", args=[money.school.pk])
    assert desk.post(issue, {"period": OCTOBER, "act_key": "a"}).status_code == 303
    page = text(desk, urls(money)["bills"])
    assert "10月 3 张账单，3 张还没结清" in page and "安*桐" in page and "安雨桐" not in page
    assert "安雨桐" in text(at_desk(money.coordinator), urls(money)["bills"])


def test_missing_roll_calls_are_named_on_the_page(money: Money) -> None:
    money.serve([money.child(5)], october(20), rolled=False)
    issue = reverse("school:bills_issue", args=[money.school.pk])
    answer = at_desk(money.maker).post(issue, {"period": OCTOBER, "act_key": "a"})
    assert answer.status_code == 409 and "1 次课没有点名，10月账单出不来" in answer.content.decode()


def test_a_payment_at_the_counter_keeps_what_was_typed_when_it_is_too_much(money: Money) -> None:
    money.issue()
    desk, bill = at_desk(money.maker), Bill.objects.order_by("pk")[0]
    pay = reverse("school:bill_pay", args=[bill.pk])
    answer = desk.post(pay, {"amount": "99", "ref": "N-7", "act_key": "a"})
    assert answer.status_code == 422
    assert "还差 5.71 元" in answer.content.decode() and 'value="N-7"' in answer.content.decode()
    assert desk.post(pay, {"amount": "一百", "ref": "N-7", "act_key": "b"}).status_code == 422
    assert desk.post(pay, {"amount": "5.71", "ref": "N-7", "act_key": "c"}).status_code == 303
    assert Payment.objects.get().amount == 571
    assert "结清了" in text(desk, reverse("school:bill", args=[bill.pk]))


def test_a_refund_goes_from_maker_to_checker(money: Money) -> None:
    money.issue()
    bill = Bill.objects.order_by("pk")[0]
    desk = at_desk(money.maker)
    desk.post(reverse("school:bill_pay", args=[bill.pk]), {"amount": "5.71", "ref": "1", "act_key": "a"})
    url = reverse("school:bill_refund", args=[bill.pk])
    assert "没有多付的钱" in desk.post(url, {"amount": "", "reason": "", "act_key": "b"}).content.decode()
    assert "请写为什么退" in desk.post(url, {"amount": "1.00", "reason": "", "act_key": "c"}).content.decode()
    assert desk.post(url, {"amount": "1.00", "reason": "转学", "act_key": "d"}).status_code == 303
    refund = Refund.objects.get()
    decide = reverse("school:refund_decide", args=[bill.pk, refund.pk])
    assert desk.post(decide, {"answer": "yes", "act_key": "e"}).status_code == 404
    checker = at_desk(money.checker)
    assert "同意退费" in text(checker, reverse("school:bill", args=[bill.pk]))
    assert checker.post(decide, {"answer": "yes", "act_key": "f"}).status_code == 303
    assert Refund.objects.get().state == "paid"


@pytest.mark.clause("二.2")
def test_the_ledger_shows_three_sources_apart_and_takes_a_movement(money: Money) -> None:
    desk, record = at_desk(money.maker), reverse("school:ledger_record", args=[money.school.pk])
    sent = {"kind": "subsidy", "amount": "1000.5", "memo": "区财政拨款", "source": "", "act_key": "a"}
    assert desk.post(record, sent).status_code == 303
    page = text(desk, urls(money)["ledger"])
    assert "专账里有 ¥1,000.50" in page and "服务费" in page and "代收费" in page
    wrong = desk.post(record, {**sent, "kind": "running", "amount": "2000", "act_key": "b"})
    assert wrong.status_code == 409 and "专账里能用的只有 1000.50 元" in wrong.content.decode()


@pytest.mark.invariant("I5")
def test_a_wrong_voucher_is_reversed_by_the_checker_only(money: Money) -> None:
    money.subsidy(100)
    voucher = Voucher.objects.get()
    url = reverse("school:voucher", args=[voucher.pk])
    assert "冲销这张凭证" not in text(at_desk(money.maker), url)
    checker = at_desk(money.checker)
    assert "冲销这张凭证" in text(checker, url)
    reverse_url = reverse("school:voucher_reverse", args=[voucher.pk])
    assert checker.post(reverse_url, {"reason": "", "act_key": "a"}).status_code == 422
    assert checker.post(reverse_url, {"reason": "多记一位", "act_key": "b"}).status_code == 303
    assert "已冲销" in text(checker, url)


@pytest.mark.clause("八.4e")
def test_from_scores_to_a_paid_run_with_every_lesson_in_it(money: Money) -> None:
    money.subsidy(100_000)
    coordinator, principal = at_desk(money.coordinator), at_desk(money.principal)
    maker, checker = at_desk(money.maker), at_desk(money.checker)
    rate = {"role": "school_teacher", "amount": "60", "from_date": "2026-08-31", "act_key": "a"}
    assert principal.post(reverse("school:pay_rate", args=[money.school.pk]), rate).status_code == 303
    prepare = reverse("school:pay_prepare", args=[money.school.pk])
    refused = maker.post(prepare, {"period": OCTOBER, "act_key": "b"})
    assert refused.status_code == 409 and "考评还没有结束" in refused.content.decode()
    assert (
        coordinator.post(reverse("school:appraisal_open", args=[money.school.pk]), {"act_key": "c"}).status_code == 303
    )
    row = Appraisal.objects.get()
    score = reverse("school:appraisal_score", args=[row.pk])
    htmx = {"HX-Request": "true"}
    wrong = coordinator.post(score, {"score": "101", "act_key": "d"}, headers=htmx)
    assert wrong.status_code == 422 and "请填 0 到 100" in wrong.content.decode()
    assert "已记" in coordinator.post(score, {"score": "92", "act_key": "e"}, headers=htmx).content.decode()
    assert (
        principal.post(reverse("school:appraisal_close", args=[money.school.pk]), {"act_key": "f"}).status_code == 303
    )
    assert "可以发补助" in text(principal, urls(money)["appraisal"])
    assert maker.post(prepare, {"period": OCTOBER, "act_key": "g"}).status_code == 303
    run, line = PayRun.objects.get(), PayLine.objects.get()
    url = reverse("school:run", args=[run.pk])
    assert "复核无误" not in text(maker, url)
    assert "10月补助 ¥120.00，发给 1 人，等复核" in text(checker, url)
    lessons = text(maker, reverse("school:pay_line", args=[line.pk]))
    assert lessons.count("四（2）班") == 2 and "60 分钟 × 每小时 ¥60.00" in lessons
    assert checker.post(reverse("school:run_approve", args=[run.pk]), {"act_key": "h"}).status_code == 303
    assert "已发给 1 人" in text(checker, url)
    teacher = at_desk(money.teacher.account)  # type: ignore[arg-type]
    assert "¥120.00" in text(teacher, reverse("teacher:hours"))
    assert "四（2）班" in text(teacher, reverse("teacher:payslip", args=[line.pk]))


@pytest.mark.invariant("I7")
def test_after_the_term_every_unpaid_duty_is_paid_at_once_and_none_twice(
    money: Money, monkeypatch: pytest.MonkeyPatch
) -> None:
    """八.4b: October was paid by itself; what November and a late record hold is one run, checked by a second person."""
    money.subsidy(100_000)
    money.rate()
    money.serve([], [date(2026, 11, 3), date(2026, 12, 8)])
    maker, checker = at_desk(money.maker), at_desk(money.checker)
    prepare = reverse("school:pay_prepare", args=[money.school.pk])
    assert "一次算完全学期" not in text(maker, urls(money)["pay"])
    assert maker.post(prepare, {"period": money.term.key, "act_key": "a"}).status_code == 409
    money.appraise()
    maker.post(prepare, {"period": OCTOBER, "act_key": "b"})
    checker.post(reverse("school:run_approve", args=[PayRun.objects.get().pk]), {"act_key": "c"})
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: NOW.replace(year=2027, month=1, day=18))
    page = urls(money)["pay"] + f"?term={money.term.key}"
    assert "9月" not in text(maker, page).split("<tbody>")[1]  # before the first lesson there was nothing to pay
    assert "一次算完全学期" in text(maker, page) and "一次算完全学期" not in text(checker, page)
    assert maker.post(prepare, {"period": money.term.key, "term": money.term.key, "act_key": "d"}).status_code == 303
    whole = PayRun.objects.get(period=money.term.key)
    assert whole.total == 2 * 60_00
    board = text(maker, page)
    assert "1 次补助等复核" in board and "一次算完全学期" not in board and "算11月补助" not in board
    assert maker.post(reverse("school:run_approve", args=[whole.pk]), {"act_key": "e"}).status_code == 404
    assert checker.post(reverse("school:run_approve", args=[whole.pk]), {"act_key": "f"}).status_code == 303
    assert "没有等着发的补助" in text(maker, page)


def test_sheets_hold_every_line(money: Money) -> None:
    from kehou.gateways.sheets import read_table

    money.issue()
    answer = at_desk(money.maker).get(f"{reverse('school:bills_sheet', args=[money.school.pk])}?period={OCTOBER}")
    assert answer["Content-Type"].startswith("application/vnd.openxml")
    rows = list(read_table(answer.content, headers=["班级", "应付"]).rows([0, 5]))
    assert len(rows) == 3 and "5.71" in str(rows[0])


@pytest.mark.invariant("I15")
def test_money_is_for_its_own_office(money: Money) -> None:
    other = make_money("沙坡小学")
    teacher = money.teacher.account
    assert teacher is not None
    for name, url in urls(money).items():
        for account in (other.maker, teacher):
            assert at_desk(account).get(url).status_code == 404, (name, account.name)
        for account in (money.maker, money.checker, money.principal, money.coordinator):
            assert at_desk(account).get(url).status_code == 200, (name, account.name)


@pytest.mark.parametrize("children", [40, 400])
def test_pages_of_money_cost_the_same_however_many_children(
    children: int,
    django_assert_max_num_queries: Callable,  # type: ignore[type-arg]
) -> None:
    money = make_money()
    everybody = [money.child(n) for n in range(children)]
    money.serve(everybody, october(12, 13))
    money.issue()
    money.subsidy(10_000_000)
    for n in range(children // 20):
        money.serve([], october(14), teacher=make_staff(money.school, f"老师{n}"))
    money.rate()
    money.appraise()
    from kehou.fund.actions.prepare_pay_out import prepare_pay_out

    run = prepare_pay_out(money.act(), **money.ids, period=OCTOBER)
    desk = at_desk(money.maker)
    pages = [
        *urls(money).values(),
        reverse("school:bill", args=[Bill.objects.order_by("pk")[0].pk]),
        reverse("school:voucher", args=[Voucher.objects.order_by("-pk")[0].pk]),
        reverse("school:run", args=[run]),
        reverse("school:run_left_out", args=[run]),
        reverse("school:pay_line", args=[PayLine.objects.order_by("pk")[0].pk]),
        f"{urls(money)['bills']}?show=unpaid&page=2",
        f"{urls(money)['ledger']}?page=2",
    ]
    for url in pages:
        with django_assert_max_num_queries(12):
            text(desk, url)


def test_an_aid_officer_sees_bills_and_the_reason_but_not_the_ledger(money: Money) -> None:
    from tests.make.people import make_officer

    child = money.child(7, aid_category="孤儿")
    money.serve([child], october(16))
    money.issue()
    aid = at_desk(make_officer("aid_officer", money.school, "姚老师"))
    assert aid.get(urls(money)["ledger"]).status_code == 404
    bill = money.bill(child)
    assert "孤儿" not in text(aid, reverse("school:bill", args=[bill.pk]))
    assert "孤儿" in text(aid, reverse("school:bill_aid", args=[bill.pk]))


def test_a_rate_is_typed_in_yuan(money: Money) -> None:
    sent = {"role": "retired", "amount": "50.5", "from_date": "2026-10-01", "act_key": "a"}
    at_desk(money.maker).post(reverse("school:pay_rate", args=[money.school.pk]), sent)
    row = PayRate.objects.get()
    assert (row.fen_per_hour, row.from_date) == (5050, date(2026, 10, 1))
    give_role(money.maker, "teacher", school=money.school)


@pytest.mark.invariant("I6")
def test_a_wrong_bill_is_corrected_at_the_desk_and_read_on_the_phone(money: Money) -> None:
    from kehou.day.models import Presence
    from tests.make.people import make_guardian

    money.issue()
    bill = Bill.objects.order_by("pk")[0]
    guardian, desk = at_desk(make_guardian(bill.pupil)), at_desk(money.maker)
    desk.post(reverse("school:bill_pay", args=[bill.pk]), {"amount": "5.71", "ref": "1", "act_key": "a"})
    row = Presence.objects.filter(pupil=bill.pupil).order_by("session__date")[0]
    Presence.objects.filter(pk=row.pk).update(state="absent", in_at=None, out_at=None, released_to="")
    page = reverse("school:bill", args=[bill.pk])
    assert "账单里有 1 天，现在的记录是没来" in text(desk, page)
    url = reverse("school:bill_correct", args=[bill.pk])
    assert "请写为什么更正" in desk.post(url, {"why": "", "act_key": "b"}).content.decode()
    assert desk.post(url, {"why": "12日点名记错", "act_key": "c"}).status_code == 303
    assert desk.post(url, {"why": "再改", "act_key": "d"}).status_code == 409
    shown = text(desk, page)
    assert "¥5.71 改为 ¥2.85" in shown and "不再计费：10月12日" in shown and "多付的，要还给家长" in shown
    phone = text(guardian, reverse("family:bill", args=[bill.pk]))
    assert "¥5.71 改为 ¥2.85" in phone and "12日点名记错" in phone and "多付了 ¥2.86，学校会退给您" in phone
    surplus = reverse("family:bill_surplus", args=[bill.pk])
    assert guardian.post(surplus, {"carry": "yes", "act_key": "e"}).status_code == 303
    assert "按您选的抵下一张账单" in text(guardian, reverse("family:bill", args=[bill.pk]))
    refused = desk.post(reverse("school:bill_refund", args=[bill.pk]), {"amount": "", "reason": "", "act_key": "f"})
    assert "家长要用这笔钱抵下一张账单" in refused.content.decode()
    for voucher in Voucher.objects.all():
        assert text(desk, reverse("school:voucher", args=[voucher.pk]))


@pytest.mark.clause("八.4b")
def test_an_adults_times_are_corrected_at_the_desk_by_another(money: Money) -> None:
    from kehou.day.models import Duty, DutyCorrection

    duty = Duty.objects.order_by("pk")[0]
    url = reverse("school:duty_times", args=[duty.session_id])
    coordinator = at_desk(money.coordinator)
    assert url in text(coordinator, reverse("school:session", args=[duty.session_id]))
    page = text(coordinator, url)
    assert "签到和签退都记了" in page and "16:10" in page
    from kehou.kernel.secrets import opaque_id

    sent = {
        "duty": opaque_id("duty", duty.pk),
        "in_at": "16:10",
        "out_at": "16:00",
        "reason": "家长来晚",
        "act_key": "a",
    }
    assert "要晚于签到的时间" in coordinator.post(url, sent).content.decode()
    assert coordinator.post(url, {**sent, "out_at": "18:10", "act_key": "b"}).status_code == 303
    assert DutyCorrection.objects.get().reason == "家长来晚"
    page = text(coordinator, url)
    assert "18:10" in page and "原来：" in page and "17:10" in page
    assert at_desk(money.maker).get(url).status_code == 404


@pytest.mark.invariant("I6")
def test_every_day_of_a_bill_opens_into_its_roll_for_whoever_may_see_the_bill(
    money: Money,
    django_assert_max_num_queries: Callable,  # type: ignore[type-arg]
) -> None:
    from tests.make.people import make_guardian

    money.issue()
    bill = Bill.objects.order_by("pk")[0]
    guardian = at_desk(make_guardian(bill.pupil))
    for client, site in ((guardian, "family"), (at_desk(money.checker), "school")):
        url = reverse(f"{site}:bill_roll", args=[bill.pk])
        assert url in text(client, reverse(f"{site}:bill", args=[bill.pk]))
        with django_assert_max_num_queries(12):
            page = text(client, url)
        assert page.count("四（2）班") == 2 and "16:10 点名" in page and "17:10 离开" in page
        assert "<h1>每一次课的点名</h1>" in page and f'href="{reverse(f"{site}:bill", args=[bill.pk])}"' in page
        unfolded = client.get(url, headers={"HX-Request": "true"}).content.decode()
        assert "<h1" not in unfolded and "16:10 点名" in unfolded
    stranger = at_desk(make_guardian(Bill.objects.order_by("pk")[1].pupil))
    assert stranger.get(reverse("family:bill_roll", args=[bill.pk])).status_code == 404
