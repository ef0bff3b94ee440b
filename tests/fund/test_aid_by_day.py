"""A waiver counts on the days on which the aid was in force; why stays between the family and the aid officer (八.3c, I16)."""

from datetime import date, timedelta

import pytest

from kehou.day.facts import students
from kehou.fund.actions.ask_correction import ask_correction
from kehou.fund.actions.correct_bill import correct_bill
from kehou.fund.actions.record_payment import record_payment
from kehou.fund.billing import rates_in
from kehou.fund.models import Bill
from kehou.fund.queries.bill import family_bill, office_bill, waiver_reason
from kehou.fund.queries.waivers import BillBehind, waivers_for
from kehou.ground.refusal import NotYours, Refusal
from kehou.invariants import check_all
from kehou.kernel.models import OutboxMessage
from kehou.org import queries as org
from kehou.people.actions.end_aid import end_aid
from kehou.people.actions.record_aid import record_aid
from kehou.people.aid import Aid, Spell, aid_board, aid_of, aid_page
from kehou.people.models import Account, AidPeriod, Pupil
from tests.make.fund import NOW, Money, make_money, october
from tests.make.people import act_of, make_guardian, make_officer

pytestmark = pytest.mark.django_db

DAYS = october(12, 13, 14, 15, 16, 19)
"""Six of October's 21 days: 17.14 yuan of 60."""


@pytest.fixture
def money() -> Money:
    return make_money()


@pytest.fixture
def officer(money: Money) -> Account:
    return make_officer("aid_officer", money.school, "温专员")


def record(
    money: Money, officer: Account, child: Pupil, first: date, last: date | None = None, category: str = "城市低保"
) -> int:
    return record_aid(
        act_of(officer, NOW), school_id=money.school.pk, child_id=child.pk, category=category, evidence="低保证 7 号",
        first_day=first, last_day=last,
    )  # fmt: skip


def billed(money: Money, child: Pupil) -> Bill:
    money.serve([child], DAYS)
    money.issue()
    return money.bill(child)


def straight() -> None:
    assert not [(name, rows) for name, _, rows in check_all() if rows and name[:3] in ("i04", "i05", "i06")]


@pytest.mark.clause("八.3c")
@pytest.mark.parametrize(
    ("first", "last", "waived"),
    [
        (date(2026, 9, 1), None, 1714),  # all six days
        (date(2026, 10, 15), None, 857),  # three of six
        (date(2026, 10, 19), None, 286),  # one: 285.67, the fraction for the family
        (date(2026, 9, 1), date(2026, 10, 12), 286),  # it ended on the first
        (date(2026, 10, 17), date(2026, 10, 18), 0),  # a week-end without service
        (date(2026, 11, 1), None, 0),
    ],
)
def test_a_bill_is_waived_on_the_days_on_which_the_aid_was_in_force(
    money: Money, officer: Account, first: date, last: date | None, waived: int
) -> None:
    child = money.child()
    record(money, officer, child, first, last)
    bill = billed(money, child)
    assert (bill.charged, bill.waived) == (1714, waived)
    assert sum(rate == 100 for rate in rates_in(bill.provenance).values()) == round(waived * 6 / 1714)
    straight()


@pytest.mark.clause("八.3c")
def test_on_a_day_in_two_categories_the_better_one_counts(officer: Account) -> None:
    fees = {"waivers": [{"category": "城市低保", "rate": 100}, {"category": "孤儿", "rate": 50}]}
    from tests.make.plan import promise

    money = make_money("沙坡小学", fees={**promise()["fees"], **fees})
    own = make_officer("aid_officer", money.school, "温专员二")
    child = money.child(aid_category="孤儿")
    record(money, own, child, DAYS[3])
    bill = billed(money, child)
    assert list(rates_in(bill.provenance).values()) == [50, 50, 50, 100, 100, 100] and bill.waived == 1286


def behind(officer: Account, child: Pupil) -> tuple[BillBehind, ...]:
    act = act_of(officer, NOW)
    page = aid_page(act, child_id=child.pk)
    return waivers_for(act, child_id=child.pk, school_id=page.school_id, term_id=None, aid=page.aid).behind


@pytest.mark.clause("八.3c")
def test_aid_that_begins_before_it_was_known_is_given_back_by_a_correction_and_the_reason_stays_private(
    money: Money, officer: Account
) -> None:
    child = money.child()
    bill = billed(money, child)
    record_payment(money.act(), bill_id=bill.pk, amount=1714, ref="1")
    record(money, officer, child, DAYS[3])
    assert [(each.id, each.days) for each in behind(officer, child)] == [(bill.pk, 3)]
    ask_correction(act_of(officer, NOW), bill_id=bill.pk)
    told = OutboxMessage.objects.get(account_id=money.maker.pk)
    assert "低保" not in told.title + told.body and child.name not in told.title + told.body
    correct_bill(money.act(), bill_id=bill.pk, reason="减免有变")
    bill.refresh_from_db()
    assert (bill.waived, bill.owed_back) == (857, 857)
    assert not behind(officer, child)
    assert "低保" not in str(office_bill(money.act(), bill_id=bill.pk)) + str(bill.provenance)
    straight()


