"""People from outside: registered with their papers, warned before they end, never of a subject-tutoring company."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from kehou.ground.refusal import NotYours, Refusal
from kehou.jobs import warn_of_expiries
from kehou.kernel.models import OutboxMessage
from kehou.people import queries as people
from kehou.people.actions.add_provider import add_provider
from kehou.people.actions.register_outsider import register_outsider
from kehou.people.actions.renew_licence import renew_licence
from kehou.people.actions.renew_papers import renew_papers
from kehou.people.models import Provider
from kehou.staff import queries as staff
from tests.make.people import act_of, make_officer, make_school, make_staff
from tests.make.staff import make_coach, make_provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_school()


@pytest.fixture
def act(school, at):
    return act_of(make_officer("coordinator", school), at)


def outsiders(school, act):
    return [adult for adult in people.staff(school.pk, act.at) if not adult.is_teacher]


@pytest.mark.clause("五.3")
def test_a_clearance_runs_no_longer_than_the_policy_allows(school, act) -> None:
    given = {"school_id": school.pk, "name": "王老师", "role": "retired"}
    register_outsider(act, **given, cleared_on=date(2026, 10, 1))
    [adult] = outsiders(school, act)
    assert adult.cleared_until == date(2027, 10, 1)
    with pytest.raises(Refusal) as refused:
        register_outsider(act, **given, cleared_on=date(2026, 10, 1), cleared_until=date(2027, 10, 2))
    assert (refused.value.code, refused.value.clause) == ("clearance_too_long", "五.3")


@pytest.mark.clause("五.3")
def test_registered_without_papers_is_registered_and_not_cleared(school, act, at) -> None:
    register_outsider(act, school_id=school.pk, name="王老师", role="volunteer")
    [adult] = outsiders(school, act)
    assert people.clearance_problem(adult, at.date()) == "王老师的无犯罪记录证明没有登记"
    renew_papers(act, staff_id=adult.id, qualification="", qualified_until=None, cleared_on=at.date())
    [adult] = outsiders(school, act)
    assert people.clearance_problem(adult, at.date()) is None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"role": "school_teacher"}, "not_an_outside_role"),
        ({"name": " "}, "unnamed"),
        ({"role": "institution"}, "provider_missing"),
        ({"role": "qualified"}, "qualification_missing"),
        ({"cleared_on": date(2026, 10, 29)}, "cleared_in_future"),
        ({"cleared_until": date(2026, 12, 1)}, "clearance_undated"),
    ],
)
def test_what_is_missing_is_named(school, act, given, code) -> None:
    with pytest.raises(Refusal, match=code):
        register_outsider(act, **({"school_id": school.pk, "name": "王老师", "role": "retired"} | given))


@pytest.mark.clause("附.7")
def test_a_subject_tutoring_company_is_refused_by_the_deed_and_by_the_database(school, act) -> None:
    with pytest.raises(Refusal) as refused:
        add_provider(act, school_id=school.pk, name="名师学堂", category="subject", listed=True)
    assert refused.value.clause == "附.7"
    with pytest.raises(IntegrityError), transaction.atomic():
        make_provider(school, "名师学堂", category="subject")


@pytest.mark.clause("附.7")
def test_a_licence_is_renewed_on_paper_and_stops_at_its_end(school, act, at) -> None:
    provider = add_provider(act, school_id=school.pk, name="河畔俱乐部", category="non_subject", listed=True)
    coach = make_coach(school, provider=Provider.objects.get(pk=provider))

    def problem(on: date) -> str | None:
        return people.clearance_problem(people.staff(school.pk, at, ids=[coach.pk])[0], on)

    assert problem(at.date()) == "河畔俱乐部的许可没有登记"
    renew_licence(act, provider_id=provider, listed=True, licence_until=date(2026, 12, 31))
    assert problem(date(2026, 12, 31)) is None and problem(date(2027, 1, 1)) is not None


@pytest.mark.invariant("I12")
@pytest.mark.parametrize(
    ("days", "stage"), [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, 0)]
)
def test_papers_that_end_are_announced_60_30_and_7_days_before(school, at, days, stage) -> None:
    until = at.date() + timedelta(days=days)
    make_coach(school, cleared_until=until, cleared_on=until - timedelta(days=100))
    found = staff.expiries(school.pk, at)
    assert [(e.what, e.stage) for e in found] == ([("cleared", stage)] if stage is not None else [])


@pytest.mark.invariant("I15")
def test_another_school_neither_sees_nor_changes_anybody(school, act, at) -> None:
    coach = make_coach(school)
    stranger = act_of(make_officer("coordinator", make_school("河畔小学")), at)
    with pytest.raises(NotYours):
        renew_papers(stranger, staff_id=coach.pk, qualification="", qualified_until=None, cleared_on=None)
    with pytest.raises(NotYours):
        register_outsider(
            stranger, school_id=stranger_school(stranger), name="李", role="institution", provider_id=coach.provider_id
        )
    with pytest.raises(NotYours):  # a teacher's papers are not kept here
        renew_papers(act, staff_id=make_staff(school).pk, qualification="", qualified_until=None, cleared_on=None)


def stranger_school(act) -> int:
    return people.roles_of(act.account_id, act.at)[0].school_id


@pytest.mark.invariant("I12")
def test_the_coordinator_hears_of_each_stage_once(school, at) -> None:
    coordinator = make_officer("coordinator", school)
    make_coach(school, cleared_until=date(2026, 12, 20))
    for _ in range(2):
        warn_of_expiries.run(at)
    assert list(OutboxMessage.objects.values_list("account_id", "title")) == [
        (coordinator.pk, "赵教练的无犯罪记录证明12月20日到期")
    ]
    warn_of_expiries.run(at + timedelta(days=30))
    warn_of_expiries.run(at + timedelta(days=60))
    assert OutboxMessage.objects.count() == 3
