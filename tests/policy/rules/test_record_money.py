"""Bills, the fund, pay (rulebook §6, Money and pay). Amounts are fen."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kehou.ground.fen import Fen
from kehou.policy.facts.plan import Fees, Person, Waiver
from kehou.policy.facts.records import Appraisal
from tests.make.term import (
    adult,
    away,
    bill,
    facts,
    fund,
    not_held,
    payout,
    plan,
    present,
    problems,
    session,
    student,
    wheres,
)


def fees(basis: str = "month", standard: int | None = 6000, cap: int | None = 30000, **changes) -> Fees:
    standards = {} if standard is None else {"primary": Fen(standard)}
    caps = {} if cap is None else {"primary": Fen(cap)}
    return Fees(basis, standards, caps, ("subsidy", "service_fee"), "school", **changes)


# bill-days


def days_served(charged: int | None, *, period: str = "2026-09", rows=None, kind: str = "charge"):
    sessions = [session("n1"), session("n2"), session("n3", day="2026-09-08"), session("n4", day="2026-10-12")]
    rows = rows or [present(), present(session="n2"), present(session="n3"), present(session="n4")]
    return facts(sessions=sessions, presence=rows, bills=[bill(6000, kind, period=period, days_served=charged)])


@pytest.mark.clause("二.2")
@pytest.mark.parametrize(
    ("charged", "period", "fires"),
    [
        (2, "2026-09", False),  # two sessions on one day are one day
        (3, "2026-09", True),
        (1, "2026-10", False),
        (2, "2026-10", True),
        (3, "2026-autumn", False),
        (4, "2026-autumn", True),
        (9, "2026-11", False),  # nothing handed over of that period
        (9, "2026-spring", False),
        (None, "2026-09", False),
    ],
)
def test_only_days_on_which_the_pupil_was_present_are_charged(charged, period, fires):
    given = days_served(charged, period=period)
    assert wheres("bill-days", given) == ([f"bills.csv:s1:{period}:charge"] if fires else [])


@pytest.mark.clause("二.2")
def test_leave_and_absence_are_not_served_but_make_the_period_judged():
    (found,) = problems("bill-days", days_served(1, rows=[away(), away(session="n2", state="leave")]))
    assert found.evidence["days_present"] == 0
    assert not problems("bill-days", days_served(0, rows=[away()]))


@pytest.mark.clause("二.2")
def test_another_pupils_days_and_other_kinds_of_lines_do_not_count():
    assert problems("bill-days", days_served(1, rows=[present(student="s2")]))
    assert not problems("bill-days", days_served(9, kind="refund"))


# bill-over-standard


def billed(*bills, the_fees=None, grade: int = 3):
    return facts(plan(fees=the_fees or fees()), students=[student(grade=grade), student("s2")], bills=bills)


@pytest.mark.clause("二.2")
@pytest.mark.parametrize("basis", ["month", "term"])
@pytest.mark.parametrize(
    ("parts", "fires"), [((6000,), False), ((6001,), True), ((3000, 3000), False), ((3000, 3001), True)]
)
def test_a_pupils_charges_of_a_period_stay_at_the_standard(basis, parts, fires):
    given = billed(*(bill(part) for part in parts), the_fees=fees(basis))
    assert wheres("bill-over-standard", given) == (["bills.csv"] if fires else [])


@pytest.mark.clause("二.2")
def test_periods_pupils_and_kinds_are_not_added_up():
    others = [bill(6000, student="s2"), bill(6000, period="2026-10"), bill(6000, "payment"), bill(6000, "waiver")]
    assert not problems("bill-over-standard", billed(bill(6000), *others))


@pytest.mark.clause("二.2")
@pytest.mark.parametrize(
    ("amount", "days", "fires"), [(1500, 5, False), (1501, 5, True), (9999, None, False), (1, 0, True)]
)
def test_by_day_a_charge_stays_at_the_standard_times_the_days(amount, days, fires):
    given = billed(bill(amount, days_served=days), the_fees=fees("day", 300))
    assert wheres("bill-over-standard", given) == (["bills.csv:s1:2026-09:charge"] if fires else [])


@pytest.mark.clause("二.2")
def test_where_nothing_is_charged_any_charge_is_too_much():
    free = fees("none", None, None)
    assert len(problems("bill-over-standard", billed(bill(1), the_fees=free))) == 1
    assert not problems("bill-over-standard", billed(bill(0), bill(1, "payment"), the_fees=free))


@pytest.mark.clause("二.2")
def test_by_lesson_only_the_cap_is_judged_and_a_plan_without_any_standard_is_its_own_finding():
    assert not problems("bill-over-standard", billed(bill(99999), the_fees=fees("lesson", 300)))
    assert not problems("bill-over-standard", billed(bill(99999), the_fees=fees("month", None)))
    assert not problems("bill-over-standard", facts(plan(fees=None), students=[student()], bills=[bill(99999)]))


@pytest.mark.clause("二.2")
@pytest.mark.parametrize("basis", ["month", "term", "day"])
def test_a_stage_that_the_plan_names_no_standard_for_is_not_charged(basis):
    """A nine-year school that promises a fee for primary only may not send its junior families a bill."""
    assert len(problems("bill-over-standard", billed(bill(1, days_served=5), the_fees=fees(basis), grade=7))) == 1
    assert not problems("bill-over-standard", billed(bill(0, days_served=5), the_fees=fees(basis), grade=7))


# term-cap-exceeded


@pytest.mark.clause("二.2")
@pytest.mark.parametrize(
    ("bills", "fires"),
    [
        ([bill(6000, period=f"2026-{month}") for month in ("09", "10", "11", "12")] + [bill(6000)], False),
        ([bill(30001)], True),
        ([bill(36000), bill(6000, "refund")], False),
        ([bill(36000), bill(3000, "waiver"), bill(2999, "refund")], True),
        ([bill(36000), bill(6000, "payment")], True),
    ],
)
def test_a_terms_charges_less_waivers_and_refunds_stay_at_the_cap(bills, fires):
    assert wheres("term-cap-exceeded", billed(*bills)) == (["bills.csv"] if fires else [])


@pytest.mark.clause("二.2")
def test_without_a_cap_of_the_stage_nothing_is_exceeded():
    assert not problems("term-cap-exceeded", billed(bill(99999), the_fees=fees(cap=None)))
    assert not problems("term-cap-exceeded", billed(bill(99999), grade=7))


# waived-pupil-charged


def waived(rate: int, *bills, aid: str = "低保"):
    the_fees = fees(waivers=(Waiver("fees.waivers[0]", "低保", rate),))
    return facts(plan(fees=the_fees), students=[student(aid=aid)], bills=bills)


@pytest.mark.clause("八.3c")
@pytest.mark.parametrize(
    ("rate", "bills", "fires"),
    [
        (100, [bill(6000)], True),
        (100, [bill(6000), bill(6000, "waiver")], False),
        (100, [bill(6000), bill(5999, "waiver")], True),
        (100, [bill(6000), bill(6000, "payment"), bill(6000, "refund")], False),
        (50, [bill(6000), bill(3000, "waiver")], False),
        (50, [bill(6000), bill(2999, "waiver")], True),
        (33, [bill(1000), bill(330, "waiver")], False),
        (0, [bill(6000)], False),
        (100, [bill(6000, "payment")], False),
    ],
)
def test_a_pupil_of_a_waiver_category_pays_no_more_than_the_rest(rate, bills, fires):
    assert wheres("waived-pupil-charged", waived(rate, *bills)) == (["bills.csv"] if fires else [])


@pytest.mark.clause("八.3c")
def test_a_category_the_plan_does_not_name_is_not_judged():
    assert not problems("waived-pupil-charged", waived(100, bill(6000), aid="孤儿"))
    assert not problems("waived-pupil-charged", waived(100, bill(6000), aid=""))


# fund


@pytest.mark.clause("二.2")
@pytest.mark.parametrize(
    ("row", "fires"),
    [
        (fund(100, "subsidy"), False),
        (fund(100, "on_behalf"), True),
        (fund(-100, "on_behalf"), False),
        (fund(100, "carried"), False),
        (fund(100, "other"), False),
    ],
)
def test_money_comes_from_the_sources_of_the_plan(row, fires):
    assert wheres("fund-source-unplanned", facts(fund=[row])) == ([row.source] if fires else [])


@pytest.mark.clause("二.2")
def test_a_plan_without_sources_is_its_own_finding():
    no_sources = plan(fees=replace(fees(), sources=()))
    assert not problems("fund-source-unplanned", facts(no_sources, fund=[fund(100, "on_behalf")]))


@pytest.mark.clause("八.4a")
@pytest.mark.parametrize(
    ("rows", "fires"),
    [
        ([fund(-5001, "teacher_pay"), fund(-4999, "running")], False),
        ([fund(-5000, "teacher_pay"), fund(-5000, "external_pay")], True),
        ([fund(-5000, "teacher_pay"), fund(-2500, "running"), fund(-2500, "other")], True),
        ([fund(-1, "running")], True),
        ([fund(9999, "subsidy")], False),
        ([], False),
        ([fund(-5001, "teacher_pay"), fund(-4999, "running"), fund(-9000, "subsidy")], False),  # a return, no use
    ],
)
def test_more_than_half_of_the_money_out_pays_teachers(rows, fires):
    assert wheres("fund-use", facts(fund=rows)) == (["fund.csv"] if fires else [])


@pytest.mark.clause("八.4c")
@pytest.mark.parametrize(
    ("row", "fires"),
    [(fund(-1, "other"), True), (fund(1, "other"), False), (fund(0, "other"), False), (fund(-1, "running"), False)],
)
def test_other_use_is_named(row, fires):
    assert bool(problems("fund-other-use", facts(fund=[row]))) is fires


@pytest.mark.clause("八.4c")
@pytest.mark.parametrize(
    ("rows", "fires"),
    [
        ([fund(-100, "running"), fund(100, "subsidy")], False),  # one day, whatever the order
        ([fund(-101, "running"), fund(100, "subsidy")], True),
        ([fund(-100, "running", "2026-09-09"), fund(100, "subsidy", "2026-09-10")], True),
        ([fund(-100, "running", "2026-09-11"), fund(100, "carried", "2026-09-10")], False),
        ([], False),
    ],
)
def test_the_fund_is_not_overdrawn_at_the_end_of_a_day(rows, fires):
    assert wheres("fund-overdrawn", facts(fund=rows)) == (["fund.csv"] if fires else [])


@pytest.mark.clause("八.4c")
def test_days_in_the_red_are_one_finding_from_the_first_on():
    rows = [fund(-100, "running", day) for day in ("2026-09-12", "2026-09-09", "2026-09-10")]
    (found,) = problems("fund-overdrawn", facts(fund=rows))
    assert found.evidence["first"] == "2026-09-09"
    assert found.evidence["lowest"] == "-3.00"


@pytest.mark.clause("八.4c")
@pytest.mark.parametrize(
    ("bills", "rows", "fires"),
    [
        ([bill(6000, "payment")], [fund(6000, "service_fee")], False),
        ([bill(6000, "payment")], [fund(5999, "service_fee")], True),
        ([bill(6000, "payment")], [fund(3000, "service_fee"), fund(3000, "on_behalf")], False),
        ([bill(6000, "payment"), bill(1000, "refund")], [fund(5000, "service_fee")], False),
        ([bill(6000, "charge")], [], False),
        ([bill(6000, "payment")], [fund(9000, "subsidy")], True),
        ([], [fund(9000, "service_fee")], False),
    ],
)
def test_what_families_paid_reached_the_fund(bills, rows, fires):
    assert wheres("collected-not-in-fund", facts(bills=bills, fund=rows)) == (["fund.csv"] if fires else [])


# payout-without-appraisal


def closed(day: date | None, adult: str = "t1") -> Appraisal:
    return Appraisal(adult, closed=day, source="appraisal.csv:2")


@pytest.mark.clause("八.4e")
@pytest.mark.parametrize(
    ("appraisals", "fires"),
    [
        ([closed(date(2027, 1, 15))], False),
        ([closed(date(2027, 1, 16))], True),
        ([closed(None)], True),
        ([], True),
        ([closed(date(2027, 1, 1), "t2")], True),
        ([closed(None), closed(date(2027, 1, 12)), closed(date(2027, 1, 20))], False),
    ],
)
def test_an_appraisal_is_closed_before_a_teacher_is_paid(appraisals, fires):
    given = facts(appraisal=appraisals, payouts=[payout()])
    assert wheres("payout-without-appraisal", given) == (["payouts.csv:t1"] if fires else [])


@pytest.mark.clause("八.4e")
def test_outside_people_are_paid_by_contract_and_strangers_count_as_teachers():
    coach = Person("staff[0]", "t1", "赵教练", "institution", provider="p1")
    teacher = replace(coach, role="school_teacher")
    paid = {"appraisal": [], "payouts": [payout()]}
    assert not problems("payout-without-appraisal", facts(plan(staff=(coach,)), **paid))
    assert problems("payout-without-appraisal", facts(plan(staff=(teacher,)), **paid))
    assert not problems("payout-without-appraisal", facts(adults=[adult(role="retired")], **paid))
    assert problems("payout-without-appraisal", facts(adults=[adult(adult="t2", role="retired")], **paid))


# payout-not-worked


def worked(hours: str, *, adults=None, sessions=None, period: str = "2026-09"):
    adults = adults or [adult("16:00", "18:00")]  # two hours
    return facts(sessions=sessions or [session()], adults=adults, payouts=[payout(hours=Decimal(hours), period=period)])


@pytest.mark.clause("八.4b")
@pytest.mark.parametrize(("hours", "fires"), [("2", False), ("2.5", False), ("2.51", True), ("0", False)])
def test_half_an_hour_more_than_kept_is_tolerated(hours, fires):
    assert wheres("payout-not-worked", worked(hours)) == (["payouts.csv"] if fires else [])


@pytest.mark.clause("八.4b")
def test_lines_of_a_period_are_added_up_and_time_in_two_sessions_counts_once():
    two_lines = [payout(hours=Decimal("1.5")), payout(hours=Decimal("1.2"))]
    given = facts(sessions=[session()], adults=[adult("16:00", "18:00")], payouts=two_lines)
    assert len(problems("payout-not-worked", given)) == 1
    twice = [adult("16:00", "18:00"), adult("17:00", "18:00", "n2")]
    assert problems("payout-not-worked", worked("3", adults=twice, sessions=[session(), session("n2")]))


@pytest.mark.clause("八.4b")
def test_only_held_sessions_of_the_period_are_worked():
    assert problems("payout-not-worked", worked("2", sessions=[not_held(reason="停电")]))
    assert problems("payout-not-worked", worked("2", period="2026-10"))
    assert not problems("payout-not-worked", worked("2", period="2026-autumn"))
    assert not problems("payout-not-worked", worked("99", period="2026-spring"))


@pytest.mark.clause("八.4b")
def test_without_a_plan_months_are_judged_and_terms_are_not():
    for period, fires in (("2026-09", True), ("2026-autumn", False)):
        given = replace(worked("9", period=period), plan=None)
        assert bool(problems("payout-not-worked", given)) is fires


@pytest.mark.clause("八.4b")
def test_a_stay_without_out_lasts_to_the_end_and_a_lead_on_a_screen_works_too():
    assert not problems("payout-not-worked", worked("1.58", adults=[adult("16:05", "")]))
    assert problems("payout-not-worked", worked("1.58", adults=[adult("16:10", "")]))
    assert not problems("payout-not-worked", worked("2", adults=[adult("16:00", "18:00", remote=True)]))
    nothing_stated = facts(sessions=[], adults=[], payouts=[payout()])
    assert not problems("payout-not-worked", nothing_stated)
