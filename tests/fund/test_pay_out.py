"""From a lesson to pay: appraisal, pay-out, provenance (八.4, I7)."""

from datetime import date, datetime

import pytest

from kehou.day.models import Duty, Session
from kehou.fund import facts, ledger
from kehou.fund.actions.approve_pay_out import approve_pay_out
from kehou.fund.actions.close_appraisal import close_appraisal
from kehou.fund.actions.drop_pay_out import drop_pay_out
from kehou.fund.actions.object_to_pay import object_to_pay
from kehou.fund.actions.open_appraisal import open_appraisal
from kehou.fund.actions.prepare_pay_out import prepare_pay_out
from kehou.fund.actions.score_appraisal import score_appraisal
from kehou.fund.models import Appraisal, PaidDuty, PayLine, PayObjection, PayRun
from kehou.ground.refusal import NotYours, Refusal
from kehou.people.models import StaffMember
from kehou.policy.facts.term import TermFacts
from kehou.policy.rule import all_rules
from tests.make.fund import NOW, OCTOBER, Money, make_money, october
from tests.make.people import act_of, give_role, make_staff
from tests.make.term import params

pytestmark = pytest.mark.django_db


@pytest.fixture
def money() -> Money:
    """Two teachers kept sessions in October; nobody is appraised, nothing is in the fund but a subsidy."""
    found = make_money()
    child = found.child()
    found.serve([child], october(12, 13, 14))
    second = make_staff(found.school, "赵鹏")
    found.serve([child], october(15), minutes=50, teacher=second)
    found.rate()
    found.subsidy(100_000)
    return found


def prepare(money: Money, period: str = OCTOBER) -> PayRun:
    return PayRun.objects.get(pk=prepare_pay_out(money.act(), **money.ids, period=period))


@pytest.mark.clause("八.4e")
def test_no_pay_out_to_teachers_without_a_closed_appraisal(money: Money) -> None:
    with pytest.raises(Refusal) as refused:
        prepare(money)
    assert (refused.value.code, refused.value.clause) == ("appraisal_open", "八.4e")
    assert "苏日娜、赵鹏" in refused.value.says
    open_appraisal(money.act("coordinator"), **money.ids)
    with pytest.raises(Refusal, match="appraisal_open"):
        prepare(money)
    assert not PaidDuty.objects.exists()


@pytest.mark.clause("八.4d")
def test_an_appraisal_counts_the_record_and_closes_when_everybody_has_a_score(money: Money) -> None:
    assert open_appraisal(money.act("coordinator"), **money.ids) == 2
    row = Appraisal.objects.get(staff=money.teacher)
    assert (row.sessions, row.minutes) == (3, 180)
    with pytest.raises(Refusal) as refused:
        close_appraisal(money.act("principal"), **money.ids)
    assert refused.value.code == "not_all_scored" and "还有 2 人没有记分" in refused.value.says
    with pytest.raises(Refusal, match="score_out_of_range"):
        score_appraisal(money.act("coordinator"), appraisal_id=row.pk, score=101)
    with pytest.raises(NotYours):
        close_appraisal(money.act("coordinator"), **money.ids)
    money.appraise()
    assert set(Appraisal.objects.values_list("closed_on", flat=True)) == {NOW.date()}
    with pytest.raises(Refusal, match="appraisal_closed"):
        score_appraisal(money.act("coordinator"), appraisal_id=row.pk, score=1)


@pytest.mark.clause("八.4b")
@pytest.mark.invariant("I7")
def test_pay_is_the_sum_of_its_duties_to_the_fen(money: Money) -> None:
    money.appraise()
    run = prepare(money)
    lines = {line.staff_id: line for line in PayLine.objects.filter(run=run)}
    assert lines[money.teacher.pk].amount == 18000
    assert run.total == 18000 + 5000
    for line in lines.values():
        duties = PaidDuty.objects.filter(line=line)
        assert sum(d.amount for d in duties) == line.amount and sum(d.minutes for d in duties) == line.minutes
    assert PaidDuty.objects.count() == 4


@pytest.mark.invariant("I7")
def test_a_cancelled_session_one_without_roll_call_and_one_without_sign_in_earn_nothing(money: Money) -> None:
    cancelled, unrolled, alone = Session.objects.filter(duty__staff=money.teacher).order_by("date")
    Session.objects.filter(pk=cancelled.pk).update(state="cancelled")
    Session.objects.filter(pk=unrolled.pk).update(rolled_at=None)
    Duty.objects.filter(session=alone).update(in_at=None, out_at=None)
    money.appraise()
    assert prepare(money).total == 5000


@pytest.mark.invariant("I7")
def test_the_rate_is_the_days_own(money: Money) -> None:
    money.rate(fen=9000, since=date(2026, 10, 14))
    money.appraise()
    run = prepare(money)
    assert PayLine.objects.get(run=run, staff=money.teacher).amount == 6000 + 6000 + 9000
    with pytest.raises(Refusal, match="paid_already"):
        money.rate(fen=1, since=date(2026, 10, 14))


