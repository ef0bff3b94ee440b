"""Lists are previewed as a difference and written whole, or not at all (I25)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from kehou.ground.refusal import NotYours, Refusal
from kehou.jobs.read_lists import read_lists
from kehou.org.models import School
from kehou.people.actions.apply_list import apply_list
from kehou.people.actions.discard_list import discard_list
from kehou.people.actions.record_aid import record_aid
from kehou.people.actions.upload_list import upload_list
from kehou.people.aid import aid_of
from kehou.people.models import Account, Guardianship, Import, Pupil, PupilCare, Role, StaffMember
from kehou.sim.people import SimPupil, SimSchool, SimStaff, Town
from kehou.sim.roll_file import write_roll, write_staff_list
from tests.make.people import act_of, make_guardian, make_officer, make_school

pytestmark = pytest.mark.django_db
FIRST_DAY = date(2026, 8, 31)
Send = Callable[..., Import]


@pytest.fixture
def school() -> School:
    return make_school()


@pytest.fixture
def office(school: School) -> Account:
    return make_officer("coordinator", school)


@pytest.fixture
def town() -> Town:
    return Town(7, first_day=FIRST_DAY)


@pytest.fixture
def send(school: School, office: Account, at: datetime, tmp_path: Path) -> Send:
    """Upload a file of these people and let the worker read it."""

    def upload(people: tuple[SimPupil, ...] | tuple[SimStaff, ...], *, kind: str = "roll", **how: object) -> Import:
        path = tmp_path / f"list.{how.get('format', 'xlsx')}"
        (write_roll if kind == "roll" else write_staff_list)(path, people, **how)
        number = upload_list(
            act_of(office, at), school_id=school.pk, kind=kind, file_name=path.name, content=path.read_bytes()
        )
        read_lists(at)
        return Import.objects.get(pk=number)

    return upload


def write(row: Import, office: Account, at: datetime) -> Import:
    assert apply_list(act_of(office, at), school_id=row.school_id, import_id=row.pk) == "applying"
    read_lists(at)
    row.refresh_from_db()
    return row


def town_of(town: Town, school: School, n: int = 30) -> tuple[SimPupil, ...]:
    return town.pupils(SimSchool(school.code, ("primary",)), n)


@pytest.mark.invariant("I25")
def test_a_preview_writes_nothing_and_applying_writes_everything(
    school: School, office: Account, town: Town, send: Send, at: datetime
) -> None:
    pupils = town_of(town, school)
    row = send(pupils)
    assert (row.state, row.counts["new"], row.counts["refused"]) == ("preview", 30, 0)
    assert not Pupil.objects.exists()
    assert write(row, office, at).state == "applied"
    assert Pupil.objects.count() == 30
    assert sorted(Pupil.objects.values_list("number", flat=True)) == list(range(1, 31))
    assert Guardianship.objects.count() == sum(len(p.guardians) for p in pupils)
    assert PupilCare.objects.count() == 30
    assert row.content == "" and row.diff == {}


@pytest.mark.invariant("I25")
@pytest.mark.parametrize("how", [{"format": "xlsx"}, {"format": "csv"}, {"format": "csv", "encoding": "gb18030"}])
def test_the_same_file_twice_changes_nothing_in_every_form(
    school: School, office: Account, town: Town, send: Send, at: datetime, how: dict[str, str]
) -> None:
    pupils = town_of(town, school)
    write(send(pupils), office, at)
    before = list(Pupil.objects.order_by("pk").values()), list(Guardianship.objects.order_by("pk").values_list("pk"))
    again = send(pupils, **how)
    assert again.counts == {"new": 0, "changed": 0, "gone": 0, "unchanged": 30, "refused": 0}
    write(again, office, at)
    after = list(Pupil.objects.order_by("pk").values()), list(Guardianship.objects.order_by("pk").values_list("pk"))
    assert [_plain(p) for p in before[0]] == [_plain(p) for p in after[0]] and before[1] == after[1]


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name != "id_number"}


def test_a_move_to_another_class_is_one_change_with_both_values(
    school: School, office: Account, town: Town, send: Send, at: datetime
) -> None:
    pupils = town_of(town, school)
    write(send(pupils), office, at)
    row = send((replace(pupils[0], class_no=7), *pupils[1:]))
    assert (row.counts["changed"], row.counts["unchanged"]) == (1, 29)
    assert row.diff["changed"][0]["changes"] == [["class_no", pupils[0].class_no, 7]]
    write(row, office, at)
    assert Pupil.objects.filter(class_no=7).count() == 1


def test_a_corrected_id_number_keeps_the_child_its_number_and_its_ties(
    school: School, office: Account, town: Town, send: Send, at: datetime
) -> None:
    pupils = town_of(town, school)
    write(send(pupils), office, at)
    stranger = town.pupils(SimSchool("2115099999", ("primary",)), 400)
    other = next(
        p for p in stranger if (p.sex, p.grade, p.born.year) == (pupils[0].sex, pupils[0].grade, pupils[0].born.year)
    )
    corrected = replace(pupils[0], id_number=other.id_number, born=other.born)
    row = send((corrected, *pupils[1:]))
    assert (row.counts["new"], row.counts["gone"], row.counts["changed"]) == (0, 0, 1)
    before = set(Pupil.objects.values_list("pk", flat=True))
    write(row, office, at)
    assert set(Pupil.objects.filter(left_on=None).values_list("pk", flat=True)) == before
    assert {p.id_number for p in Pupil.objects.all()} == {p.id_number for p in (corrected, *pupils[1:])}


def test_a_child_who_left_and_comes_back_keeps_its_number(
    school: School, office: Account, town: Town, send: Send, at: datetime
) -> None:
    pupils = town_of(town, school)
    write(send(pupils), office, at)
    number = {p.id_number: p.number for p in Pupil.objects.all()}[pupils[-1].id_number]
    write(send(pupils[:-1]), office, at)
    assert Pupil.objects.get(number=number).left_on == at.date()
    write(send(pupils), office, at)
    back = Pupil.objects.get(number=number)
    assert (back.left_on, back.id_number) == (None, pupils[-1].id_number)


@pytest.mark.invariant("I25")
def test_one_refused_row_stops_the_whole_list(
    school: School, office: Account, town: Town, send: Send, at: datetime
) -> None:
    row = send(town_of(town, school), faults=("wrong_check_digit",))
    assert row.counts["refused"] == 1
    cell, column, found, _ = row.diff["refused"][0]["problems"][0]
    assert column == "身份证件号" and cell[0].isalpha()
    assert "*" in found
    with pytest.raises(Refusal, match="rows_refused"):
        apply_list(act_of(office, at), school_id=school.pk, import_id=row.pk)
    assert not Pupil.objects.exists()


def test_another_schools_list_is_refused(school: School, office: Account, town: Town, send: Send, at: datetime) -> None:
    row = send(town.pupils(SimSchool("2115088888", ("primary",)), 10))
    assert row.counts["refused"] == 10
    with pytest.raises(Refusal, match="rows_refused"):
        apply_list(act_of(office, at), school_id=school.pk, import_id=row.pk)


def test_when_many_are_gone_a_second_person_must_look(
    school: School, office: Account, town: Town, send: Send, at: datetime
) -> None:
    pupils = town_of(town, school, 40)
    write(send(pupils), office, at)
    row = send(pupils[:30])
    assert apply_list(act_of(office, at), school_id=school.pk, import_id=row.pk) == "second_person"
    assert Import.objects.get(pk=row.pk).state == "preview"
    head = make_officer("principal", school, "齐国强")
    write(row, head, at)
    row.refresh_from_db()
    assert (row.state, row.second_person_id) == ("applied", head.pk)
    assert Pupil.objects.filter(left_on=None).count() == 30


@pytest.mark.invariant("I25")
@pytest.mark.parametrize("table", ["PupilCare", "Guardianship"])
def test_a_failure_in_the_middle_of_writing_leaves_everything_as_before(
    school: School, office: Account, town: Town, send: Send, at: datetime, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    from kehou.people.actions import roll_rows

    row = send(town_of(town, school))
    with monkeypatch.context() as broken:
        insert_rows = roll_rows.insert_rows

        def fail(model: type, *values: object) -> None:
            if model.__name__ == table:
                raise OSError("disk full")
            insert_rows(model, *values)

        broken.setattr(roll_rows, "insert_rows", fail)
        apply_list(act_of(office, at), school_id=school.pk, import_id=row.pk)
        read_lists(at)
    row.refresh_from_db()
    assert row.state == "unreadable" and "什么都没有写入" in row.says
    assert not Pupil.objects.exists()
    assert write(send(town_of(Town(7, first_day=FIRST_DAY), school)), office, at).state == "applied"


def test_a_guardian_added_by_hand_outlives_the_next_list(
    school: School, office: Account, town: Town, send: Send, at: datetime
) -> None:
    pupils = town_of(town, school)
    write(send(pupils), office, at)
    aunt = make_guardian(Pupil.objects.order_by("number")[0], "李秀英", "姑姑")
    Guardianship.objects.filter(account=aunt).update(from_roll=False)
    row = send((replace(pupils[0], class_no=7), *pupils[1:]))
    write(row, office, at)
    assert Guardianship.objects.filter(account=aunt, until=None).exists()


def test_a_file_that_is_no_list_says_what_is_missing(school: School, office: Account, at: datetime) -> None:
    act = act_of(office, at)
    number = upload_list(
        act, school_id=school.pk, kind="roll", file_name="x.csv", content="姓名,班号\n张三,1\n".encode()
    )
    read_lists(at)
    row = Import.objects.get(pk=number)
    assert row.state == "unreadable"
    assert "学校标识码" in row.says


def test_a_discarded_list_keeps_nothing_of_the_file(
    school: School, office: Account, town: Town, send: Send, at: datetime
) -> None:
    row = send(town_of(town, school))
    discard_list(act_of(office, at), school_id=school.pk, import_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.content, row.diff) == ("discarded", "", {})
    with pytest.raises(Refusal, match="not_ready"):
        apply_list(act_of(office, at), school_id=school.pk, import_id=row.pk)


@pytest.mark.invariant("I15")
def test_nobody_from_elsewhere_uploads_or_applies(school: School, town: Town, send: Send, at: datetime) -> None:
    row = send(town_of(town, school))
    for stranger in (make_officer("coordinator", make_school("别校")), make_officer("teacher", school)):
        with pytest.raises(NotYours):
            apply_list(act_of(stranger, at), school_id=school.pk, import_id=row.pk)
        with pytest.raises(NotYours):
            upload_list(act_of(stranger, at), school_id=school.pk, kind="roll", file_name="x", content=b"x")


@pytest.mark.invariant("I16")
def test_a_preview_shows_no_whole_id_number_or_phone(school: School, town: Town, send: Send) -> None:
    pupils = town_of(town, school)
    row = send(pupils, faults=("wrong_check_digit",))
    kept = repr(row.diff) + row.says
    secrets = [p.id_number for p in pupils] + [g.phone for p in pupils for g in p.guardians]
    assert not [secret for secret in secrets if secret in kept]


def test_a_staff_list_makes_accounts_roles_and_members(
    school: School, office: Account, town: Town, send: Send, at: datetime
) -> None:
    staff = town.staff(SimSchool(school.code, ("primary",)), 5)
    row = send(staff, kind="staff")
    assert row.counts["new"] == len(staff)
    write(row, office, at)
    assert StaffMember.objects.count() == len(staff)
    head = Role.objects.get(role="principal", until=None)
    assert head.account.name == staff[0].name
    assert not head.account.has_usable_password()
    again = send(staff, kind="staff")
    assert (again.counts["new"], again.counts["changed"], again.counts["unchanged"]) == (0, 0, len(staff))


@pytest.mark.invariant("I21")
def test_who_is_gone_from_the_staff_list_loses_the_roles_at_once(
    school: School, office: Account, town: Town, send: Send, at: datetime
) -> None:
    staff = town.staff(SimSchool(school.code, ("primary",)), 30)
    write(send(staff, kind="staff"), office, at)
    row = send(staff[:-1], kind="staff")
    assert row.counts["gone"] == 1
    write(row, office, at)
    gone = Account.objects.get(name=staff[-1].name)
    assert not Role.objects.filter(account=gone, until=None).exists()
    assert StaffMember.objects.get(account=gone).until == at


def test_a_staff_list_without_anybody_in_charge_is_put_back(
    school: School, office: Account, town: Town, send: Send, at: datetime
) -> None:
    staff = town.staff(SimSchool(school.code, ("primary",)), 60)
    write(send(staff, kind="staff"), office, at)
    row = send(staff[2:], kind="staff")
    apply_list(act_of(office, at), school_id=school.pk, import_id=row.pk)
    Role.objects.filter(account=office).update(until=at)
    read_lists(at)
    row.refresh_from_db()
    assert row.state == "reading" and "没人能管" in row.says
    assert Role.objects.filter(role="principal", until=None).exists()


@pytest.mark.clause("八.3c")
def test_aid_that_a_later_roll_says_otherwise_begins_and_ends_on_its_day(
    send: Send, town: Town, school: School, office: Account, at: datetime
) -> None:
    child = replace(town_of(town, school, 1)[0], aid=("孤儿", "残疾"))
    write(send((child,)), office, at)
    assert send((child,)).counts["changed"] == 0, "the same roll again changes nothing"
    pupil, today = Pupil.objects.get(), at.date()
    assert aid_of([pupil.pk])[pupil.pk].on(today) == {"孤儿", "残疾"}
    record_aid(
        act_of(make_officer("aid_officer", school, "温专员"), at), school_id=school.pk, child_id=pupil.pk,
        category="城市低保", evidence="低保证", first_day=today,
    )  # fmt: skip
    later = at + timedelta(days=40)
    row = send((replace(child, aid=("残疾", "烈士子女")),))
    write(row, office, later)
    aid = aid_of([pupil.pk])[pupil.pk]
    assert aid.on(later.date() - timedelta(days=1)) == {"孤儿", "残疾", "城市低保"}
    assert aid.on(later.date()) == {"残疾", "烈士子女", "城市低保"}
    assert send((replace(child, aid=("残疾", "烈士子女")),)).counts["changed"] == 0
