"""Money, pledges, complaints, the evaluation (rulebook §6), to the fen and to the day."""

import pytest

from tests.policy.folder import Folder, audit, found
from tests.policy.one_fault.ask import A2, B2, DAY, Case, Found, at, cases, charge_of, keeper, of, one

CHARGE = DAY.line("bills", charge_of("s201"))
TEACHER = next(row["adult"] for row in DAY.tables["payouts"])
PAY = DAY.line("payouts", TEACHER)
MONTHS = ("2026-10", "2026-11", "2026-12", "2027-01")


def charged(amount: str, **cells: str) -> Folder:
    return DAY.put("bills", charge_of("s201"), amount=amount, **cells)


def by_the_day(amount: str, *, days: str = "1") -> Folder:
    """Sixty fen a day; everybody but one pays that."""
    fees = DAY.with_plan(fees__basis="day", fees__standard={"primary": "0.60"})
    everybody = fees.put("bills", lambda row: row["kind"] == "charge", amount="0.60")
    return everybody.put("bills", charge_of("s201"), amount=amount, days_served=days)


def free_of_charge(amount: str) -> Folder:
    """The plan takes no fee; one family has a bill all the same."""
    plan = DAY.with_plan(fees={"basis": "none", "sources": ["subsidy"]})
    bills = plan.drop("bills", lambda row: row["student"] != "s201" or row["kind"] != "charge")
    fund = bills.drop("fund", lambda row: row["source_or_use"] == "service_fee")
    return fund.put("bills", "s201", amount=amount)


def term_of(last: str) -> Folder:
    """Sixty yuan in four months and so much in January; nothing was handed over of those months."""
    rows = [{"student": "s201", "period": month, "kind": "charge", "amount": "60.00"} for month in MONTHS[:-1]]
    return DAY.add("bills", *rows, {"student": "s201", "period": "2027-01", "kind": "charge", "amount": last})


def relieved(waiver: str) -> Folder:
    folder = DAY.put("students", "s201", aid="低保")
    row = {"student": "s201", "period": "2026-09", "kind": "waiver", "amount": waiver, "at": "2026-09-30"}
    return folder.add("bills", row) if waiver else folder


def spent(teachers: str, running: str) -> Folder:
    paid = DAY.put("fund", lambda row: row["source_or_use"] == "teacher_pay", amount=teachers)
    return paid.put("fund", lambda row: row["source_or_use"] == "external_pay", amount=running)


def movement(what: str, amount: str, day: str = "2027-01-15") -> Folder:
    return DAY.add("fund", {"at": day, "source_or_use": what, "amount": amount})


def fees_in(amount: str) -> Folder:
    return DAY.put("fund", lambda row: row["source_or_use"] == "service_fee", amount=amount)


def paid(hours: str) -> Folder:
    """The first teacher kept seventy minutes."""
    return keeper(A2, in_=at("16:00"), out=at("17:30")).put("payouts", TEACHER, hours=hours)


def dropped() -> Folder:
    """The second hour of grade 2 was dropped with a reason, its teacher signed in and out and was paid all the same."""
    folder = DAY.put("sessions", B2, start="", end="", early_reason="停电").drop("presence", of(B2))
    return folder.put("presence", of(A2), released_to="guardian")


def signed(kind: str, day: str) -> Folder:
    return DAY.put("declarations", lambda row: row["adult"] == TEACHER and row["kind"] == kind, signed=day)


