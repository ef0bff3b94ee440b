"""Between its preview and its writing a list waits: read once, sealed, and only for what somebody saw (I25)."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from kehou.jobs.read_lists import read_lists
from kehou.org.models import School
from kehou.people import progress
from kehou.people.actions.apply_list import apply_list
from kehou.people.actions.upload_list import upload_list
from kehou.people.lists import list_of_school
from kehou.people.models import Account, Import, Pupil
from kehou.sim.people import SimPupil, SimSchool, Town
from kehou.sim.roll_file import write_roll
from tests.make.people import act_of, make_officer, make_pupil, make_school

Bring = Callable[..., Import]


@pytest.fixture
def school() -> School:
    return make_school()


@pytest.fixture
def office(school: School) -> Account:
    return make_officer("coordinator", school)


@pytest.fixture
def bring(school: School, office: Account, at: datetime, tmp_path: Path) -> Bring:
    """Upload and let the worker read; with `confirm` also have it confirmed."""

    def upload(pupils: tuple[SimPupil, ...], *, confirm: bool = False, faults: tuple[str, ...] = ()) -> Import:
        write_roll(tmp_path / "r.xlsx", pupils, faults=faults)
        act = act_of(office, at)
        content = (tmp_path / "r.xlsx").read_bytes()
        number = upload_list(act, school_id=school.pk, kind="roll", file_name="r.xlsx", content=content)
        read_lists(at)
        if confirm:
            apply_list(act, school_id=school.pk, import_id=number)
        return Import.objects.get(pk=number)

    return upload


def children(school: School, n: int = 30) -> tuple[SimPupil, ...]:
    return Town(7, first_day=date(2026, 8, 31)).pupils(SimSchool(school.code, ("primary",)), n)


def stored(row: Import) -> str:
    """The column as it lies in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM people_import WHERE id = %s", [row.pk])
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.invariant("I25")
def test_a_confirmed_list_is_written_without_opening_the_file_again(
    school: School, bring: Bring, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = bring(children(school), confirm=True)

    def closed(*_: object, **__: object) -> None:
        raise AssertionError("the file was opened again")

    monkeypatch.setattr("kehou.people.imports.read_table", closed)
    read_lists(at)
    row.refresh_from_db()
    assert row.state == "applied" and Pupil.objects.count() == 30


@pytest.mark.django_db
@pytest.mark.invariant("I16")
def test_what_waits_for_a_confirmation_lies_sealed_and_leaves_with_the_writing(
    school: School, bring: Bring, at: datetime
) -> None:
    pupils = children(school)
    row = bring(pupils, confirm=True)
    lying = stored(row)
    assert len(lying) > 1000 and "rows:" not in lying
    assert not [p for p in pupils if p.id_number in lying or p.name in lying]
    read_lists(at)
    assert stored(row) == ""


@pytest.mark.django_db
def test_of_a_list_with_a_wrong_row_nothing_is_kept(school: School, bring: Bring) -> None:
    row = bring(children(school), faults=("wrong_check_digit",))
    assert row.state == "preview" and row.counts["refused"] == 1 and stored(row) == ""


@pytest.mark.django_db
@pytest.mark.invariant("I25")
def test_what_nobody_saw_is_not_written(school: School, bring: Bring, at: datetime) -> None:
    """A child put on the roll between preview and writing would leave it unseen."""
    row = bring(children(school), confirm=True)
    newcomer = make_pupil(school)
    read_lists(at)
    row.refresh_from_db()
    assert row.state == "reading" and "又有了变动" in row.says
    assert list(Pupil.objects.all()) == [newcomer] and Pupil.objects.get().left_on is None
    read_lists(at)
    row.refresh_from_db()
    assert (row.state, row.counts["gone"], row.counts["new"]) == ("preview", 1, 30)


@pytest.mark.django_db
def test_a_preview_nobody_confirms_is_gone_after_a_week(
    school: School, office: Account, bring: Bring, at: datetime
) -> None:
    row = bring(children(school))
    read_lists(at + timedelta(days=6, hours=23))
    row.refresh_from_db()
    assert row.state == "preview"
    read_lists(at + timedelta(days=7, minutes=1))
    row.refresh_from_db()
    assert (row.state, row.content, row.diff) == ("discarded", "", {})
    found = list_of_school(act_of(office, at), school_id=school.pk, import_id=row.pk)
    assert "7 天里没有人确认" in found.says


@pytest.mark.django_db
def test_writing_ten_times_the_children_costs_few_statements_more(
    school: School, bring: Bring, at: datetime, django_assert_max_num_queries: Callable[..., object]
) -> None:
    bring(children(school, 600), confirm=True)
    with django_assert_max_num_queries(50):
        read_lists(at)
    assert Pupil.objects.count() == 600


@pytest.mark.django_db
def test_a_new_school_year_moves_everybody_with_few_statements(
    school: School, bring: Bring, at: datetime, django_assert_max_num_queries: Callable[..., object]
) -> None:
    pupils = children(school, 600)
    bring(pupils, confirm=True)
    read_lists(at)
    numbers = dict(Pupil.objects.values_list("id_index", "number"))
    row = bring(tuple(replace(pupil, class_no=pupil.class_no + 20) for pupil in pupils), confirm=True)
    assert row.counts["changed"] == 600
    with django_assert_max_num_queries(50):
        read_lists(at)
    assert Pupil.objects.filter(class_no__gt=20).count() == 600
    assert dict(Pupil.objects.values_list("id_index", "number")) == numbers


@pytest.mark.django_db(transaction=True)
def test_how_far_the_writing_is_can_be_seen_before_anything_of_it_can(
    school: School, office: Account, bring: Bring, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SELDOM_S", 0)
    row = bring(children(school, 1200), confirm=True)
    seen: list[tuple[int, int, int]] = []
    stop = threading.Event()

    def watch() -> None:
        try:
            while not stop.is_set():
                info = list_of_school(act_of(office, at), school_id=school.pk, import_id=row.pk)
                if info.state == "applying" and info.total:
                    seen.append((info.done, info.total, Pupil.objects.count()))
                time.sleep(0.001)
        finally:
            connection.close()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        read_lists(at)
    finally:
        stop.set()
        watcher.join()
    shares = [done / total for done, total, _ in seen]
    assert any(0 < share < 1 for share in shares) and shares == sorted(shares)
    before_the_end = [visible for done, total, visible in seen if done < total]
    assert set(before_the_end) == {0}
    assert Pupil.objects.count() == 1200
    assert progress.progress_of(row.pk) == (0, 0)


@pytest.mark.django_db
def test_without_the_note_the_writing_is_shown_without_a_figure(
    school: School, office: Account, bring: Bring, at: datetime
) -> None:
    row = bring(children(school), confirm=True)
    info = list_of_school(act_of(office, at), school_id=school.pk, import_id=row.pk)
    assert (info.state, info.done, info.total) == ("applying", 0, 0)
