"""A page asks for a relation once; nothing else is taken for granted because of it."""

from dataclasses import replace

import pytest

from kehou.ground.refusal import NotYours
from kehou.kernel.action import ACTIONS, action
from kehou.kernel.permit import Permit, anyone, demand, demand_of_page
from kehou.people.models import Role
from kehou.people.permits import at_school
from tests.make.people import act_of, make_account, make_officer, make_school

pytestmark = [pytest.mark.django_db, pytest.mark.invariant("I15")]
ALLOW = (at_school("coordinator"),)


@pytest.fixture
def school():
    return make_school()


@pytest.fixture
def act(school, at):
    return act_of(make_officer("coordinator", school), at)


def test_a_read_behind_its_page_asks_nothing_again(school, act, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        demand_of_page(ALLOW, act, {"school_id": school.pk})
        demand(ALLOW, act, {"school_id": school.pk, "grade": 3})


def test_another_row_another_relation_and_another_actor_are_asked(school, act, at) -> None:
    demand_of_page(ALLOW, act, {"school_id": school.pk})
    stranger = make_account("路人")
    for wanted, who, where in (
        (ALLOW, act, make_school("河湾初级中学").pk),
        ((at_school("principal"),), act, school.pk),
        (ALLOW, replace(act, actor=act_of(stranger, at).actor), school.pk),
        (ALLOW, act_of(stranger, at), school.pk),
    ):
        with pytest.raises(NotYours):
            demand(wanted, who, {"school_id": where})


def test_once_a_deed_has_written_everything_is_asked_again(school, act) -> None:
    @action(allow=ALLOW)
    def end_own_role(act, *, school_id: int) -> None:
        Role.objects.filter(school_id=school_id).update(until=act.at)

    ACTIONS.popitem()
    demand_of_page(ALLOW, act, {"school_id": school.pk})
    end_own_role(act, school_id=school.pk)
    with pytest.raises(NotYours):
        end_own_role(act, school_id=school.pk)
    with pytest.raises(NotYours):
        demand(ALLOW, act, {"school_id": school.pk})


def test_a_deed_without_a_page_asks(school, at) -> None:
    with pytest.raises(NotYours):
        demand(ALLOW, act_of(make_account("路人"), at), {"school_id": school.pk})


def test_a_relation_is_known_by_what_it_was_judged_by_not_by_its_name(act) -> None:
    """A permit whose name says nothing of its rows, and one with the name of another."""
    asked = []

    def holds(_act, parameters) -> bool:
        asked.append(parameters["role"])
        return True

    vague, namesake = Permit("whoever places roles", holds), Permit("whoever places roles", lambda *_: False)
    demand_of_page((vague,), act, {"role": "teacher", "name": "王敏"})
    demand((vague,), act, {"role": "teacher", "name": "李强"})
    demand((vague,), act, {"role": "principal", "name": "王敏"})
    assert asked == ["teacher", "principal"]
    with pytest.raises(NotYours):
        demand((namesake,), act, {"role": "teacher"})


def test_a_permit_that_looks_at_all_parameters_holds_for_just_these(act) -> None:
    every = Permit("whoever", lambda _, parameters: "school_id" not in parameters and len(dict(parameters)) == 1)
    demand_of_page((every,), act, {"grade": 1})
    demand((every,), act, {"grade": 1})
    for other in ({"grade": 2, "class_no": 1}, {"school_id": 1}):
        with pytest.raises(NotYours):
            demand((every,), act, other)


def test_what_no_page_showed_leaves_nothing_behind(act) -> None:
    demand((anyone,), act, {})
    assert not act.shown


def test_the_systems_own_jobs_inherit_nothing(school, act) -> None:
    demand_of_page(ALLOW, act, {"school_id": school.pk})
    assert not act.as_system("x").shown
