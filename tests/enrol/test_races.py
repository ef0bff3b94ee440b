"""Families at the same moment (I1, I2): of n places n are taken, whoever else taps, releases or moves the capacity.

Each race has its negative control: with its guard taken away it goes wrong.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from kehou.enrol.actions import claim_seat as deed
from kehou.enrol.actions import seating
from kehou.enrol.actions.accept_offer import accept_offer
from kehou.enrol.actions.expire_offer import expire_offer
from kehou.enrol.actions.release_seat import release_seat
from kehou.enrol.actions.withdraw_consent import withdraw_consent
from kehou.enrol.locking import LockedChild
from kehou.enrol.models import Seat, Waiting
from kehou.ground.refusal import Refusal
from kehou.invariants import check_all
from kehou.jobs.close_rounds import close_rounds
from kehou.kernel.act import by_system
from kehou.menu.actions.set_section import set_section
from kehou.menu.models import Section
from tests.day.race import together
from tests.make.enrol import DRAWN, Family, draw, line, make_choosing, make_course, make_round, seated, wish
from tests.make.people import act_of, make_officer

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
SOON = DRAWN + timedelta(hours=1)


def claiming(family: Family, section: Section, key: str = ""):
    ids = {"child_id": family.child.pk, "term_id": section.term_id, "section_id": section.pk}
    return lambda: deed.claim_seat(family.at(SOON, key=key), **ids)


def codes(answers: list[object]) -> list[str]:
    """What the refused were told; anything else that was raised is an error of the test."""
    for answer in answers:
        if isinstance(answer, Exception) and not isinstance(answer, Refusal):
            raise answer
    return sorted(answer.code for answer in answers if isinstance(answer, Refusal))


def holds(*ids: str) -> None:
    broken = {name: rows for name, _, rows in check_all() if name.startswith(ids) and rows}
    assert not broken


@pytest.mark.invariant("I1")
def test_of_three_places_three_families_get_one_and_the_others_are_told() -> None:
    choosing = make_choosing(8)
    section = make_course(choosing.school, capacity=3)
    answers = together([claiming(family, section) for family in choosing.families])
    assert codes(answers) == ["section_full"] * 5
    assert sorted(a for a in answers if isinstance(a, int)) == sorted(Seat.objects.values_list("pk", flat=True))
    holds("i01", "i02")


@pytest.mark.invariant("I1")
def test_without_the_conditional_update_the_places_are_oversold(monkeypatch) -> None:
    """Count first, insert then: the database's own check is off the path too, because nobody counts there."""
    choosing = make_choosing(6)
    section = make_course(choosing.school, capacity=1)
    import threading

    read = threading.Barrier(6)

    def count_then_insert(section_id: int) -> bool:
        free = Seat.objects.filter(section_id=section_id).count() < Section.objects.get(pk=section_id).capacity
        if connection.vendor != "sqlite":
            read.wait(timeout=20)  # all have counted before one inserts
        return free

    if connection.vendor == "sqlite":
        # SQLite's one writer is the lock of every deed: the guard that remains to be taken away is the condition itself.
        monkeypatch.setattr(deed, "take_place", lambda section_id: True)
    else:
        monkeypatch.setattr(deed, "take_place", count_then_insert)
    together([claiming(family, section) for family in choosing.families])
    assert len(seated(section)) > 1


@pytest.mark.invariant("I2")
def test_a_double_tap_on_two_phones_is_one_seat() -> None:
    choosing = make_choosing(1)
    section, family = make_course(choosing.school, capacity=5), choosing.families[0]
    answers = together([claiming(family, section, key="one") for _ in range(4)])
    assert len({a for a in answers if isinstance(a, int)}) == 1
    assert codes(answers) == []
    answers = together([claiming(family, section) for _ in range(3)])
    assert codes(answers) == ["already_seated"] * 3
    assert Section.objects.get(pk=section.pk).taken == 1


@pytest.mark.invariant("I2")
def test_of_two_courses_at_one_hour_a_child_gets_one() -> None:
    from datetime import time

    choosing = make_choosing(1)
    family = choosing.families[0]
    courses = [
        make_course(choosing.school, f"课{n}", starts=time(17, 10 + n), ends=time(18, 10), capacity=9) for n in range(4)
    ]
    answers = together([claiming(family, course) for course in courses])
    assert codes(answers) == ["clash"] * 3
    assert len(family.seats()) == 1
    holds("i01", "i02")


