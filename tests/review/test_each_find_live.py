"""One rule, three moments: what a rule on records calls *find*, broken in the rows, is exactly its finding in the running system.

Live: at the next beat of the worker. Where docs/moments.md says that only the night can tell: at the night's judgement.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from kehou.fund.actions.prepare_pay_out import prepare_pay_out
from kehou.fund.actions.record_movement import record_movement
from kehou.fund.actions.set_rate import set_rate
from kehou.ground.refusal import Refusal
from kehou.jobs import scan_day
from kehou.kernel.act import by_system
from kehou.policy.pack import load_packs
from kehou.policy.rule import all_rules
from kehou.review.judging import OF_ONE_SESSION, rules_at_the_desk
from kehou.review.scanning import scan_term
from tests.make.day import WEDNESDAY, moment
from tests.make.people import act_of
from tests.make.served import NOON, Served, make_served, pledged
from tests.make.staff import make_teacher
from tests.review.faults import AT_NIGHT, CANNOT_BE, LATE, LIVE

MIDNIGHT = moment(0, 10, on=WEDNESDAY + timedelta(days=1))
WITHIN = timedelta(seconds=scan_day.EVERY_SECONDS)


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: Any) -> Iterator[Served]:
    """One school for all: every case is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_served()
        scan_term(by_system("test", moment(0, 10)), made.school.pk)
        assert made.standing() == set()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def school(whole: Served, db: None) -> Served:
    return replace(whole)


@pytest.mark.parametrize("rule", LIVE)
def test_what_is_broken_is_its_finding_at_the_next_beat_and_nothing_else_and_the_night_finds_the_same(
    school: Served, rule: str
) -> None:
    where = LIVE[rule](school)
    school.touch(LATE)
    scan_day.run(LATE + WITHIN)
    live = school.standing()
    assert [name for name, _ in live] == [rule]
    assert all(place == where if where else place.endswith(".csv") for _, place in live), live
    scan_term(by_system("test", MIDNIGHT), school.school.pk)
    assert school.standing() == live


@pytest.mark.parametrize("rule", AT_NIGHT)
def test_what_a_later_lesson_can_change_is_its_finding_in_the_night_and_nothing_else(school: Served, rule: str) -> None:
    where = AT_NIGHT[rule](school)
    school.touch(LATE)
    scan_day.run(LATE + WITHIN)
    assert school.standing() == set()
    scan_term(by_system("test", MIDNIGHT), school.school.pk)
    found = school.standing()
    assert [name for name, _ in found] == [rule]
    assert all(place.startswith(where) if where else place.endswith(".csv") for _, place in found), found


def test_an_ordinary_day_is_no_finding_live_or_at_night(school: Served) -> None:
    """What every case above adds its fault to."""
    s, sitting_in = school, pledged(make_teacher(school.school, "赵鹏"))
    s.lesson(s.children[:4], done=[True, True, True, False])
    s.consents(s.children[4], "join")
    s.consents(s.children[5], "join")
    s.lesson([s.children[4]], section=s.section(grade=2), adult=s.colleague, content=("reading", "group"))
    s.lesson([s.children[5]], section=s.section(grade=7), adult=sitting_in, ran=("16:10", "17:05"))
    s.lesson(
        [s.children[5]], section=s.section(grade=7, window="ev"), planned=("19:00", "20:30"), ran=("19:00", "20:35")
    )
    s.pays(s.lesson(s.children[:1], section=s.section(course="c04"), planned=("17:10", "18:10"), content=()), 60)
    s.bill(s.children[0], "2026-10", 6000)
    s.touch(LATE)
    assert scan_day.run(LATE + WITHIN) > 0
    scan_term(by_system("test", MIDNIGHT), s.school.pk)
    assert s.standing() == set()


def test_every_find_on_records_is_broken_here() -> None:
    clauses = load_packs(("wuhai-2021-92", "national-2023-12")).clauses.values()
    finds = {binding.rule for clause in clauses for binding in clause.bindings if binding.level == "find"}
    assert {name for name in finds if "records" in all_rules()[name].judges} == {*LIVE, *AT_NIGHT, *CANNOT_BE}
    assert set(LIVE) | CANNOT_BE == OF_ONE_SESSION | rules_at_the_desk() & {*LIVE, *CANNOT_BE}


@pytest.mark.clause("八.4c")
def test_the_ledger_has_no_other_use_so_money_for_one_is_refused(school: Served) -> None:
    record_movement(school.act(), **school.ids, kind="subsidy", amount=100, memo="区财政拨款通知")
    with pytest.raises(Refusal) as refused:
        record_movement(school.act(), **school.ids, kind="other", amount=100, memo="教师节慰问")
    assert refused.value.code == "unknown_kind"


@pytest.mark.clause("二.2", "八.4c", "八.4e")
def test_what_rows_show_at_night_the_deed_refuses_first(school: Served) -> None:
    """A source outside the plan, money that is not there, pay before the appraisal."""
    for kind, code in (("on_behalf", "source_unplanned"), ("running", "fund_too_small")):
        with pytest.raises(Refusal) as refused:
            record_movement(school.act(), **school.ids, kind=kind, amount=100, memo="凭据")
        assert refused.value.code == code
    school.lesson(school.children[:2])
    set_rate(act_of(school.principal, NOON), school_id=school.school.pk, role="school_teacher", fen_per_hour=6000,
             from_date=school.term.first_day)  # fmt: skip
    with pytest.raises(Refusal) as unpaid:
        prepare_pay_out(school.act(moment(9, on=date(2026, 11, 2))), **school.ids, period="2026-10")
    assert unpaid.value.code == "appraisal_open"