@pytest.mark.clause("八.3c")
def test_what_was_waived_stays_waived_when_the_aid_is_found_to_have_ended_earlier(
    money: Money, officer: Account
) -> None:
    child = money.child()
    aid = record(money, officer, child, date(2026, 9, 1))
    bill = billed(money, child)
    end_aid(act_of(officer, NOW), school_id=money.school.pk, aid_id=aid, last_day=DAYS[0])
    with pytest.raises(Refusal, match="nothing_to_correct"):
        correct_bill(money.act(), bill_id=bill.pk, reason="看看")
    money.serve([child], october(20))
    correct_bill(money.act(), bill_id=bill.pk, reason="补点名")
    bill.refresh_from_db()
    assert list(rates_in(bill.provenance).values()) == [100] * 6 + [0]


@pytest.mark.invariant("I16")
def test_only_the_family_and_the_aid_officer_read_why(money: Money, officer: Account) -> None:
    child = money.child()
    guardian, stranger = make_guardian(child), make_guardian(money.child(1))
    record(money, officer, child, DAYS[2], DAYS[3])
    bill = billed(money, child)
    for account in (guardian, officer):
        spans = waiver_reason(act_of(account, NOW), bill_id=bill.pk).spans
        assert [(s.days, s.rate, s.categories) for s in spans] == [(2, 0, ""), (2, 100, "城市低保"), (2, 0, "")]
    for account in (stranger, money.maker, money.checker, money.coordinator, money.principal, money.teacher.account):
        with pytest.raises(NotYours):
            waiver_reason(act_of(account, NOW), bill_id=bill.pk)
        with pytest.raises(NotYours):
            aid_board(act_of(account, NOW), school_id=money.school.pk)
        with pytest.raises(NotYours):
            record(money, account, child, DAYS[0])
    assert "低保" not in str(family_bill(act_of(guardian, NOW), bill_id=bill.pk))


@pytest.mark.invariant("I20")
def test_the_category_and_the_paper_are_sealed_in_the_database(money: Money, officer: Account) -> None:
    from django.db import connection

    record(money, officer, money.child(), DAYS[0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT category, evidence FROM people_aidperiod")
        assert not any("低保" in text for row in cursor.fetchall() for text in row)


def test_the_record_tells_a_category_only_where_one_rate_can_judge_the_term(money: Money, officer: Account) -> None:
    whole, part, roll = money.child(0), money.child(1), money.child(2, aid_category="孤儿")
    record(money, officer, whole, date(2026, 8, 1))
    record(money, officer, part, date(2026, 10, 15))
    told = {row.student: row.aid for row in students(money.school.pk, org.term(money.term.pk))}
    assert [told[f"s{child.number:05d}"] for child in (whole, part, roll)] == ["城市低保", "", "孤儿"]


def test_spells_that_follow_each_other_are_one_and_a_gap_is_none() -> None:
    spells = (Spell("低保", date(2026, 9, 1), date(2026, 10, 31)), Spell("低保", date(2026, 11, 1), None))
    assert Aid("", spells).throughout(date(2026, 9, 1), date(2027, 1, 15)) == {"低保"}
    gap = (spells[0], Spell("低保", date(2026, 11, 2), None))
    assert Aid("", gap).throughout(date(2026, 9, 1), date(2027, 1, 15)) == frozenset()
    assert Aid("", gap).on(date(2026, 11, 1)) == frozenset() and Aid("孤儿", gap).on(date(2026, 11, 1)) == {"孤儿"}


def test_what_cannot_be_recorded_says_why_in_order(money: Money, officer: Account) -> None:
    child, act = money.child(), act_of(officer, NOW)
    good = {"category": "城市低保", "evidence": "低保证", "first_day": DAYS[0], "last_day": DAYS[2]}
    ids = {"school_id": money.school.pk, "child_id": child.pk}
    for code, wrong in {
        "no_category": {"category": " "}, "no_evidence": {"evidence": ""}, "days_reversed": {"last_day": DAYS[0] - timedelta(1)},
    }.items():  # fmt: skip
        with pytest.raises(Refusal, match=code):
            record_aid(act, **{**ids, **good, **wrong})
    aid = record_aid(act, **{**ids, **good})
    with pytest.raises(Refusal, match="aid_there"):
        record_aid(act, **{**ids, **good, "first_day": DAYS[2], "last_day": None})
    record_aid(act, **{**ids, **good, "first_day": DAYS[3], "last_day": None})
    with pytest.raises(Refusal, match="days_reversed"):
        end_aid(act, school_id=money.school.pk, aid_id=aid, last_day=DAYS[0] - timedelta(1))
    with pytest.raises(NotYours):
        end_aid(act, school_id=make_money("沙坡小学").school.pk, aid_id=aid, last_day=DAYS[0])
    assert AidPeriod.objects.count() == 2 and len(aid_of([child.pk])[child.pk].spells) == 2