@pytest.mark.invariant("I2")
def test_without_the_childs_lock_two_courses_at_one_hour_are_both_given(monkeypatch) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the one writer of SQLite is the lock; there is no guard to take away")
    import threading
    from datetime import time

    choosing = make_choosing(1)
    courses = [make_course(choosing.school, f"课{n}", starts=time(17, 10 + n), ends=time(18, 10)) for n in range(2)]
    judged, demand = threading.Barrier(2), seating.demand_no_clash

    def judge_together(*given):
        demand(*given)
        judged.wait(timeout=20)

    monkeypatch.setattr(deed, "demand_no_clash", judge_together)
    row = choosing.families[0].child
    monkeypatch.setattr(deed, "lock_child", lambda child_id: LockedChild(row.pk, row.school_id, row.grade))
    together([claiming(choosing.families[0], course) for course in courses])
    assert len(choosing.families[0].seats()) == 2


@pytest.mark.invariant("I1")
def test_releases_claims_and_a_capacity_that_moves_never_oversell_nor_waste_a_place() -> None:
    choosing = make_choosing(9)
    section, round_ = make_course(choosing.school, capacity=3), make_round(choosing)
    Section.objects.filter(pk=section.pk).update(capacity=2)
    for family in choosing.families[:6]:
        wish(family, round_, section)
    draw(round_)
    by_child = {family.child.pk: family for family in choosing.families}
    office = act_of(make_officer("coordinator", choosing.school), SOON)

    def releasing(seat: Seat):
        return lambda: release_seat(by_child[seat.pupil_id].at(SOON), child_id=seat.pupil_id, seat_id=seat.pk)

    answers = together(
        [
            *(releasing(seat) for seat in Seat.objects.filter(section=section)),
            *(claiming(family, section) for family in choosing.families[6:]),
            lambda: set_section(office, section_id=section.pk, capacity=3),
            lambda: close_rounds(SOON),
        ]
    )
    codes(answers)
    close_rounds(SOON)
    holds("i01", "i02")
    assert len(line(section, "offered")) + len(seated(section)) == 3, "no place stays empty while somebody waits"
    assert len(line(section, "waiting")) == 1


@pytest.mark.invariant("I2")
def test_an_offer_is_accepted_or_expires_never_both() -> None:
    choosing = make_choosing(3)
    section, round_ = make_course(choosing.school, capacity=1), make_round(choosing)
    for family in choosing.families:
        wish(family, round_, section)
    draw(round_)
    by_child = {family.child.pk: family for family in choosing.families}
    seat = Seat.objects.get(section=section)
    release_seat(by_child[seat.pupil_id].at(SOON), child_id=seat.pupil_id, seat_id=seat.pk)
    offer = Waiting.objects.get(state="offered")
    last = offer.offer_until - timedelta(seconds=1)
    answers = together(
        [
            lambda: accept_offer(by_child[offer.pupil_id].at(last), child_id=offer.pupil_id, waiting_id=offer.pk),
            lambda: expire_offer(by_system("t", offer.offer_until), school_id=choosing.school.pk, waiting_id=offer.pk),
        ]
    )
    accepted = codes(answers) == []
    assert seated(section) == ([offer.pupil_id] if accepted else [])
    holds("i01", "i02")


@pytest.mark.clause("二.1")
@pytest.mark.invariant("I2")
def test_who_withdraws_while_claiming_ends_without_a_seat() -> None:
    choosing = make_choosing(1)
    section, family = make_course(choosing.school, capacity=1), choosing.families[0]
    ids = {"child_id": family.child.pk, "term_id": choosing.term.pk}
    later = SOON + timedelta(seconds=1)
    answers = together([claiming(family, section), lambda: withdraw_consent(family.at(later), **ids)])
    codes(answers)
    holds("i01", "i02")
    assert seated(section) == []


@pytest.mark.invariant("I1")
def test_the_databases_own_check_stands_behind_the_condition() -> None:
    from django.db import IntegrityError

    section = make_course(make_choosing().school, capacity=1)
    Section.objects.filter(pk=section.pk).update(taken=F("taken") + 1)
    with pytest.raises(IntegrityError):
        Section.objects.filter(pk=section.pk).update(taken=F("taken") + 1)