@pytest.mark.clause("五.3")
@pytest.mark.invariant("I7")
def test_outside_people_are_paid_by_contract_and_only_while_their_papers_are_in_force(money: Money) -> None:
    until = date(2026, 10, 20)
    coach = make_staff(money.school, "梁教练", "retired", cleared_on=date(2026, 1, 1), cleared_until=until)
    money.serve([], october(20, 21), teacher=coach)
    money.appraise()
    money.rate("retired", 5000)
    run = prepare(money)
    assert PayLine.objects.get(run=run, staff=coach).amount == 5000
    voucher = approve_pay_out(money.act("checker"), run_id=run.pk)
    rows = {row.source_or_use: row.amount for row in facts.fund(**money.ids) if row.source.startswith("voucher")}
    assert voucher and rows == {"subsidy": 100_000, "teacher_pay": -23_000, "external_pay": -5_000}


@pytest.mark.clause("八.4c")
def test_maker_and_checker_are_two_people(money: Money) -> None:
    money.appraise()
    run = prepare(money)
    give_role(money.maker, "finance_checker", school=money.school)
    with pytest.raises(Refusal, match="own_work"):
        approve_pay_out(money.act(), run_id=run.pk)
    approve_pay_out(money.act("checker"), run_id=run.pk)
    with pytest.raises(Refusal, match="already_decided"):
        approve_pay_out(money.act("checker"), run_id=run.pk)
    assert ledger.cash(money.school.pk)["subsidy"] == 100_000 - 23_000


@pytest.mark.clause("八.4c")
def test_pay_never_exceeds_the_fund() -> None:
    money = make_money()
    money.serve([], october(12))
    money.rate()
    money.appraise()
    money.subsidy(5_999)
    with pytest.raises(Refusal, match="fund_too_small"):
        prepare(money)
    money.subsidy(1)
    approve_pay_out(money.act("checker"), run_id=prepare(money).pk)


@pytest.mark.invariant("I7")
def test_a_duty_is_paid_once_and_one_whose_record_came_late_comes_with_the_next_run(money: Money) -> None:
    late = Session.objects.filter(duty__staff=money.teacher).order_by("date").last()
    assert late is not None
    Session.objects.filter(pk=late.pk).update(rolled_at=None)
    money.appraise()
    approve_pay_out(money.act("checker"), run_id=prepare(money).pk)
    with pytest.raises(Refusal, match="run_exists"):
        prepare(money)
    Session.objects.filter(pk=late.pk).update(rolled_at=late.rolled_at)
    money.serve([], [date(2026, 11, 3)])
    december = datetime(2026, 12, 1, 9, 0, tzinfo=NOW.tzinfo)
    run = prepare_pay_out(money.act(at=december), **money.ids, period="2026-11")
    dates = PaidDuty.objects.filter(line__run=run).order_by("date").values_list("date", flat=True)
    assert list(dates) == [date(2026, 10, 14), date(2026, 11, 3)]
    approve_pay_out(money.act("checker", december), run_id=run)
    paid = [(row.period, str(row.hours)) for row in facts.payouts(**money.ids) if row.at == december.date()]
    assert sorted(paid) == [("2026-10", "1.00"), ("2026-11", "1.00")]


@pytest.mark.invariant("I7")
def test_hours_corrected_after_the_preview_stop_the_approval(money: Money) -> None:
    money.appraise()
    run = prepare(money)
    Session.objects.filter(date=date(2026, 10, 15)).update(state="cancelled")
    with pytest.raises(Refusal) as refused:
        approve_pay_out(money.act("checker"), run_id=run.pk)
    assert refused.value.code == "hours_changed" and "1 次值守的记录改过" in refused.value.says
    drop_pay_out(money.act(), run_id=run.pk)
    assert prepare(money).total == 18000


@pytest.mark.clause("八.4b")
def test_a_teacher_can_object_to_the_own_line_only(money: Money) -> None:
    money.appraise()
    run = prepare(money)
    line = PayLine.objects.get(run=run, staff=money.teacher)
    other = StaffMember.objects.get(name="赵鹏")
    assert money.teacher.account and other.account
    with pytest.raises(NotYours):
        object_to_pay(act_of(other.account, NOW), line_id=line.pk, text="少了一次")
    object_to_pay(act_of(money.teacher.account, NOW), line_id=line.pk, text="10月16日少算一次")
    assert PayObjection.objects.get().text == "10月16日少算一次"


@pytest.mark.clause("八.4e")
@pytest.mark.clause("八.4b")
def test_the_records_of_a_term_of_money_give_the_rules_nothing_to_say(money: Money) -> None:
    """The same facts that a folder holds, judged by the rules of money: what actions allow is lawful."""
    from kehou.day.facts import term_facts

    money.issue()
    money.appraise()
    approve_pay_out(money.act("checker"), run_id=prepare(money).pk)
    day = term_facts(**money.ids)
    found = TermFacts(
        plan=day.plan, students=day.students, sessions=day.sessions, adults=day.adults, presence=day.presence,
        bills=facts.bills(**money.ids), fund=facts.fund(**money.ids), appraisal=facts.appraisals(**money.ids),
        payouts=facts.payouts(**money.ids),
    )  # fmt: skip
    assert found.bills and found.fund and found.appraisal and found.payouts
    rules = (
        "bill-days", "bill-over-standard", "term-cap-exceeded", "waived-pupil-charged", "fund-source-unplanned",
        "fund-use", "fund-other-use", "fund-overdrawn", "collected-not-in-fund", "payout-without-appraisal",
        "payout-not-worked",
    )  # fmt: skip
    assert not [problem.says for rule in rules for problem in all_rules()[rule].run(found, params())]
