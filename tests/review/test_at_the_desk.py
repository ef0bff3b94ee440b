"""What a rule calls *find* appears within the minute also where no lesson is concerned: consents, places, money, complaints."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from kehou.jobs import scan_day
from kehou.kernel.act import by_system
from kehou.kernel.clock import LOCAL
from kehou.policy.check import judge
from kehou.policy.pack import load_packs
from kehou.policy.rule import all_rules
from kehou.review.actions.answer_complaint import answer_complaint
from kehou.review.facts import NOT_AT_THE_DESK
from kehou.review.judging import OF_ONE_SESSION, rules_at_the_desk
from kehou.review.models import Finding
from kehou.review.scanning import scan_term
from tests.make.fund import Money, make_money
from tests.make.people import act_of, make_guardian, make_officer, make_pupil
from tests.make.review import complain
from tests.policy.folder import facts_of
from tests.policy.one_fault.test_content import CONTENT
from tests.policy.one_fault.test_day import THE_DAY
from tests.policy.one_fault.test_free_will import FREE_WILL
from tests.policy.one_fault.test_money import MONEY

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=LOCAL)
WITHIN = timedelta(seconds=scan_day.EVERY_SECONDS)
NIGHTLY = {
    # A later lesson changes the answer.
    "workday-not-served", "homework-not-held", "self-study-short", "homework-unfinished", "child-all-online",
    # Against the days that were served, or against who kept them.
    "bill-days", "payout-not-worked", "payout-without-appraisal", "pledge-missing", "new-lesson-pledge-missing",
    "published-late", "no-filed-plan",
}  # fmt: skip


@pytest.fixture
def money(db: Any) -> Money:
    """A school whose term was judged last night."""
    made = make_money()
    scan_term(by_system("test", NOON - timedelta(hours=11)), made.school.pk)
    return made


def standing(money: Money) -> set[str]:
    return set(Finding.objects.filter(school=money.school, gone_at=None).values_list("rule", flat=True))


def complaint_proves_right(money: Money) -> None:
    child = make_pupil(money.school)
    row = complain(make_guardian(child), child, NOON - timedelta(hours=1), about="附.3")
    principal = act_of(make_officer("principal", money.school), NOON)
    answer_complaint(principal, complaint_id=row.pk, answer="已纠正，重新征求意愿", upheld=True)


def test_a_deed_of_the_office_is_judged_once_at_the_next_beat_and_the_night_finds_the_same(money: Money) -> None:
    """Which rule finds what: test_each_find_live.py."""
    rule = "complaint-upheld"
    assert rule not in standing(money)
    complaint_proves_right(money)
    scan_day.run(NOON + WITHIN)
    assert rule in standing(money)
    live = set(Finding.objects.values_list("key", "gone_at"))
    assert scan_day.run(NOON + 2 * WITHIN) == 0  # nothing was done since
    scan_term(by_system("test", NOON + timedelta(hours=12)), money.school.pk)
    assert set(Finding.objects.values_list("key", "gone_at")) == live


def test_the_desk_takes_nothing_back_that_only_the_night_can_see(money: Money) -> None:
    """Tables of the day are not asked between two nights: what they proved stays."""
    money.serve([money.child()], [date(2026, 10, 28)])
    scan_term(by_system("test", NOON - timedelta(minutes=5)), money.school.pk)
    night = standing(money)
    assert night - rules_at_the_desk()
    money.subsidy(100, NOON)
    scan_day.run(NOON + WITHIN)
    assert night <= standing(money)


def test_every_rule_on_records_is_live_or_is_said_to_wait_for_the_night() -> None:
    clauses = load_packs(("wuhai-2021-92", "national-2023-12")).clauses.values()
    finds = {binding.rule for clause in clauses for binding in clause.bindings if binding.level == "find"}
    records = {name for name in finds if "records" in all_rules()[name].judges}
    live = OF_ONE_SESSION | rules_at_the_desk()
    assert records - live == NIGHTLY
    assert not OF_ONE_SESSION & rules_at_the_desk()


def test_no_sign_appears_within_the_minute() -> None:
    """It would tell when an answer without a name came, and so whose it was (附.3, 附.4)."""
    clauses = load_packs(("wuhai-2021-92", "national-2023-12")).clauses.values()
    signs = {binding.rule for clause in clauses for binding in clause.bindings if binding.level == "sign"}
    assert not signs & (rules_at_the_desk() | OF_ONE_SESSION)


def test_a_rule_at_the_desk_says_the_same_without_the_tables_of_the_day() -> None:
    """On every fault the tests know: otherwise the day would contradict the night."""
    for _, folder, expected in [*FREE_WILL, *MONEY, *THE_DAY, *CONTENT]:
        if expected and expected[0][0] in rules_at_the_desk():
            whole = replace(facts_of(folder), as_of=date(2027, 2, 1))
            desk = replace(whole, **dict.fromkeys(NOT_AT_THE_DESK))
            law = load_packs(("wuhai-2021-92",))
            said = [
                {(f.rule, f.where, f.says) for f in judge(facts, law, judges=("plan", "records")).findings}
                for facts in (whole, desk)
            ]
            assert {each for each in said[0] if each[0] in rules_at_the_desk()} == said[1]
