"""A lesson whose record changes after it was paid: the next pay-out carries the difference, the paid one stays (八.4b, I7)."""

from datetime import date, datetime, timedelta

import pytest

from kehou.day.actions.correct_duty import correct_duty
from kehou.day.models import Duty, DutyCorrection, Session
from kehou.day.queries import stays
from kehou.fund import facts, ledger
from kehou.fund.actions.approve_pay_out import approve_pay_out
from kehou.fund.actions.drop_pay_out import drop_pay_out
from kehou.fund.actions.prepare_pay_out import prepare_pay_out
from kehou.fund.adjusting import difference
from kehou.fund.models import PaidDuty, PayAdjustment, PayLine, PayRun
from kehou.fund.queries import trace_fen
from kehou.fund.queries.pay import kept_waiting, office_line
from kehou.ground.refusal import NotYours, Refusal
from kehou.invariants import check_all
from kehou.people.models import StaffMember
from tests.make.fund import NOW, OCTOBER, Money, make_money, october
from tests.make.people import act_of, give_role, make_staff

pytestmark = pytest.mark.django_db

DECEMBER = datetime(2026, 12, 1, 9, 0, tzinfo=NOW.tzinfo)
FEBRUARY = datetime(2027, 2, 1, 9, 0, tzinfo=NOW.tzinfo)


@pytest.fixture
def money() -> Money:
    """Three lessons of an hour in October, paid: 180 yuan. November's are held."""
    found = make_money()
    found.serve([], october(12, 13, 14))
    found.serve([], [date(2026, 11, 3)])
    found.rate()
    found.subsidy(200_000)
    found.appraise()
    pay(found, OCTOBER, NOW)
    return found


def prepare(money: Money, period: str, at: datetime = DECEMBER) -> PayRun:
    return PayRun.objects.get(pk=prepare_pay_out(money.act(at=at), **money.ids, period=period))


def pay(money: Money, period: str, at: datetime = DECEMBER) -> PayRun:
    run = prepare(money, period, at)
    approve_pay_out(money.act("checker", at), run_id=run.pk)
    return PayRun.objects.get(pk=run.pk)


def duty_on(day: int) -> Duty:
    return Duty.objects.get(session__date=date(2026, 10, day))


def set_minutes(money: Money, day: int, minutes: int, reason: str = "签退忘了，按监控补") -> int:
    duty = duty_on(day)
    starts = duty.session.started_at
    assert starts
    return correct_duty(
        money.act("coordinator"), session_id=duty.session_id, duty_id=duty.pk, in_at=starts,
        out_at=starts + timedelta(minutes=minutes), reason=reason,
    )  # fmt: skip


def lawful() -> None:
    assert not [(name, rows) for name, _, rows in check_all() if rows and name[:3] in ("i04", "i05", "i07")]


@pytest.mark.clause("八.4b")
@pytest.mark.invariant("I7")
def test_a_lesson_that_was_longer_is_paid_up_with_the_next_run_and_says_which_correction(money: Money) -> None:
    correction = set_minutes(money, 12, 90)
    run = pay(money, "2026-11")
    row = PayAdjustment.objects.get()
    assert (row.duty_id, row.minutes, row.amount, row.correction_id) == (duty_on(12).pk, 30, 3000, correction)
    assert row.why == "更正签到：签退忘了，按监控补" and run.total == 6000 + 3000
    line = PayLine.objects.get(run=run)
    assert (line.minutes, line.amount) == (90, 9000)
    assert PaidDuty.objects.get(duty=duty_on(12)).amount == 6000  # October's line stays
    lawful()