LAST_LINE = f"fund.csv:{len(DAY.tables['fund']) + 2}"
COMPLAINT = "complaints.csv:2"
MONEY: list[Case] = [
    ("a day too many", charged("60.00", days_served="2"), one("bill-days", CHARGE)),
    ("a day too few", charged("60.00", days_served="0"), []),
    ("a month of which nothing was handed over", charged("60.00", days_served="9", period="2026-10"), []),
    ("a fen over the standard", charged("60.01"), one("bill-over-standard", "bills.csv")),
    ("a fen under", charged("59.99"), []),
    ("by the day, two days' fees for one", by_the_day("1.20"), one("bill-over-standard", CHARGE)),
    ("by the day, one day's fee", by_the_day("0.60"), []),
    ("by the day, a fen over it", by_the_day("0.61"), one("bill-over-standard", CHARGE)),
    ("by the day, and nobody wrote of how many", by_the_day("9.99", days=""), []),
    ("free of charge, and a fen charged", free_of_charge("0.01"), one("bill-over-standard", CHARGE)),
    ("free of charge, and a bill of nothing", free_of_charge("0.00"), []),
    ("the cap of the term", term_of("60.00"), []),
    (
        "a fen over the cap, and over the month",
        term_of("60.01"),
        [("bill-over-standard", "bills.csv"), ("term-cap-exceeded", "bills.csv")],
    ),
    ("hardship, not relieved", relieved(""), one("waived-pupil-charged", "bills.csv")),
    ("hardship, all but a fen", relieved("59.99"), one("waived-pupil-charged", "bills.csv")),
    ("hardship, relieved", relieved("60.00"), []),
    (
        "money from a source that was not planned",
        movement("on_behalf", "0.01"),
        one("fund-source-unplanned", LAST_LINE),
    ),
    ("last term's balance", movement("carried", "500.00"), []),
    ("half for teachers", spent("-100.00", "-100.00"), one("fund-use", "fund.csv")),
    ("a fen more than half", spent("-100.01", "-100.00"), []),
    ("another use", movement("other", "-0.01"), one("fund-other-use", LAST_LINE)),
    ("to the last fen", spent("-1480.00", "0.00"), []),
    ("a fen too much", spent("-1480.01", "0.00"), one("fund-overdrawn", "fund.csv")),
    (
        "money that came the same day",
        spent("-1580.00", "0.00").add("fund", {"at": "2027-01-15", "source_or_use": "subsidy", "amount": "100.00"}),
        [],
    ),
    (
        "money that came the day after",
        spent("-1580.00", "0.00").add("fund", {"at": "2027-01-16", "source_or_use": "subsidy", "amount": "100.00"}),
        one("fund-overdrawn", "fund.csv"),
    ),
    ("a fen of the families' money is missing", fees_in("479.99"), one("collected-not-in-fund", "fund.csv")),
    ("a fen more than they paid", fees_in("480.01"), []),
    ("appraised on the day of pay", DAY.put("appraisal", TEACHER, closed="2027-01-15"), []),
    (
        "appraised the day after",
        DAY.put("appraisal", TEACHER, closed="2027-01-16"),
        one("payout-without-appraisal", PAY),
    ),
    ("still being appraised", DAY.put("appraisal", TEACHER, closed=""), one("payout-without-appraisal", PAY)),
    ("never appraised", DAY.drop("appraisal", TEACHER), one("payout-without-appraisal", PAY)),
    ("half an hour more than kept", paid("2"), []),
    ("hours of a session that was dropped", dropped(), one("payout-not-worked", "payouts.csv")),
    ("pay that names no hours", DAY.put("payouts", TEACHER, hours=""), []),
    ("thirty-six seconds more than that", paid("2.01"), one("payout-not-worked", "payouts.csv")),
    ("signed on the last day", signed("no_paid_tutoring", "2026-09-07"), []),
    ("signed the day after", signed("no_paid_tutoring", "2026-09-08"), one("pledge-missing", "adults.csv")),
    ("never signed", signed("no_paid_tutoring", ""), one("pledge-missing", "adults.csv")),
    ("no new lessons, signed on the last day", signed("no_new_lesson", "2026-09-07"), []),
    (
        "no new lessons, signed the day after",
        signed("no_new_lesson", "2026-09-08"),
        one("new-lesson-pledge-missing", "adults.csv"),
    ),
    ("no new lessons, never signed", signed("no_new_lesson", ""), one("new-lesson-pledge-missing", "adults.csv")),
    ("upheld", DAY.put("complaints", "w1", upheld="1"), one("complaint-upheld", COMPLAINT)),
    (
        "upheld, about nothing named",
        DAY.put("complaints", "w1", upheld="1", about=""),
        one("complaint-upheld", COMPLAINT),
    ),
    ("open", DAY.put("complaints", "w1", upheld=""), []),
    ("answered a day late", DAY.put("complaints", "w1", answered="2026-09-18"), one("complaint-overdue", COMPLAINT)),
    ("waiting, and the last session is on the day", DAY.put("complaints", "w1", answered="", due="2026-09-07"), []),
    (
        "waiting, and it is the day after",
        DAY.put("complaints", "w1", answered="", due="2026-09-06"),
        one("complaint-overdue", COMPLAINT),
    ),
    (
        "an evaluation of the school alone",
        DAY.put("evaluation", "2026-autumn", basis="school"),
        one("evaluation-not-used", "evaluation.csv:2"),
    ),
    (
        "an evaluation of the head alone",
        DAY.put("evaluation", "2026-autumn", basis="principal"),
        one("evaluation-not-used", "evaluation.csv:2"),
    ),
    ("another term's", DAY.put("evaluation", "2026-autumn", basis="school", term="2026-spring"), []),
]


@cases(MONEY)
def test_one_fault_is_one_finding_and_a_step_this_side_of_the_boundary_none(folder: Folder, expected: Found) -> None:
    assert sorted(found(folder)) == sorted(expected)


@pytest.mark.parametrize(("about", "clause"), [("附.12", "附.12"), ("附.7", "附.7"), ("", "三.1")])
def test_an_upheld_complaint_stands_under_the_clause_it_is_about(about: str, clause: str) -> None:
    (finding,) = audit(DAY.put("complaints", "w1", upheld="1", about=about)).findings
    assert finding.clause == clause
