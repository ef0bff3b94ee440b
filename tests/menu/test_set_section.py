"""Rooms, capacity, minimum."""

import pytest

from kehou.ground.refusal import NotYours, Refusal
from kehou.menu import queries as menu
from kehou.menu.actions.add_room import add_room
from kehou.menu.actions.set_section import set_section
from kehou.menu.models import Section
from kehou.org.models import Campus
from tests.make.menu import make_room, make_sections
from tests.make.people import act_of, make_officer, make_pupil, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    school = make_school()
    make_pupil(school, grade=4, class_no=1)
    return school


@pytest.fixture
def sections(school):
    return make_sections(school)


@pytest.fixture
def act(school, at):
    return act_of(make_officer("coordinator", school), at)


def test_a_section_gets_a_room_and_fewer_places(school, sections, act) -> None:
    room = make_room(school)
    set_section(act, section_id=sections[0].pk, room_id=room.pk, capacity=20, minimum=8)
    found = menu.section(sections[0].pk)
    assert (found.room.name, found.capacity, found.minimum) == ("风雨操场", 20, 8)


@pytest.mark.clause("附.1")
def test_more_places_than_the_filed_plan_promises_need_a_new_version(sections, act) -> None:
    set_section(act, section_id=sections[0].pk, capacity=24)
    with pytest.raises(Refusal) as refused:
        set_section(act, section_id=sections[0].pk, capacity=25)
    assert (refused.value.code, refused.value.clause) == ("capacity_above_plan", "附.1")


@pytest.mark.invariant("I1")
def test_places_that_are_taken_stay(sections, act) -> None:
    Section.objects.filter(pk=sections[0].pk).update(taken=20)
    with pytest.raises(Refusal, match="capacity_below_taken"):
        set_section(act, section_id=sections[0].pk, capacity=19)


def test_a_room_holds_one_section_at_a_time_and_no_more_children_than_it_can(school, sections, act) -> None:
    room, closet = make_room(school), make_room(school, "小教室", capacity=10)
    set_section(act, section_id=sections[0].pk, room_id=room.pk)
    with pytest.raises(Refusal, match="room_taken"):
        set_section(act, section_id=sections[1].pk, room_id=room.pk)
    with pytest.raises(Refusal, match="room_too_small"):
        set_section(act, section_id=sections[1].pk, room_id=closet.pk)
    set_section(act, section_id=sections[2].pk, room_id=room.pk)  # paper cutting is on Mondays


@pytest.mark.invariant("I15")
def test_a_room_of_another_school_is_not_found(sections, act) -> None:
    with pytest.raises(NotYours):
        set_section(act, section_id=sections[0].pk, room_id=make_room(make_school("河畔小学")).pk)


def test_a_room_is_named_once(school, act) -> None:
    campus = Campus.objects.get(school=school)
    add_room(act, school_id=school.pk, campus_id=campus.pk, name="美术室", capacity=45, floor="三楼")
    with pytest.raises(Refusal) as refused:
        add_room(act, school_id=school.pk, campus_id=campus.pk, name=" 美术室 ", capacity=45)
    assert refused.value.fields == {"name": "换一个名字"}
    with pytest.raises(Refusal, match="room_capacity"):
        add_room(act, school_id=school.pk, campus_id=campus.pk, name="音乐室", capacity=0)
