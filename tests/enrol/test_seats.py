"""After the draw: claims, the waiting list, and what a child may not have at once (I1, I2)."""

from datetime import time, timedelta

import pytest

from kehou.enrol.actions.accept_offer import accept_offer
from kehou.enrol.actions.claim_seat import claim_seat
from kehou.enrol.actions.join_waiting import join_waiting
from kehou.enrol.actions.pass_offer import pass_offer
from kehou.enrol.actions.release_seat import release_seat
from kehou.enrol.models import Seat, Waiting
from kehou.ground.refusal import NotYours, Refusal
from kehou.jobs.close_rounds import close_rounds
from kehou.kernel.models import OutboxMessage
from kehou.menu.models import Section
from tests.make.day import make_section
from tests.make.enrol import (
    CLOSES,
    DRAWN,
    Choosing,
    Family,
    draw,
    line,
    make_choosing,
    make_course,
    make_round,
    seated,
    wish,
)  # fmt: skip

pytestmark = [pytest.mark.django_db, pytest.mark.invariant("I2")]
SOON = DRAWN + timedelta(hours=1)


def claim(family: Family, section: Section, at=SOON, **more: str) -> int:
    return claim_seat(family.at(at, **more), child_id=family.child.pk, term_id=section.term_id, section_id=section.pk)


def refused(deed, *args, **kwargs) -> str:
    with pytest.raises(Refusal) as caught:
        deed(*args, **kwargs)
    return caught.value.code


def drawn_line(capacity: int = 1, families: int = 3) -> tuple[Choosing, Section, list[Family]]:
    """A full section after its draw: who has the place comes first, then who waits, in order."""
    choosing = make_choosing(families)
    section, round_ = make_course(choosing.school, capacity=capacity), make_round(choosing)
    for family in choosing.families:
        wish(family, round_, section)
    draw(round_)
    order = [*seated(section), *line(section)]
    by_child = {family.child.pk: family for family in choosing.families}
    return choosing, section, [by_child[child] for child in order]


def offer_of(family: Family) -> Waiting:
    return Waiting.objects.get(pupil=family.child, state="offered")


@pytest.mark.invariant("I1")
def test_of_the_last_place_one_family_gets_it_and_the_next_may_wait() -> None:
    choosing = make_choosing(2)
    section = make_course(choosing.school, capacity=1)
    first, second = choosing.families
    claim(first, section)
    assert refused(claim, second, section) == "section_full"
    assert join_waiting(second.at(SOON), child_id=second.child.pk, term_id=section.term_id, section_id=section.pk) == 1
    assert Section.objects.get(pk=section.pk).taken == 1


def test_a_double_tap_is_one_seat_and_one_answer() -> None:
    choosing = make_choosing(1)
    section = make_course(choosing.school, capacity=5)
    family = choosing.families[0]
    assert claim(family, section, key="tap") == claim(family, section, key="tap")
    assert refused(claim, family, section, key="another") == "already_seated"
    assert Section.objects.get(pk=section.pk).taken == Seat.objects.count() == 1


def test_claims_are_refused_in_the_documented_order() -> None:
    choosing = make_choosing()
    section = make_course(choosing.school, capacity=1, grades=(3,))
    family = choosing.family(joins=False)
    assert refused(claim, family, section) == "not_joined"
    family = choosing.family(grade=4)
    assert refused(claim, family, make_section(choosing.school)) == "not_offered"
    assert refused(claim, family, section) == "not_for_grade"
    third = choosing.family(grade=3)
    round_ = make_round(choosing)
    assert refused(claim, third, section) == "round_open"
    wish(third, round_, section)
    draw(round_)
    assert refused(claim, third, section) == "already_seated"
    assert refused(claim, choosing.family(grade=3), section) == "section_full"


def test_another_familys_child_seat_and_offer_are_out_of_reach() -> None:
    _, section, (holder, next_one, stranger) = drawn_line()
    seat = Seat.objects.get(pupil=holder.child)
    for act, ids in (
        (stranger, {"child_id": holder.child.pk, "seat_id": seat.pk}),
        (stranger, {"child_id": stranger.child.pk, "seat_id": seat.pk}),
    ):
        with pytest.raises(NotYours):
            release_seat(act.at(SOON), **ids)
    release_seat(holder.at(SOON), child_id=holder.child.pk, seat_id=seat.pk)
    with pytest.raises(NotYours):
        accept_offer(stranger.at(SOON), child_id=stranger.child.pk, waiting_id=offer_of(next_one).pk)
    assert seated(section) == []