@pytest.mark.invariant("I7")
def test_a_lesson_cancelled_after_it_was_paid_is_kept_back_in_full_and_once(money: Money) -> None:
    Session.objects.filter(date=date(2026, 10, 13)).update(state="cancelled", early_reason="记错了班")
    run = prepare(money, "2026-11")
    assert run.total == 0 and PayAdjustment.objects.get().why == "这次课取消了：记错了班"
    before = ledger.cash(money.school.pk)
    assert approve_pay_out(money.act("checker", DECEMBER), run_id=run.pk) == 0
    assert ledger.cash(money.school.pk) == before
    money.serve([], [date(2026, 12, 3)])
    assert pay(money, "2026-12", datetime(2027, 1, 4, 9, 0, tzinfo=NOW.tzinfo)).total == 6000
    assert PayAdjustment.objects.count() == 1
    lawful()


@pytest.mark.invariant("I7")
def test_no_line_goes_below_zero_and_the_rest_waits(money: Money) -> None:
    Session.objects.filter(date__range=(date(2026, 10, 12), date(2026, 10, 13))).update(state="cancelled")
    run = pay(money, "2026-11")
    assert [(row.date, row.amount) for row in PayAdjustment.objects.all()] == [(date(2026, 10, 12), -6000)]
    assert kept_waiting(money.act(at=DECEMBER), run_id=run.pk) == [("苏日娜", 6000, 1)]
    money.serve([], [date(2026, 12, 3), date(2026, 12, 4)])
    january = datetime(2027, 1, 4, 9, 0, tzinfo=NOW.tzinfo)
    assert pay(money, "2026-12", january).total == 6000
    assert kept_waiting(money.act(at=january), run_id=run.pk) == []
    lawful()


@pytest.mark.invariant("I7")
def test_one_adults_difference_never_touches_anothers_line(money: Money) -> None:
    other = make_staff(money.school, "赵鹏")
    money.serve([], [date(2026, 11, 4)], teacher=other)
    money.appraise(DECEMBER)
    Session.objects.filter(date__range=(date(2026, 10, 12), date(2026, 10, 14))).update(state="cancelled")
    run = pay(money, "2026-11")
    assert {line.staff.name: line.amount for line in PayLine.objects.filter(run=run)} == {"苏日娜": 0, "赵鹏": 6000}
    lawful()


@pytest.mark.invariant("I7")
def test_a_record_that_changes_under_a_prepared_difference_stops_the_approval(money: Money) -> None:
    set_minutes(money, 12, 90)
    run = prepare(money, "2026-11")
    set_minutes(money, 12, 75, "再看了一遍监控")
    with pytest.raises(Refusal, match="hours_changed"):
        approve_pay_out(money.act("checker", DECEMBER), run_id=run.pk)
    drop_pay_out(money.act(at=DECEMBER), run_id=run.pk)
    assert not PayAdjustment.objects.exists()
    assert pay(money, "2026-11").total == 6000 + 1500
    lawful()


@pytest.mark.invariant("I7")
def test_what_changes_after_the_last_month_goes_with_a_run_for_the_whole_term(money: Money) -> None:
    pay(money, "2026-11")
    set_minutes(money, 14, 40)
    set_minutes(money, 12, 120)
    run = pay(money, money.term.key, FEBRUARY)
    assert run.total == 6000 - 2000
    found = office_line(money.act(at=FEBRUARY), line_id=PayLine.objects.get(run=run).pk)
    assert found.lessons == () and [(each.minutes, each.amount) for each in found.changes] == [(60, 6000), (-20, -2000)]
    lawful()


@pytest.mark.invariant("I7")
def test_the_voucher_opens_into_lessons_and_differences(money: Money) -> None:
    set_minutes(money, 12, 90)
    run = prepare(money, "2026-11")
    found = trace_fen(approve_pay_out(money.act("checker", DECEMBER), run_id=run.pk))
    assert found.fen == run.total and sum(line.amount or 0 for line in found.lessons) == run.total
    assert [line.why for line in found.lessons if line.why]


