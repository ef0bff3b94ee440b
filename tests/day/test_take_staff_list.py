"""A staff list that forgot somebody does not take them away from children in their charge (附.11, I9)."""

from datetime import datetime
from pathlib import Path

import pytest

from kehou.day.actions.sign_out_adult import sign_out_adult
from kehou.jobs.read_lists import read_lists
from kehou.people.actions.apply_list import apply_list
from kehou.people.actions.upload_list import upload_list
from kehou.people.models import Account, Import, StaffMember
from kehou.people.sign_in import phone_index
from kehou.sim.people import SimSchool, Town
from kehou.sim.roll_file import write_staff_list
from tests.make.day import Afternoon, make_afternoon, moment
from tests.make.people import act_of, make_officer

pytestmark = pytest.mark.django_db


def list_without_the_teacher(where: Afternoon, office: Account, at: datetime, folder: Path) -> Import:
    phone = "19900000001"
    where.teacher.phone, where.teacher.phone_index = phone, phone_index(phone)
    where.teacher.save()
    town = Town(7, first_day=at.date())
    write_staff_list(folder / "staff.xlsx", town.staff(SimSchool(where.school.code, ("primary",)), 5))
    content = (folder / "staff.xlsx").read_bytes()
    act = act_of(office, at)
    number = upload_list(act, school_id=where.school.pk, kind="staff", file_name="staff.xlsx", content=content)
    read_lists(at)
    row = Import.objects.get(pk=number)
    if apply_list(act, school_id=where.school.pk, import_id=number) == "second_person":
        second = make_officer("principal", where.school)
        apply_list(act_of(second, at), school_id=where.school.pk, import_id=number)
    read_lists(at)
    row.refresh_from_db()
    return row


@pytest.mark.clause("附.11")
@pytest.mark.invariant("I9")
def test_a_list_that_names_no_longer_who_has_children_in_charge_is_put_back(tmp_path: Path) -> None:
    where = make_afternoon()
    office = make_officer("coordinator", where.school)
    where.sign_in()
    where.call_roll()
    row = list_without_the_teacher(where, office, moment(16, 30), tmp_path)
    assert row.state != "applied" and "苏日娜还在四（2）班签着到" in row.says
    assert StaffMember.objects.get(pk=where.teacher.pk).until is None


def test_once_signed_out_the_list_is_taken(tmp_path: Path) -> None:
    where = make_afternoon()
    office = make_officer("coordinator", where.school)
    where.sign_in()
    sign_out_adult(where.teacher_at(moment(16, 20)), **where.ids)
    row = list_without_the_teacher(where, office, moment(16, 30), tmp_path)
    assert row.state == "applied"
    assert StaffMember.objects.get(pk=where.teacher.pk).until == moment(16, 30)
