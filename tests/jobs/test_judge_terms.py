"""Every night each school's term is judged, by processes that only read; whatever is killed, the night ends whole."""

import os
import signal
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection

from kehou.day import facts
from kehou.jobs import judge_terms
from kehou.kernel.act import by_system
from kehou.kernel.models import AuditEvent
from kehou.kernel.readers import Failed, as_of_one_moment
from kehou.org.models import School
from kehou.review import scanning
from kehou.review.models import Finding, Scan
from kehou.review.queries.scans import terms_to_judge
from kehou.review.scanning import scan_day, scan_term, scan_terms, term_judged
from tests.make.day import WEDNESDAY, make_afternoon, moment
from tests.make.people import make_school
from tests.make.review import end_early

NIGHT = moment(0, 1, on=WEDNESDAY + timedelta(days=1))


def ended_early() -> int:
    """A school with one finding of a lesson."""
    afternoon = make_afternoon()
    afternoon.sign_in()
    afternoon.call_roll()
    end_early(afternoon.session, moment(16, 45))
    return afternoon.school.pk


def kept() -> list[tuple[Any, ...]]:
    return sorted(Finding.objects.values_list("school_id", "key", "gone_at", "evidence"), key=str)


@pytest.mark.django_db
def test_every_night_each_term_is_judged_once() -> None:
    make_school("望山路小学")
    make_school("桥西小学")
    assert [judge_terms.run(NIGHT + timedelta(seconds=30 * n)) for n in range(2)] == [2, 0]
    assert Scan.objects.filter(date=None).count() == 2


@pytest.mark.django_db
def test_a_school_that_cannot_be_judged_keeps_none_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, whole = make_school("桥西小学").pk, make_school("望山路小学").pk
    plain = facts.students

    def students(school_id: int, *more: Any) -> Any:
        return 1 / 0 if school_id == broken else plain(school_id, *more)

    monkeypatch.setattr(facts, "students", students)
    assert judge_terms.run(NIGHT) == 1
    assert [scan.school_id for scan in Scan.objects.filter(date=None)] == [whole]
    assert terms_to_judge(NIGHT) == [broken]


@pytest.mark.clause("附.5")
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_processes_find_what_one_finds_and_a_killed_one_leaves_nothing_half(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three schools the reader of the first is killed: two are judged, the next run judges the third, nothing is double."""
    victim, *others = schools = [ended_early() for _ in range(3)]
    act = by_system("test", NIGHT)
    with monkeypatch.context() as patch:
        patch.setenv("KEHOU_TEST_VICTIM", str(victim))
        patch.setattr(scanning, "term_judged", judged_unless_victim)
        told = dict(scan_terms(act, schools, processes=2))
    failed = told.pop(victim)
    assert isinstance(failed, Failed) and "ended, with -9" in failed.why
    assert set(told) == set(others) == {school for school, *_ in kept()}
    assert terms_to_judge(NIGHT) == [victim]
    assert [judge_terms.run(NIGHT), judge_terms.run(NIGHT)] == [1, 0]
    by_processes = kept()
    assert {school for school, *_ in by_processes} == set(schools)
    assert AuditEvent.objects.filter(deed="review.open_findings").count() == 3
    Finding.objects.all().delete()
    for school in schools:
        assert isinstance(scan_term(act, school), dict)
    assert kept() == by_processes


def judged_unless_victim(asked: Any) -> Any:
    """Runs in a reader: as the night's judging, until somebody kills it."""
    if str(asked[0]) == os.environ["KEHOU_TEST_VICTIM"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return term_judged(asked)


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_reader_cannot_write() -> None:
    make_school()
    with pytest.raises(DatabaseError), as_of_one_moment():
        School.objects.update(name="改过的学校")
    School.objects.update(name="望山路小学")  # afterwards the connection writes again
    assert School.objects.get().name == "望山路小学"
    assert not connection.in_atomic_block


@pytest.mark.django_db
def test_a_night_that_takes_long_does_not_undo_what_was_judged_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """The term is read, then a lesson ends early and is judged; what was read before does not take that back."""
    afternoon = make_afternoon()
    afternoon.sign_in()
    afternoon.call_roll()
    school, began = afternoon.school.pk, moment(16, 40)
    read = term_judged((school, began))
    end_early(afternoon.session, moment(16, 45))
    scan_day(by_system("test", moment(16, 46)), school, WEDNESDAY)
    found = Finding.objects.get(rule="early-end")
    monkeypatch.setattr(scanning, "term_judged", lambda asked: read)
    assert scanning.scan_term(by_system("test", began), school)["gone"] == 0
    found.refresh_from_db()
    assert found.gone_at is None
