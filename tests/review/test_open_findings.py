"""One fact, one finding, however often it is judged (rulebook §6)."""

from datetime import timedelta

import pytest

from kehou.day.models import Duty, Session
from kehou.kernel.act import by_system
from kehou.kernel.models import OutboxMessage
from kehou.org.models import DistrictParameter
from kehou.review.actions.answer_finding import answer_finding
from kehou.review.actions.close_finding import close_finding
from kehou.review.models import Finding
from kehou.review.queries.scans import days_to_judge
from kehou.review.scanning import scan_day, scan_term
from tests.make.day import WEDNESDAY, make_afternoon, moment
from tests.make.people import act_of, give_role, make_account, make_officer
from tests.make.review import end_early

pytestmark = pytest.mark.django_db
EVENING = moment(18, 30)


@pytest.fixture
def afternoon():
    made = make_afternoon()
    made.sign_in()
    made.call_roll()
    return made


def _scan(afternoon, at=EVENING, on=WEDNESDAY):
    return scan_day(by_system("test", at), afternoon.school.pk, on)


def _rules(afternoon):
    return set(Finding.objects.filter(school=afternoon.school, gone_at=None).values_list("rule", flat=True))


@pytest.mark.clause("附.5")
def test_a_session_that_ended_early_without_a_word_is_a_finding(afternoon):
    end_early(afternoon.session, moment(16, 45))
    _scan(afternoon)
    found = Finding.objects.get(rule="early-end")
    assert (found.clause, found.level, found.date) == ("附.5", "find", WEDNESDAY)
    assert found.evidence["minutes_early"] == 25 and found.where == f"session:{afternoon.session.pk}"


@pytest.mark.clause("附.5")
def test_a_districts_own_figure_judges_the_day_and_the_finding_names_its_document(afternoon):
    def set_to(minutes, from_date):
        DistrictParameter.objects.create(
            district_id=afternoon.school.district_id, name="early_tolerance", value=minutes, from_date=from_date,
            reference="海教发〔2026〕3号", set_at=EVENING,
        )  # fmt: skip

    end_early(afternoon.session, moment(17, 6))
    set_to(2, afternoon.session.term.first_day + timedelta(days=1))  # after the term began: not for this term
    _scan(afternoon)
    assert not Finding.objects.filter(rule="early-end").exists()
    set_to(3, afternoon.session.term.first_day)
    _scan(afternoon)
    found = Finding.objects.get(rule="early-end")
    assert found.evidence["minutes_early"] == 4
    assert "下课可以提前最多 3 分钟（海教发〔2026〕3号" in found.satisfied_by


@pytest.mark.clause("附.11")
def test_children_without_an_adult_are_a_finding_once_the_session_is_over(afternoon):
    Duty.objects.update(out_at=moment(16, 40))
    _scan(afternoon, moment(16, 50))
    assert "unattended" not in _rules(afternoon)  # the alarm speaks while it runs
    Session.objects.update(ended_at=moment(17, 10), state="ended")
    _scan(afternoon)
    found = Finding.objects.get(rule="unattended")
    assert found.clause == "附.11" and len(found.evidence["pupils"]) == 3


@pytest.mark.clause("七.1a")
def test_written_homework_for_the_lowest_grades_is_a_finding():
    low = make_afternoon(grade=2, name="二（2）班")
    low.sign_in()
    low.call_roll()
    Session.objects.update(written_homework=True, ended_at=moment(17, 10), state="ended")
    _scan(low)
    assert Finding.objects.get(rule="written-homework-given").clause == "七.1a"


@pytest.mark.clause("附.1")
def test_a_session_outside_the_plan_is_a_finding(afternoon):
    Session.objects.update(planned_end=moment(19, 30), ended_at=moment(19, 30), state="ended")
    _scan(afternoon, moment(20))
    assert Finding.objects.get(rule="session-outside-plan").clause == "附.1"


def test_judging_twice_opens_nothing_twice(afternoon):
    end_early(afternoon.session, moment(16, 45))
    first = _scan(afternoon)
    again = _scan(afternoon, EVENING + timedelta(hours=1))
    night = scan_term(by_system("test", moment(0, 5, on=WEDNESDAY + timedelta(days=1))), afternoon.school.pk)
    assert first["new"] > 0 and again == {"new": 0, "gone": 0, "back": 0}
    assert Finding.objects.filter(rule="early-end").count() == 1
    assert night["gone"] == 0


def test_a_fact_that_was_put_right_is_marked_gone_and_keeps_its_row(afternoon):
    end_early(afternoon.session, moment(16, 45))
    _scan(afternoon)
    Session.objects.update(early_reason="停电")
    assert _scan(afternoon)["gone"] == 1
    assert Finding.objects.get(rule="early-end").gone_at == EVENING


def test_a_fact_that_comes_back_after_it_was_closed_is_open_again(afternoon):
    end_early(afternoon.session, moment(16, 45))
    _scan(afternoon)
    row = Finding.objects.get(rule="early-end")
    office = make_officer("coordinator", afternoon.school)
    officer = make_account("郝志刚")
    give_role(officer, "district_officer", district=afternoon.school.district)
    answer_finding(act_of(office, EVENING), finding_id=row.pk, answer="停电，已补写原因")
    close_finding(act_of(officer, EVENING), finding_id=row.pk)
    _scan(afternoon)
    row.refresh_from_db()
    assert row.state == "closed"  # closed stays closed while nothing changes
    Session.objects.update(early_reason="停电")
    _scan(afternoon)
    Session.objects.update(early_reason="")
    assert _scan(afternoon)["back"] == 1
    row.refresh_from_db()
    assert (row.state, row.gone_at, row.answer) == ("open", None, "停电，已补写原因")


def test_the_school_is_told_of_new_problems_once(afternoon):
    office = make_officer("coordinator", afternoon.school)
    end_early(afternoon.session, moment(16, 45))
    _scan(afternoon)
    _scan(afternoon)
    told = OutboxMessage.objects.filter(kind="findings_opened", account_id=office.pk)
    assert told.count() == 1


def test_a_school_waits_to_be_judged_only_while_its_day_has_moved(afternoon):
    now = moment(16, 47)
    assert days_to_judge(WEDNESDAY, now) == []
    end_early(afternoon.session, moment(16, 45))
    assert days_to_judge(WEDNESDAY, now) == [afternoon.school.pk]
    _scan(afternoon, moment(16, 46))
    assert days_to_judge(WEDNESDAY, now) == []


def test_a_day_costs_as_many_statements_for_forty_children_as_for_three(django_assert_max_num_queries):
    large = make_afternoon(children=40)
    large.sign_in()
    large.call_roll()
    end_early(large.session, moment(16, 45))
    with django_assert_max_num_queries(60):
        _scan(large)


def test_children_of_one_lesson_without_consent_are_one_finding_that_points_at_no_child(afternoon):
    Session.objects.update(ended_at=moment(17, 10), state="ended")
    _scan(afternoon)
    found = Finding.objects.get(rule="attended-without-consent")
    assert found.where == f"session:{afternoon.session.pk}" and "一共 3 处" in found.says
    assert "student" not in found.evidence and found.evidence["cases"] == 3


def test_a_sign_keeps_nothing_that_leads_to_a_person(afternoon):
    from kehou.policy.check import Finding as Told
    from kehou.review.judging import PERSONS, _kept

    told = Told("附.11", "adult-in-two-places", "sign", "adults.csv", "", {"adult": "t003", "minutes": 12}, "…", "…")
    assert not PERSONS & set(_kept(told, {}, 1).evidence)