@pytest.mark.clause("八.4b")
def test_the_record_of_pay_says_what_the_lessons_came_to_in_the_end(money: Money) -> None:
    from kehou.day.facts import term_facts
    from kehou.policy.facts.term import TermFacts
    from kehou.policy.rule import all_rules
    from tests.make.term import params

    def findings() -> list[str]:
        day = term_facts(**money.ids)
        found = TermFacts(plan=day.plan, sessions=day.sessions, adults=day.adults, payouts=facts.payouts(**money.ids))
        return [problem.says for problem in all_rules()["payout-not-worked"].run(found, params())]

    Session.objects.filter(date=date(2026, 10, 13)).update(state="cancelled")
    assert findings()
    money.serve([], [date(2026, 11, 4)])
    pay(money, "2026-11")
    assert not findings()
    rows = facts.payouts(**money.ids)
    assert [(row.period, row.amount, str(row.hours)) for row in rows] == [
        ("2026-10", 12000, "2.00"), ("2026-11", 12000, "2.00")
    ]  # fmt: skip
    assert sum(row.amount for row in rows) == -sum(
        r.amount for r in facts.fund(**money.ids) if r.source_or_use == "teacher_pay"
    )


@pytest.mark.parametrize(
    ("minutes", "amount", "now", "fen"),
    [
        (60, 6000, 0, -6000),
        (60, 6000, 61, 100),
        (60, 6001, 0, -6001),
        (7, 700, 3, -400),
        (1, 100, 200, 19_900),
        (50, 5000, 50, 0),
    ],
)
def test_a_difference_is_rounded_once_and_never_more_than_was_paid(
    minutes: int, amount: int, now: int, fen: int
) -> None:
    assert difference(minutes, amount, 6000, now) == fen


@pytest.mark.clause("八.4b")
def test_a_correction_keeps_the_old_times_and_needs_another_person_and_a_reason(money: Money) -> None:
    duty = duty_on(12)
    start = duty.session.started_at
    assert start and duty.staff.account
    given = {"session_id": duty.session_id, "duty_id": duty.pk, "in_at": start, "out_at": start + timedelta(hours=2)}
    with pytest.raises(NotYours):
        correct_duty(act_of(duty.staff.account, NOW), **given, reason="多待了一小时")
    give_role(duty.staff.account, "duty_leader", school=money.school)
    with pytest.raises(Refusal, match="own_work"):
        correct_duty(act_of(duty.staff.account, NOW), **given, reason="多待了一小时")
    for code, wrong in {
        "reason_missing": {"reason": " "}, "times_reversed": {"out_at": start}, "in_future": {},
        "other_day": {"out_at": start + timedelta(days=1)},
    }.items():  # fmt: skip
        act = money.act("coordinator", start + timedelta(minutes=90) if code == "in_future" else NOW)
        with pytest.raises(Refusal, match=code):
            correct_duty(act, **{**given, "reason": "x", **wrong})
    correct_duty(money.act("coordinator"), **given, reason="家长来晚了，一直陪着")
    row = DutyCorrection.objects.get()
    assert (row.out_before, row.out_after, row.by_id) == (
        start + timedelta(hours=1),
        given["out_at"],
        money.coordinator.pk,
    )
    assert {s.minutes for s in stays(money.school.pk, row.duty.session.date, row.duty.session.date)} == {120}


def test_a_forgotten_sign_out_is_supplied_and_then_paid(money: Money) -> None:
    held = money.serve([], october(20))[0]
    duty = Duty.objects.get(session=held)
    Duty.objects.filter(pk=duty.pk).update(out_at=None)
    assert held.started_at and duty.in_at
    correct_duty(
        money.act("coordinator"), session_id=held.pk, duty_id=duty.pk, in_at=duty.in_at,
        out_at=held.started_at + timedelta(minutes=60), reason="忘了签退",
    )  # fmt: skip
    assert pay(money, "2026-11").total == 12000
    assert not PayAdjustment.objects.exists() and StaffMember.objects.count()
