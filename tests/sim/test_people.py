"""The simulated people: plausible, reproducible, nobody's."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from stdnum.cn import ric

from kehou.sim.people import FIRST_ORDER_NUMBER, PHONE_PREFIX, SimPupil, SimSchool, Town

FIRST_DAY = date(2026, 8, 31)
PRIMARY = SimSchool("2115000017", ("primary",))
JUNIOR = SimSchool("3115000018", ("junior",), "150304", boarding=0.5)


@pytest.fixture(scope="module")
def pupils() -> tuple[SimPupil, ...]:
    return Town(7, first_day=FIRST_DAY).pupils(PRIMARY, 2000)


def test_the_same_seed_gives_the_same_people_and_another_gives_others(pupils: tuple[SimPupil, ...]) -> None:
    assert Town(7, first_day=FIRST_DAY).pupils(PRIMARY, 2000) == pupils
    assert Town(8, first_day=FIRST_DAY).pupils(PRIMARY, 2000) != pupils


def test_a_school_has_the_same_pupils_whichever_school_is_asked_first(pupils: tuple[SimPupil, ...]) -> None:
    town = Town(7, first_day=FIRST_DAY)
    town.pupils(JUNIOR, 50)
    assert sum(a == b for a, b in zip(town.pupils(PRIMARY, 2000), pupils, strict=True)) > 1900


@pytest.mark.parametrize("count", [0, 1, 5, 37, 600])
def test_the_number_of_pupils_is_exact(count: int) -> None:
    assert len(Town(1, first_day=FIRST_DAY).pupils(PRIMARY, count)) == count


def test_no_grade_has_more_classes_than_the_roll_can_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehou.sim.people.MOST_CLASSES", 2)
    many = Town(1, first_day=FIRST_DAY).pupils(PRIMARY, 900)
    assert len(many) == 900 and {pupil.class_no for pupil in many} == {1, 2}


def test_id_numbers_check_and_are_of_the_kind_nobody_is_given(pupils: tuple[SimPupil, ...]) -> None:
    for pupil in pupils:
        assert ric.is_valid(pupil.id_number)
        assert ric.get_birth_date(pupil.id_number) == pupil.born
        assert int(pupil.id_number[14:17]) >= FIRST_ORDER_NUMBER
        assert (int(pupil.id_number[16]) % 2 == 1) == (pupil.sex == "男")
    assert len({pupil.id_number for pupil in pupils}) == len(pupils)


def test_phones_are_of_a_prefix_without_an_operator(pupils: tuple[SimPupil, ...]) -> None:
    families: dict[str, int] = {}
    for pupil in pupils:
        for guardian in pupil.guardians:
            assert guardian.phone.startswith(PHONE_PREFIX) and len(guardian.phone) == 11
            assert families.setdefault(guardian.phone, pupil.family) == pupil.family


def test_children_are_as_old_as_their_grade(pupils: tuple[SimPupil, ...]) -> None:
    for pupil in pupils:
        years = (date(2026 - (pupil.grade - 1), 9, 1) - pupil.born).days / 365.25
        assert 6.0 <= years < 7.01


def test_classes_are_of_usual_size_and_seats_run_from_one(pupils: tuple[SimPupil, ...]) -> None:
    seats: dict[tuple[int, int], list[int]] = {}
    for pupil in pupils:
        seats.setdefault((pupil.grade, pupil.class_no), []).append(pupil.seat_no)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in seats.values())
    assert max(map(len, seats.values())) <= 44


def test_brothers_and_sisters_share_guardians_and_twins_a_class(pupils: tuple[SimPupil, ...]) -> None:
    families: dict[int, list[SimPupil]] = {}
    for pupil in pupils:
        families.setdefault(pupil.family, []).append(pupil)
    together = [children for children in families.values() if len(children) > 1]
    assert 0.1 < len(together) / len(families) < 0.3
    for children in together:
        assert len({child.guardians for child in children}) == 1
        for one, other in pairwise(sorted(children, key=lambda child: child.born)):
            if one.grade == other.grade:
                assert (one.born, one.class_no) == (other.born, other.class_no)


def test_rare_characters_and_mongolian_and_dotted_names_occur(pupils: tuple[SimPupil, ...]) -> None:
    names = "".join(pupil.name for pupil in pupils)
    assert any(sign in names for sign in "龑䶮㛃𬭎")
    assert "·" in names
    kinds = Counter(pupil.ethnicity for pupil in pupils)
    assert 0.02 < kinds["蒙古族"] / len(pupils) < 0.1


def test_hardship_is_as_rare_as_in_life_and_every_child_has_a_guardian(pupils: tuple[SimPupil, ...]) -> None:
    away = Counter(pupil.left_behind for pupil in pupils)
    assert away[1] and away[2] and (away[1] + away[2]) / len(pupils) < 0.15
    assert 0.05 < sum(pupil.migrant for pupil in pupils) / len(pupils) < 0.2
    assert not [pupil for pupil in pupils if pupil.migrant and pupil.left_behind]
    assert all(pupil.guardians for pupil in pupils)


def test_boarding_follows_the_school() -> None:
    boarders = [pupil.boarding for pupil in Town(1, first_day=FIRST_DAY).pupils(JUNIOR, 400)]
    assert 100 < sum(boarders) < 300


def test_a_district_outside_the_demo_city_is_refused() -> None:
    with pytest.raises(ValueError):
        Town(1, first_day=FIRST_DAY).pupils(SimSchool("2115000017", ("primary",), "150301"), 5)


def test_staff_have_an_office_and_teachers_with_one_phone_each() -> None:
    staff = Town(1, first_day=FIRST_DAY).staff(PRIMARY, teachers=20)
    roles = Counter(role for person in staff for role in person.roles)
    assert roles["校长"] == roles["经费经办"] == roles["经费复核"] == 1
    assert roles["教师"] > 20
    assert len({person.phone for person in staff}) == len(staff) == 29