@pytest.mark.parametrize(
    ("starts", "ends"), [(time(17, 10), time(18, 10)), (time(16, 40), time(17, 20)), (time(17, 30), time(17, 50))]
)
def test_a_child_is_never_in_two_places_at_once_however_the_hours_overlap(starts, ends) -> None:
    choosing = make_choosing(1)
    first = make_course(choosing.school, "乒乓球", days=("mon", "wed"))
    second = make_course(choosing.school, "陶泥", days=("wed",), starts=starts, ends=ends)
    family = choosing.families[0]
    claim(family, first)
    assert refused(claim, family, second) == "clash"
    assert family.seats() == ["乒乓球"]
    assert Section.objects.get(pk=second.pk).taken == 0, "the refused claim holds no place"


def test_a_released_place_is_offered_to_the_next_in_line_and_to_nobody_else() -> None:
    choosing, section, (holder, second, third) = drawn_line()
    release_seat(holder.at(SOON), child_id=holder.child.pk, seat_id=Seat.objects.get(pupil=holder.child).pk)
    assert offer_of(second).offer_until == SOON + timedelta(hours=24)
    assert line(section, "waiting") == [third.child.pk]
    assert OutboxMessage.objects.filter(kind="seat_offered").get().account_id == second.guardian.pk
    assert refused(claim, choosing.family(), section) == "others_wait"

    accept_offer(second.at(SOON), child_id=second.child.pk, waiting_id=offer_of(second).pk)

    assert seated(section) == [second.child.pk]
    assert Section.objects.get(pk=section.pk).taken == 1


def test_a_passed_offer_and_an_overdue_one_go_on_to_the_next() -> None:
    _, section, (holder, second, third, fourth) = drawn_line(families=4)
    release_seat(holder.at(SOON), child_id=holder.child.pk, seat_id=Seat.objects.get(pupil=holder.child).pk)
    pass_offer(second.at(SOON), child_id=second.child.pk, waiting_id=offer_of(second).pk)
    offer = offer_of(third)

    late = SOON + timedelta(hours=25)
    assert refused(accept_offer, third.at(late), child_id=third.child.pk, waiting_id=offer.pk) == "offer_over"
    assert close_rounds(late) == 1
    assert offer_of(fourth).offered_at == late
    assert line(section) == [fourth.child.pk]


def test_a_clashing_offer_is_taken_only_with_the_other_place_given_up() -> None:
    choosing, _, (holder, second, _) = drawn_line()
    clay = make_course(choosing.school, "陶泥", capacity=9)
    claim(second, clay)
    release_seat(holder.at(SOON), child_id=holder.child.pk, seat_id=Seat.objects.get(pupil=holder.child).pk)
    ids = {"child_id": second.child.pk, "waiting_id": offer_of(second).pk}

    assert refused(accept_offer, second.at(SOON), **ids) == "clash"
    assert second.seats() == ["陶泥"], "nothing is lost by asking"
    accept_offer(second.at(SOON), **ids, give_up_seat_ids=[Seat.objects.get(section=clay).pk])

    assert second.seats() == ["乒乓球"]
    assert Section.objects.get(pk=clay.pk).taken == 0


def test_a_class_s_own_block_is_left_by_withdrawing_only() -> None:
    choosing = make_choosing()
    make_section(choosing.school)
    family = choosing.family()
    seat = Seat.objects.get(pupil=family.child)
    assert refused(release_seat, family.at(SOON), child_id=family.child.pk, seat_id=seat.pk) == "class_seat"


@pytest.mark.invariant("I1")
def test_places_added_later_go_to_those_who_wait_not_to_who_is_quick() -> None:
    choosing, section, families = drawn_line(families=4)
    Section.objects.filter(pk=section.pk).update(capacity=3)
    assert refused(claim, choosing.family(), section) == "others_wait"
    assert close_rounds(SOON) == 2
    assert line(section, "offered") == [family.child.pk for family in families[1:3]]
    assert close_rounds(SOON) == 0


def test_the_clock_draws_a_round_whose_deadline_has_passed() -> None:
    choosing = make_choosing(1)
    section, round_ = make_course(choosing.school), make_round(choosing)
    wish(choosing.families[0], round_, section)
    assert close_rounds(CLOSES - timedelta(seconds=1)) == 0
    assert close_rounds(CLOSES) == 1
    assert seated(section) == [choosing.families[0].child.pk]
