"""Two coordinators book one adult at the same moment (I2); without the adult's lock both get through."""

import threading
from datetime import datetime

import pytest
from django.db import connection, connections

from kehou.ground.refusal import Refusal
from kehou.kernel.lock import lock_row
from kehou.menu.actions import assign_adult as deed
from kehou.menu.models import RosterEntry, Section
from tests.make.menu import make_sections
from tests.make.people import act_of, make_officer, make_pupil, make_school
from tests.make.staff import make_teacher

TRIALS = 6


def _book_both(at: datetime, meanwhile=None) -> list[str]:
    """One teacher, two sections at the same hour, two coordinators; what each of them got."""
    school = make_school()
    make_pupil(school, grade=4, class_no=1)
    first, second = make_sections(school)[:2]
    teacher = make_teacher(school)
    acts = [act_of(make_officer("coordinator", school), at) for _ in range(2)]
    gate, got = threading.Barrier(2), []

    def book(act, section) -> None:
        try:
            gate.wait()
            deed.assign_adult(act, section_id=section.pk, staff_id=teacher.pk)
            got.append("booked")
        except Refusal as refusal:
            got.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=book, args=pair) for pair in zip(acts, (first, second), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert RosterEntry.objects.filter(staff=teacher).count() == 2 * got.count("booked")
    return sorted(got)


@pytest.mark.invariant("I2")
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_of_two_bookings_of_one_hour_one_is_refused(at) -> None:
    for _ in range(TRIALS):
        assert _book_both(at) == ["booked", "two_places_at_once"]


@pytest.mark.invariant("I2")
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_without_the_adults_lock_both_bookings_get_through(at, monkeypatch) -> None:
    if connection.vendor == "sqlite":
        # There the one writer is the lock: a deed begins by becoming it, so nobody reads beside it.
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        return
    # Both have read before either writes: the interleaving that the lock forbids.
    both_have_read = threading.Barrier(2)
    judge = deed.unfit

    def judged_together(*given):
        answer = judge(*given)
        both_have_read.wait()
        return answer

    monkeypatch.setattr(deed, "unfit", judged_together)
    monkeypatch.setattr(deed, "lock_row", lambda model, pk: lock_row(model, pk) if model is Section else None)
    assert _book_both(at) == ["booked", "booked"]
