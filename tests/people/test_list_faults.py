"""Whatever statement of writing a list fails, the school's people are exactly as before (I25)."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from kehou.jobs.read_lists import read_lists
from kehou.kernel.act import by_system
from kehou.people.actions.apply_list import apply_list
from kehou.people.actions.upload_list import upload_list
from kehou.people.actions.write_list import write_list
from kehou.people.imports import read_file
from kehou.people.models import Guardianship, Import, Pupil, PupilCare
from kehou.sim.people import SimSchool, Town
from kehou.sim.roll_file import write_roll
from tests.make.people import act_of, make_officer, make_school

pytestmark = pytest.mark.django_db


class FailAt:
    """Lets statements pass until the n-th write; n = 0 only counts."""

    def __init__(self, n: int) -> None:
        self.n, self.seen = n, 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.seen += 1
            if self.seen == self.n:
                raise OSError("power lost")
        return execute(sql, params, many, context)


def people() -> list[Any]:
    tables = (Pupil, PupilCare, Guardianship)
    return [sorted(table.objects.values_list("pk", flat=True)) for table in tables] + [
        sorted(Pupil.objects.values_list("number", "class_no", "left_on"))
    ]


@pytest.mark.invariant("I25")
def test_a_failure_at_any_write_leaves_everything_as_before(at: datetime, tmp_path: Path) -> None:
    from dataclasses import replace

    school = make_school()
    office = make_officer("coordinator", school)
    pupils = Town(7, first_day=date(2026, 8, 31)).pupils(SimSchool(school.code, ("primary",)), 40)

    def bring(children: Any) -> Import:
        write_roll(tmp_path / "r.xlsx", children)
        content = (tmp_path / "r.xlsx").read_bytes()
        act = act_of(office, at)
        number = upload_list(act, school_id=school.pk, kind="roll", file_name="r.xlsx", content=content)
        read_lists(at)
        apply_list(act, school_id=school.pk, import_id=number)
        return Import.objects.get(pk=number)

    bring(pupils[:38])
    read_lists(at)
    before = people()
    # Two come, one leaves, one moves: every kind of write.
    row = bring((*pupils[1:5], replace(pupils[5], class_no=9), *pupils[6:]))
    parsed = read_file(row)
    fails, n = 0, 1
    while True:
        fault = FailAt(n)
        try:
            with connection.execute_wrapper(fault):
                write_list(by_system("test", at), school_id=school.pk, import_id=row.pk, parsed=parsed)
        except OSError:
            fails += 1
            assert people() == before
            row.refresh_from_db()
            assert row.state == "applying" and row.content
        else:
            break
        n += 1
    assert fails >= 6
    assert people() != before
    assert Pupil.objects.filter(left_on=None).count() == 39
