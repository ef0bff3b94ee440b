"""A page asks for a relation once; nothing else is taken for granted because of it."""

from dataclasses import replace

import pytest

from kehou.ground.refusal import NotYours
from kehou.kernel.permit import demand, demand_of_page, demand_of_read
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
        demand_of_read(ALLOW, act, {"school_id": school.pk, "grade": 3})


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
            demand_of_read(wanted, who, {"school_id": where})


def test_a_deed_asks_again_whatever_the_page_has_shown(school, act) -> None:
    demand_of_page(ALLOW, act, {"school_id": school.pk})
    Role.objects.all().update(until=act.at)
    with pytest.raises(NotYours):
        demand(ALLOW, act, {"school_id": school.pk})


def test_the_systems_own_jobs_inherit_nothing(school, act) -> None:
    demand_of_page(ALLOW, act, {"school_id": school.pk})
    assert not act.as_system("x").shown
